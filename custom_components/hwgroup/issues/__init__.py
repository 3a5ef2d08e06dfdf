"""Repair issues of a device."""
