"""The practice network: a small social site of our own, with people, posts and bad days, on this machine only.

It serves the first run, the tests and the pictures of the manual. It has a database of its own, knows nothing of
the rest of Steward, and can be told over its control address to fail, lie, be slow, sign out, challenge or rename.
"""
