"""Hostile input for whatever reads from outside: `python -m fuzz` has the options."""
