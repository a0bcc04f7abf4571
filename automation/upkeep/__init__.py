"""How a profile is kept: what is due, backups and restores, room, and whether everything is sound."""
