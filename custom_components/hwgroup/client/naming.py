"""What the parts of a device are called where several have one name."""

from collections import defaultdict
from collections.abc import Container, Iterable

from .model import Device, Input, Output, Sensor

type Part = Sensor | Input | Output


class Names:
    """What the parts of a device are called.

    Temperature and humidity of one sensor often share a name, and so do a sensor and the
    contact beside it: `Shelf (°C)` and `Shelf (%)`, else with their IDs.
    """

    def __init__(
        self, device: Device, gone: Container[tuple[str, str]] = frozenset()
    ) -> None:
        """Look at all names once.

        `gone` are parts that are remembered only, by kind and key: they share no name.
        """
        self._alike: defaultdict[str, list[Part]] = defaultdict(list)
        for kind, parts in (
            ("sensor", device.sensors),
            ("input", device.inputs),
            ("output", device.outputs),
        ):
            for part in parts.values():
                if (kind, part.key) not in gone:
                    self._alike[part.name].append(part)

    def of(self, part: Part) -> str:
        """Return the name of a part, with what tells it from others; may be empty."""
        if not part.name:
            return ""
        alike = [
            other
            for other in self._alike.get(part.name, ())
            if (type(other), other.key) != (type(part), part.key)
        ]
        return f"{part.name} ({_mark(part, alike)})" if alike else part.name


def _mark(part: Part, alike: Iterable[Part]) -> str:
    """Return what only this one of all parts of a name has."""
    if isinstance(part, Input):
        return f"I{part.key}"  # as devices number them
    if isinstance(part, Output) or (symbol := part.unit.symbol) is None:
        return part.key
    symbols = {other.unit.symbol for other in alike if isinstance(other, Sensor)}
    return part.key if symbol in symbols else symbol
