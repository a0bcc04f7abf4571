"""Imports: one file per foreign store, and the frame that reads, checks and writes what they find."""
