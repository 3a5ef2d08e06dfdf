"""Health: drills, the heartbeat and the network of Home Assistant itself."""
