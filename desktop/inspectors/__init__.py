"""What stands on the right of a list: everything about the selected row, and what can be done with it."""
