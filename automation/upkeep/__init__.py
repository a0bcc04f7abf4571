"""What must be done regularly: the ticker, and what it finds due."""
