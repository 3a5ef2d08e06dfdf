"""Notify: who is notified, when, through what, and what became of it."""
