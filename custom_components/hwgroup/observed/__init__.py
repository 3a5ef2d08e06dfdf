"""When devices were observed: what Home Assistant shows in between is no observation."""
