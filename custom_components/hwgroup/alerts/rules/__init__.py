"""Rules: whether a condition is firing, since when, and what follows. Pure."""
