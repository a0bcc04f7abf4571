"""What waits, and whose turn it is: accepted once, claimed once, one at a time per account."""
