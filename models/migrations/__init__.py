"""Numbered, frozen steps of the schema; plain SQL that never imports live tables."""
