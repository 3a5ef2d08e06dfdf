"""The entities of the alerts, for the platforms to add."""
