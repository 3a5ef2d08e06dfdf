"""What a device is and measures, whichever protocol reads it."""

from copy import deepcopy
from hashlib import sha256
from time import monotonic

from .models import Model
from .parts import Input, Meter, Output, Sensor
from .snmp.family import NO_AGENT, Family


def _default_mac(model: Model) -> str:
    """Return an invented MAC that is always the same for a model."""
    return f"00:0A:59:{sha256(model.product.encode()).digest()[:3].hex(':').upper()}"


def _serial_of(mac: str) -> str:
    """Return a serial number that differs where the MACs differ."""
    return f"6{int(mac.replace(':', '')[6:], 16):09d}"


class DeviceState:
    """The identity, the parts and the uptime of a device."""

    def __init__(
        self,
        model: Model,
        *,
        name: str | None = None,
        mac: str | None = None,
        serial: str | None = None,
    ) -> None:
        """Copy the parts of the model, so that each device has its own."""
        self.model: Model = model
        self.name = model.title if name is None else name
        self.mac = _default_mac(model) if mac is None else mac
        self.serial: str = _serial_of(self.mac) if serial is None else serial
        self.encoding = "utf-8"
        """How its texts are encoded, over HTTP and over SNMP."""
        self.sensors: list[Sensor] = deepcopy(list(model.sensors))
        self.inputs: list[Input] = deepcopy(list(model.inputs))
        self.outputs: list[Output] = deepcopy(list(model.outputs))
        self.meters: list[Meter] = deepcopy(list(model.meters))
        self.family: Family = NO_AGENT if model.snmp is None else model.snmp
        self.description = self.family.description.format(
            product=model.product, firmware=model.firmware
        )
        """The sysDescr of its agent, which names the model."""
        self._on_since: float | None = None

    def power_on(self) -> None:
        """Start the uptime, unless the device is on already."""
        if self._on_since is None:
            self._on_since = monotonic()

    def power_off(self) -> None:
        """End the uptime."""
        self._on_since = None

    @property
    def age(self) -> float:
        """Return the seconds since the device was switched on."""
        return 0.0 if self._on_since is None else monotonic() - self._on_since

    @property
    def uptime(self) -> int:
        """Return the whole seconds since the device was switched on."""
        return int(self.age)

    @property
    def ticks(self) -> int:
        """Return the uptime in hundredths of a second, as its agent counts it."""
        ticks = self.uptime * 100 if self.family.whole_seconds else int(self.age * 100)
        return ticks % 2**32

    def sensor(self, sensor_id: int) -> Sensor:
        """Return the sensor with an ID."""
        return next(sensor for sensor in self.sensors if sensor.id == sensor_id)

    def meter(self, meter_id: int) -> Meter:
        """Return the meter with an ID."""
        return next(meter for meter in self.meters if meter.id == meter_id)

    def input(self, input_id: int) -> Input:
        """Return the input with an ID."""
        return next(contact for contact in self.inputs if contact.id == input_id)

    def output(self, output_id: int) -> Output:
        """Return the output with an ID."""
        return next(output for output in self.outputs if output.id == output_id)
