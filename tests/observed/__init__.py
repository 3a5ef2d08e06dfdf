"""When devices were observed."""
