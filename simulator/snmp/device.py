"""The device as its SNMP agent sees it."""

from collections.abc import Sequence
from typing import Protocol

from ..dialects import Dialect
from ..parts import Input, Meter, Output, Sensor
from .values import Oid


class AgentModel(Protocol):
    """What an agent reads of the model of its device."""

    @property
    def product(self) -> str:
        """Return the name of the product."""

    @property
    def firmware(self) -> str:
        """Return the version of the firmware."""

    @property
    def dialect(self) -> Dialect:
        """Return what compares a sensor with its limits."""


class AgentFamily(Protocol):
    """What the cells of an agent read of the family of the agent."""

    @property
    def base(self) -> Oid:
        """Return the identifier below which the agent has its own data."""

    def state(self, device: AgentDevice, sensor: Sensor) -> int:
        """Return the state code of a sensor."""


class AgentDevice(Protocol):
    """What an agent reads of its device."""

    name: str
    mac: str
    serial: str
    description: str
    encoding: str

    @property
    def model(self) -> AgentModel:
        """Return the model."""

    @property
    def family(self) -> AgentFamily:
        """Return the family that decides which data the agent has."""

    @property
    def sensors(self) -> Sequence[Sensor]:
        """Return the sensors, in the order of their rows."""

    @property
    def inputs(self) -> Sequence[Input]:
        """Return the inputs, in the order of their rows."""

    @property
    def outputs(self) -> Sequence[Output]:
        """Return the outputs, in the order of their rows."""

    @property
    def meters(self) -> Sequence[Meter]:
        """Return the meters, in the order of their rows."""

    @property
    def ticks(self) -> int:
        """Return the uptime in hundredths of a second."""

    def meter(self, meter_id: int) -> Meter:
        """Return the meter with an ID."""
