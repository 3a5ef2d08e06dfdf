"""Reports: what was measured in a period, what was out of range, and what nobody saw."""
