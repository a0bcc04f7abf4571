"""The house again, with the lights on: every room is entered by its front door."""
