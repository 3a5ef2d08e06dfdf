"""What every protocol yields: one frozen, comparable picture of a device.

State scales, exponents and sentinel values end in the readers that fill this
model; nothing above it has to know them.
"""

from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass, field, fields
from enum import StrEnum
import re
from typing import Any, Final, Self

MOST_PARTS: Final = 500
"""Of each kind; the largest known device has 64 inputs. More than these is no device."""
STATE_SCALE: Final = "state_scale"
"""A doubt: the states were read in another scale, or all sensors would be in alarm."""
OBJECT_ID: Final = "object_id"
"""A doubt: an SNMP agent has the tables of another family than its sysObjectID names."""
_FACTORY_NAME = re.compile(r"(?:input|binary) ?[0-9]+", re.IGNORECASE)
_HEX_MAC = re.compile(r"[0-9a-f]{12}")


class Quantity(StrEnum):
    """What a reading measures."""

    TEMPERATURE = "temperature"
    HUMIDITY = "humidity"
    PERCENTAGE = "percentage"
    VOLTAGE = "voltage"
    CURRENT = "current"
    POWER = "power"
    ENERGY = "energy"
    VOLUME = "volume"
    PRESSURE = "pressure"
    CARBON_DIOXIDE = "carbon_dioxide"
    CARBON_MONOXIDE = "carbon_monoxide"
    ILLUMINANCE = "illuminance"
    IRRADIANCE = "irradiance"
    SOUND_PRESSURE = "sound_pressure"
    DUST = "dust"
    ABSOLUTE_HUMIDITY = "absolute_humidity"
    SPEED = "speed"
    FLOW_RATE = "volume_flow_rate"
    FREQUENCY = "frequency"
    APPARENT_POWER = "apparent_power"
    REACTIVE_POWER = "reactive_power"
    REACTIVE_ENERGY = "reactive_energy"
    POWER_FACTOR = "power_factor"
    DURATION = "duration"
    DISTANCE = "distance"
    WEIGHT = "weight"
    CONDUCTIVITY = "conductivity"
    PH = "ph"
    PULSES = "pulses"
    SWITCH = "switch"
    LEAK = "leak"
    OTHER = "other"
    """A unit that is not in the table: a plain number with that unit."""
    UNKNOWN = "unknown"
    """No unit, of a sensor that cannot be read: devices drop it then."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measurement: its symbol (None where there is none) and quantity."""

    symbol: str | None = None
    quantity: Quantity = Quantity.UNKNOWN

    @property
    def is_named(self) -> bool:
        """Whether the device names a unit."""
        nameless = (Quantity.OTHER, Quantity.UNKNOWN)
        return self.symbol is not None or self.quantity not in nameless


class ReadingState(StrEnum):
    """What the device itself says of a sensor or input.

    "Out of range" is a crossed limit of which the device tells nobody, "alarm" one
    for which it has raised an alarm. Families that do not tell the direction yield
    the members without one where the limits do not tell it either.
    """

    OK = "ok"
    INVALID = "invalid"
    DISCONNECTED = "disconnected"
    """The cable of a leak detector is off: nobody would see water."""
    OUT_OF_RANGE = "out_of_range"
    OUT_OF_RANGE_LOW = "out_of_range_low"
    OUT_OF_RANGE_HIGH = "out_of_range_high"
    ALARM = "alarm"
    ALARM_LOW = "alarm_low"
    ALARM_HIGH = "alarm_high"

    @property
    def is_alarm(self) -> bool:
        """Whether a limit is crossed or an alarm raised."""
        return self not in (
            ReadingState.OK,
            ReadingState.INVALID,
            ReadingState.DISCONNECTED,
        )


@dataclass(frozen=True, slots=True)
class Limits:
    """The safe range set on the device, in the unit of the reading."""

    low: float | None = None
    high: float | None = None
    hysteresis: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensor:
    """One measured value.

    `key` is unique in the device and belongs to the probe: it survives a new name,
    another socket and a restart. `value` is None when the reading is invalid; a leak
    detector's value is 0 (dry) or 1 (wet), a switch's 0 (off) or 1 (on).
    """

    key: str
    name: str
    value: float | None
    unit: Unit = Unit()
    limits: Limits = Limits()
    state: ReadingState = ReadingState.OK
    """An alarm without a value and a unit may be of a leak detector: `with_unit`."""
    scale: str | None = None
    """How the device makes the value from that of a meter; another one is another scale."""
    counts: bool = False
    """Whether the device calls it a total."""

    @property
    def valid(self) -> bool:
        """Whether the device could read the sensor."""
        return self.value is not None

    @property
    def in_alarm(self) -> bool | None:
        """Whether the device calls it an alarm, None where it cannot be read."""
        return self.state.is_alarm if self.valid else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A dry contact, and its pulse counter where it has one."""

    key: str
    name: str
    closed: bool | None
    """None where the device tells no position that is known; its alarm counts anyway."""
    state: ReadingState = ReadingState.OK
    """Invalid also where the device tells the position, but not whether that is an alarm."""
    counter: int | None = None

    @property
    def valid(self) -> bool:
        """Whether the device tells the contact's position, or that it is in alarm."""
        return self.closed is not None or self.state.is_alarm

    @property
    def in_alarm(self) -> bool | None:
        """Whether the device calls it an alarm, None where it does not say so."""
        says = self.valid and self.state is not ReadingState.INVALID
        return self.state.is_alarm if says else None

    @property
    def in_use(self) -> bool:
        """Whether it has a name of its own, such as `Door`, or is in alarm.

        Inputs come as `Input 1` (Damocles, Poseidon) or `Binary 1` (STE) from the factory,
        and keep that name where nothing is connected.
        """
        is_named = self.name and not _FACTORY_NAME.fullmatch(self.name)
        return bool(is_named) or self.state.is_alarm


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A relay or other switched output."""

    key: str
    name: str
    on: bool | None
    automatic: bool | None = None
    """Whether the device switches it itself, None where it does not tell."""
    pulse: bool = False
    """Whether it goes back by itself after a time that is set on the device."""

    @property
    def valid(self) -> bool:
        """Whether the device tells the output's position."""
        return self.on is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a device is. Texts are None where the device does not tell them."""

    mac: str | None = None
    """Lower-case, colon-separated."""
    serial: str | None = None
    name: str | None = None
    model: str | None = None
    firmware: str | None = None

    @property
    def unique_id(self) -> str | None:
        """What tells this device from all others: its MAC, else its serial number."""
        return self.mac or self.serial

    @classmethod
    def from_unique_id(cls, unique_id: str | None) -> Self:
        """Return what a `unique_id` tells."""
        mac = mac_from_text(unique_id or "")
        return cls(mac=mac, serial=None if mac else unique_id)

    def differs_from(self, other: Identity) -> bool:
        """Return whether it is surely another device's: protocols tell different parts."""
        if self.mac and other.mac:
            return self.mac != other.mac
        return bool(self.serial and other.serial and self.serial != other.serial)

    def is_same_as(self, other: Identity) -> bool:
        """Return whether it is surely the same device's."""
        if self.mac and other.mac:
            return self.mac == other.mac
        return bool(self.serial) and self.serial == other.serial

    def completed_by(self, other: Identity) -> Identity:
        """Return this identity with what only the other one tells."""
        return Identity(
            **{
                part.name: getattr(self, part.name) or getattr(other, part.name)
                for part in fields(self)
            }
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device at one moment. Sensors, inputs and outputs are keyed by their key."""

    identity: Identity
    sensors: Mapping[str, Sensor] = field(default_factory=dict)
    inputs: Mapping[str, Input] = field(default_factory=dict)
    outputs: Mapping[str, Output] = field(default_factory=dict)
    uptime: int | None = field(default=None, compare=False)
    """Seconds since the device started; it always differs, so it is no difference."""
    doubts: tuple[str, ...] = ()
    """What was read in another way than the document says, for whoever looks into it."""

    @property
    def has_parts(self) -> bool:
        """Whether there is any sensor, input or output."""
        return bool(self.sensors or self.inputs or self.outputs)

    def to_dict(self) -> dict[str, Any]:
        """Return the device as plain data, for a store."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote.

        Raises KeyError, TypeError or ValueError for anything else.
        """
        try:
            return cls(
                identity=Identity(**data["identity"]),
                sensors={key: _sensor(item) for key, item in data["sensors"].items()},
                inputs={
                    key: Input(**item | {"state": ReadingState(item["state"])})
                    for key, item in data["inputs"].items()
                },
                outputs={key: Output(**item) for key, item in data["outputs"].items()},
                uptime=data["uptime"],
                doubts=tuple(data.get("doubts", ())),
            )
        except AttributeError as err:
            raise TypeError(f"No mapping: {err}") from err


def unused_key(identifier: str, used: Container[str]) -> str:
    """Return an ID, numbered where another part has it already."""
    key, copy = identifier, 1
    while key in used:
        copy += 1
        key = f"{identifier}_{copy}"
    return key


def mac_from_text(text: str) -> str | None:
    """Return a MAC address as `Identity` has it, None for anything else."""
    digits = re.sub(r"[:.\-\s]", "", text).lower()
    if not _HEX_MAC.fullmatch(digits) or not digits.strip("0"):
        return None
    return ":".join(digits[index : index + 2] for index in range(0, 12, 2))


def _sensor(data: Mapping[str, Any]) -> Sensor:
    unit = data["unit"]
    return Sensor(
        key=data["key"],
        name=data["name"],
        value=data["value"],
        unit=Unit(unit["symbol"], Quantity(unit["quantity"])),
        limits=Limits(**data["limits"]),
        state=ReadingState(data["state"]),
        scale=data.get("scale"),
        counts=data.get("counts", False),
    )
