"""Our figures beside the floor or the peer, measured in the same run: `make bench`."""
