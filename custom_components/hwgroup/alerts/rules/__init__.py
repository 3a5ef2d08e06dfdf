"""Rules: does a condition hold, since when, and what follows. Pure."""
