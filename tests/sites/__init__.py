"""Real third-party servers on loopback: install, seed, start, stop, and the packs proven against them."""
