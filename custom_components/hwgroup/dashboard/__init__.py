"""A dashboard of all devices, made of what Home Assistant knows of them now."""
