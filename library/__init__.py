"""The protocol library as a package of its own."""
