"""What a poll costs with the alerts loaded, by the least that the same can cost.

The floor fetches the document with Home Assistant's session, parses it with
ElementTree, reads the values and writes the states of those that have changed. Core's
`rest` polls beside it, with a sensor for each reading and nothing else.
"""

import asyncio
from collections.abc import Awaitable, Callable
from xml.etree import ElementTree as ET

from homeassistant.core import HomeAssistant
from homeassistant.helpers.aiohttp_client import async_get_clientsession

from .core_rest import add_rest
from .documents import CHANGED, READINGS, Shape
from .installation import add_alerts, add_device, home_assistant, run, serving
from .report import Row
from .server import HOST
from .size import size
from .timing import Ratios, async_paired

_VALUE = "Value"
_ATTRIBUTES = {"unit_of_measurement": "°C", "device_class": "temperature"}


def measure(seed: int) -> list[Row]:
    """Measure a poll that brings changes, and one that brings none."""
    changed = run(lambda: _ratios(seed, CHANGED))
    unchanged = run(lambda: _ratios(seed, 0))
    rest = run(lambda: _rest(seed))
    note = "by GET, ElementTree and the states that change"
    return [
        Row(
            f"poll: {CHANGED} of {READINGS} changed",
            changed.cpu,
            goal=2.0,
            note=f"CPU, {note}; with alerts",
        ),
        Row("poll: the same", changed.wall, note=f"wall, {note}"),
        Row("poll: nothing changed", unchanged.cpu, goal=1.3, note=f"CPU, {note}"),
        Row("poll: the same", unchanged.wall, note=f"wall, {note}"),
        Row(
            f"poll: {CHANGED} of {READINGS} changed, core's rest",
            rest.cpu,
            note=f"CPU, {note}; no alarms, no alerts",
        ),
    ]


class _Plain:
    """The least: a loop over the document, without anything around it."""

    def __init__(self, hass: HomeAssistant, port: int) -> None:
        """Know no state yet."""
        self._hass = hass
        self._session = async_get_clientsession(hass)
        self._url = f"http://{HOST}:{port}/values.xml"
        self._states: dict[str, str] = {}

    async def poll(self) -> None:
        """Write what has changed."""
        async with self._session.get(self._url) as response:
            root = ET.fromstring(await response.text())  # noqa: S314
        for number, value in enumerate(root.iter(_VALUE)):
            entity_id, text = f"sensor.plain_{number}", value.text or ""
            if self._states.get(entity_id) != text:
                self._states[entity_id] = text
                self._hass.states.async_set(entity_id, text, _ATTRIBUTES)


async def _ratios(seed: int, changed: int) -> Ratios:
    shape = Shape(changed=changed)
    async with serving(2, shape, seed) as devices, home_assistant() as hass:
        plain = _Plain(hass, devices.ports[0])
        await add_alerts(hass)
        coordinator = await add_device(hass, devices, 1)
        await hass.async_block_till_done()
        ratios = await async_paired(
            _to_its_end(plain.poll), _to_its_end(coordinator.async_refresh)
        )
        if not coordinator.last_update_success:
            raise RuntimeError("The measured polls failed")
        return ratios


async def _rest(seed: int) -> Ratios:
    shape = Shape(changed=CHANGED)
    async with serving(2, shape, seed) as devices, home_assistant() as hass:
        plain = _Plain(hass, devices.ports[0])
        rest = await add_rest(hass, devices.ports[1])
        before = _states(hass)
        ratios = await async_paired(
            _to_its_end(plain.poll),
            _to_its_end(rest.async_refresh),
            repetitions=size(10),
        )
        if not rest.last_update_success or before == _states(hass):
            raise RuntimeError("The polls of core's rest bring nothing")
        return ratios


def _states(hass: HomeAssistant) -> list[str]:
    return [state.state for state in hass.states.async_all("sensor")]


def _to_its_end(
    call: Callable[[], Awaitable[object]],
) -> Callable[[], Awaitable[None]]:
    """Let what a call leaves to the loop count as its own."""

    async def whole() -> None:
        await call()
        await asyncio.sleep(0)

    return whole
