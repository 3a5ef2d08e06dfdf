"""Hindsight: rules look at what devices have logged while nobody observed them."""
