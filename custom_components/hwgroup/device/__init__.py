"""One device over time: transports, failover, grace, probes, alarms, snapshot."""
