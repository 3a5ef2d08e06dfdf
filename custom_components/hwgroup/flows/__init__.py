"""Forms that the flows of devices share."""
