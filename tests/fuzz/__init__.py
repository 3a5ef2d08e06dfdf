"""Inputs that cover as much as hours of fuzzing have found, a folder for each target."""
