"""The permanent record: one chained entry for whatever happened, its pictures, and the receipt of both."""
