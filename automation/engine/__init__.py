"""Does it, once: what the engine reports is what it did, never that it worked."""
