"""automation acts: triggers → queue → policy → engine → verification → audit, without a window."""
