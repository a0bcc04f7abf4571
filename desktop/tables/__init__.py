"""Windowed item models over rows of the store: sorted, filtered and paged in SQL, never held whole."""
