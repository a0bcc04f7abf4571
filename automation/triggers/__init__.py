"""What makes work appear: a hand, a time or a feed. Each only calls submit(intent) and never learns what follows."""
