"""Stands in for what tells speech from silence."""


class MicroVad:
    """Hears nothing."""
