"""Modules that Home Assistant imports for its voice assistant, and the demo never uses.

The real ones are compiled where they are installed; these make a compiler needless.
"""
