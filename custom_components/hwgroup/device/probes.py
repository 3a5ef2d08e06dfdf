"""Which probes and inputs are gone, and which new one seems to stand in for one of them."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Self

from ..client import Device, Input, Sensor

# In the order in which they went; the oldest are forgotten first.
_REMEMBERED: Final = 64


@dataclass(frozen=True, slots=True)
class Gone:
    """A probe, or an input, that the device has no more."""

    name: str
    quantity: str
    beside: tuple[str, ...]
    """The keys of all that were there when it was read last: none replaces it."""
    unit: str | None = None

    def replaced_by(self, key: str, name: str, quantity: str) -> bool:
        """Tell whether another probe seems to stand in for it."""
        same = (name, quantity) == (self.name, self.quantity)
        return same and bool(name) and key not in self.beside


@dataclass(frozen=True, slots=True)
class Replacement:
    """A probe that is gone, and one of the same name and quantity that came."""

    old: str
    new: str
    name: str


class ProbeTracker:
    """Follows which probes of one device come and go."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._seen: Mapping[str, Sensor] = {}
        self._gone: dict[str, Gone] = {}
        self._inputs: Mapping[str, Input] = {}
        self._gone_inputs: dict[str, Gone] = {}

    @classmethod
    def from_dict(
        cls, device: Device, gone: Mapping[str, Any], inputs: Mapping[str, Any]
    ) -> Self:
        """Go on from what `to_dict` wrote, with a device as it was then."""
        watch = cls()
        watch._seen = device.sensors
        watch._gone = _gone_from_dict(gone)
        watch._inputs = device.inputs
        watch._gone_inputs = _gone_from_dict(inputs)
        return watch

    @property
    def gone(self) -> Mapping[str, Gone]:
        """The probes that are gone, by their key."""
        return self._gone

    @property
    def gone_inputs(self) -> Mapping[str, Gone]:
        """The inputs that are gone, by their key."""
        return self._gone_inputs

    def to_dict(self) -> dict[str, Any]:
        """Return what has to survive a restart as plain data."""
        return {
            "gone": {key: asdict(gone) for key, gone in self._gone.items()},
            "gone_inputs": {
                key: asdict(gone) for key, gone in self._gone_inputs.items()
            },
        }

    def follow(self, read: Device, shown: Device) -> None:
        """Take a device as it was read, and as it is shown with its grace."""
        for key, sensor in self._seen.items():
            if key not in read.sensors:
                self._gone[key] = Gone(
                    sensor.name,
                    sensor.unit.quantity,
                    tuple(self._seen),
                    sensor.unit.symbol,
                )
        self._seen = {key: shown.sensors[key] for key in read.sensors}
        kept = [item for item in self._gone.items() if item[0] not in read.sensors]
        self._gone = dict(kept[-_REMEMBERED:])
        self._follow_inputs(read.inputs)

    def _follow_inputs(self, inputs: Mapping[str, Input]) -> None:
        before = {
            key: Gone(contact.name, "input", ())
            for key, contact in self._inputs.items()
        }
        known = (self._gone_inputs | before).items()
        kept = [item for item in known if item[0] not in inputs]
        self._inputs, self._gone_inputs = inputs, dict(kept[-_REMEMBERED:])

    def replacements(self, shown: Device) -> Iterator[Replacement]:
        """Yield what seems to be replaced, where there is no doubt which by which."""
        gone = [item for item in self._gone.items() if item[0] not in shown.sensors]
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


def _gone_from_dict(items: Mapping[str, Any]) -> dict[str, Gone]:
    return {
        key: Gone(
            item["name"], item["quantity"], tuple(item["beside"]), item.get("unit")
        )
        for key, item in items.items()
    }
