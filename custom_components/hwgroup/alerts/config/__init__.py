"""Config: the entry of the alerts as rules, recipients and windows."""
