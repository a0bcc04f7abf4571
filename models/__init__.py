"""models remembers: the store, one noun per file, no behaviour of its own."""
