"""Pushes: devices send what they measure, and call when something changes."""
