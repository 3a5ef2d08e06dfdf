"""The audit trail: what people and the integration did, in files that only grow."""
