"""Did it really happen: a fresh look, never the engine's own word, never a click."""
