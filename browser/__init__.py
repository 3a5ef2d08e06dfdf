"""Home Assistant's own frontend, used as a person uses it."""
