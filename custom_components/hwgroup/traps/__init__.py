"""Traps: a known device that sends one is polled now."""
