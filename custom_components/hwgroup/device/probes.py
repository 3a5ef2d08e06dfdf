"""Which probes and inputs are gone, and which new ones seem to replace them."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from ..client import Device, Input, Sensor
from .alarms import PartKind

# In the order in which they went; the oldest are forgotten first.
_REMEMBERED: Final = 64
# What the store of a device calls them.
_STORED_AS: Final[Mapping[PartKind, str]] = {"sensor": "gone", "input": "gone_inputs"}


@dataclass(frozen=True, slots=True)
class Gone:
    """A probe or an input that the device no longer has."""

    name: str
    quantity: str
    beside: tuple[str, ...]
    """The keys of all that were there when it was read last: none replaces it."""
    unit: str | None = None

    def replaced_by(self, key: str, name: str, quantity: str) -> bool:
        """Return whether another probe seems to replace it."""
        same = (name, quantity) == (self.name, self.quantity)
        return same and bool(name) and key not in self.beside


@dataclass(frozen=True, slots=True)
class Replacement:
    """A probe that is gone, and one of the same name and quantity that came."""

    old: str
    new: str
    name: str


class ProbeTracker:
    """Follows which probes and inputs of one device come and go."""

    def __init__(self) -> None:
        """Start without knowing anything."""
        self._seen: Mapping[str, Sensor] = {}
        self._inputs: Mapping[str, Input] = {}
        self._gone: dict[tuple[PartKind, str], Gone] = {}

    @classmethod
    def from_dict(cls, device: Device, stored: Mapping[str, Any]) -> Self:
        """Continue from what `to_dict` wrote, with the device as it was then.

        Raises AttributeError, KeyError or TypeError for anything else.
        """
        tracker = cls()
        tracker._seen, tracker._inputs = device.sensors, device.inputs
        tracker._gone = {
            (kind, key): Gone(
                item["name"], item["quantity"], tuple(item["beside"]), item.get("unit")
            )
            for kind, name in _STORED_AS.items()
            for key, item in stored.get(name, {}).items()
        }
        return tracker

    @property
    def gone(self) -> Mapping[tuple[PartKind, str], Gone]:
        """The probes and inputs that are gone, by kind and key."""
        return self._gone

    def to_dict(self) -> dict[str, Any]:
        """Return what has to survive a restart as plain data."""
        return {
            name: {
                key: asdict(gone)
                for (of, key), gone in self._gone.items()
                if of == kind
            }
            for kind, name in _STORED_AS.items()
        }

    def update(self, read: Device, shown: Device) -> bool:
        """Take a device as it was read, and as it is shown with its grace.

        Returns whether other probes or inputs are there than before.
        """
        differs = (self._seen.keys(), self._inputs.keys()) != (
            read.sensors.keys(),
            read.inputs.keys(),
        )
        if differs:
            self._find_gone(read)
        self._seen = {key: shown.sensors[key] for key in read.sensors}
        self._inputs = read.inputs
        return differs

    def _find_gone(self, read: Device) -> None:
        probes = {
            key: Gone(
                sensor.name, sensor.unit.quantity, tuple(self._seen), sensor.unit.symbol
            )
            for key, sensor in self._seen.items()
        }
        inputs = {
            key: Gone(contact.name, "input", ())
            for key, contact in self._inputs.items()
        }
        self._gone = self._kept("sensor", probes, read.sensors) | self._kept(
            "input", inputs, read.inputs
        )

    def _kept(
        self, kind: PartKind, seen: dict[str, Gone], present: Container[str]
    ) -> dict[tuple[PartKind, str], Gone]:
        """Return what is gone of a kind, the newest last."""
        known = {key: gone for (of, key), gone in self._gone.items() if of == kind}
        gone = [item for item in (known | seen).items() if item[0] not in present]
        return {(kind, key): each for key, each in gone[-_REMEMBERED:]}

    def replacements(self, shown: Device) -> Iterator[Replacement]:
        """Yield the replacements that are certain: one old probe, and one new one."""
        gone = [
            (key, probe)
            for (kind, key), probe in self._gone.items()
            if kind == "sensor" and key not in shown.sensors
        ]
        pairs = [
            Replacement(old, sensor.key, sensor.name)
            for index, (old, probe) in enumerate(gone)
            # What replaced it may be gone by now, too; then that one counts.
            if not any(
                probe.replaced_by(key, later.name, later.quantity)
                for key, later in gone[index + 1 :]
            )
            for sensor in shown.sensors.values()
            if probe.replaced_by(sensor.key, sensor.name, sensor.unit.quantity)
        ]
        olds, news = [pair.old for pair in pairs], [pair.new for pair in pairs]
        for pair in pairs:
            if olds.count(pair.old) == news.count(pair.new) == 1:
                yield pair
