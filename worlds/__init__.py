"""Simulated months and years, each by a seed, and what the alerts must make of them.

`tests/` lives a few days of them and `soak/` lives years.
"""
