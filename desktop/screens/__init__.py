"""One file per entry of the sidebar."""
