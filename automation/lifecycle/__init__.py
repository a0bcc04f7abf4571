"""Account states and who may move them; what waits for a person."""
