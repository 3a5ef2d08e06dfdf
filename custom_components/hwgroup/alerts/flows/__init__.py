"""The forms of the alerts: who is told, of what, and after how long."""
