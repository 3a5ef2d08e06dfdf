"""Stands in for what makes speech clearer."""


class AudioProcessor:
    """Hears nothing."""
