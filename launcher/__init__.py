"""Starts Home Assistant as a process, for the demo, the browser and the soaks."""

from .process import HOST, HomeAssistantProcess, free_port

__all__ = ["HOST", "HomeAssistantProcess", "free_port"]
