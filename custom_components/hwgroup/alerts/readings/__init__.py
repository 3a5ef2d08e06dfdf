"""Readings: what the coordinators say, as rules see it."""
