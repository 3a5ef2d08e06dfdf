"""What telling the entities costs, by telling them that every reading changed.

Nothing is fetched: a coordinator gets its data and tells its listeners, which is
`async_update_listeners` and what the entities do with it.
"""

from itertools import cycle
from typing import Any

from custom_components.hwgroup.client import ValuesReader
from custom_components.hwgroup.coordinator import HwgCoordinator
from homeassistant.const import EVENT_STATE_CHANGED, EVENT_STATE_REPORTED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.util.event_type import EventType

from .documents import READINGS, Shape, documents, of_device
from .installation import add_device, home_assistant, run, serving
from .report import Row
from .timing import paired

_CHANGES = (READINGS, 1, 0)


class _Telling:
    """Gives a coordinator one device after the other, as its polls would."""

    def __init__(self, coordinator: HwgCoordinator, changed: int, seed: int) -> None:
        """Tell the first one, so that the next one makes the difference."""
        self._coordinator = coordinator
        read = ValuesReader().read
        served = documents(Shape(changed=changed), seed)
        # Read twice, so that the first one follows the last one, too.
        devices = [read(of_device(document, 0, 0)) for document in served * 2]
        self._devices = cycle(devices[len(served) :])
        self()

    def __call__(self) -> None:
        """Tell the entities of the next one."""
        self._coordinator.data = next(self._devices)
        self._coordinator.async_update_listeners()


def measure(seed: int) -> list[Row]:
    """Measure one changed reading and none, without a fetch."""
    return run(lambda: _measure(seed))


async def _measure(seed: int) -> list[Row]:
    count = len(_CHANGES)
    async with serving(count, Shape(), seed) as devices, home_assistant() as hass:
        every, one, none = [
            _Telling(await add_device(hass, devices, index), changed, seed)
            for index, changed in enumerate(_CHANGES)
        ]
        await hass.async_block_till_done()
        if (written := _written(hass, every)) != READINGS:
            raise RuntimeError(f"{written} states instead of {READINGS}")
        what, note = f"entities: 1 of {READINGS} changed", "CPU, by all changed"
        return [
            Row(what, paired(every, one).cpu, goal=0.25, note=note),
            Row("entities: nothing changed", paired(every, none).cpu, note=note),
            Row(f"{what}: states written", [_written(hass, one)], "", goal=1),
        ]


def _written(hass: HomeAssistant, tell: _Telling) -> int:
    """Return how many states are written, be they new or only confirmed."""
    written: list[Event[Any]] = []

    @callback
    def count(event: Event[Any]) -> None:
        written.append(event)

    @callback
    def of_all(_data: Any) -> bool:
        return True

    events: tuple[EventType[Any], ...] = (EVENT_STATE_CHANGED, EVENT_STATE_REPORTED)
    removes = [
        hass.bus.async_listen(event, count, event_filter=of_all) for event in events
    ]
    tell()
    for remove in removes:
        remove()
    return len(written)
