"""The window: shows what the store holds and asks the engine for everything else; it acts on nothing itself."""
