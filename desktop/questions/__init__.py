"""What screens ask the store: plain functions, run off the UI thread, that give frozen values."""
