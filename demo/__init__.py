"""A real Home Assistant with HW group devices, to look at or to check."""

from .installation import Installation, installation
from .report import Report

__all__ = ["Installation", "Report", "installation"]
