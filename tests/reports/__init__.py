"""Reports: numbers, what the recorder knows, and files."""
