"""Finding devices, and following those that move."""
