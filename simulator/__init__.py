"""HW group devices over real sockets, for tests and for a demo."""

from .device import SimulatedDevice
from .faults import Fault
from .models import MODELS, Model
from .parts import AlarmWhen, Input, Output, Sensor

__all__ = [
    "MODELS",
    "AlarmWhen",
    "Fault",
    "Input",
    "Model",
    "Output",
    "Sensor",
    "SimulatedDevice",
]
