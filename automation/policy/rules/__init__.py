"""One rule per file, each a pure function of an action and the facts; they do not know each other."""
