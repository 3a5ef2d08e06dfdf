"""Whether Home Assistant's detector of blocking calls finds any, imports among them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from logging import Handler, LogRecord, getLogger
import os
from typing import override

from custom_components.hwgroup.const import DOMAIN
from homeassistant.block_async_io import enable
from homeassistant.core import HomeAssistant
from homeassistant.util import loop

from .documents import READINGS, Shape
from .installation import (
    HTTP,
    SNMP_1,
    SNMP_3,
    Devices,
    add_alerts,
    add_device,
    answering,
    home_assistant,
    run,
    serving,
)
from .report import Row
from .size import size

POLLS = size(5)


class _Warnings(Handler):
    """Counts what the detector says."""

    def __init__(self) -> None:
        """Start from zero."""
        super().__init__()
        self.count = 0

    @override
    def emit(self, record: LogRecord) -> None:
        self.count += 1

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count what is said during the block."""
        logger = getLogger(loop.__name__)
        logger.addHandler(self)
        try:
            yield
        finally:
            logger.removeHandler(self)


def measure(seed: int) -> list[Row]:
    """Count the warnings while devices are set up, polled and removed."""
    return run(lambda: _measure(seed))


async def _measure(seed: int) -> list[Row]:
    shape = Shape(sensors=READINGS)
    async with (
        serving(1, shape, seed) as over_http,
        answering(2, shape, seed) as over_snmp,
        home_assistant() as hass,
    ):
        enable()
        _prove()
        warnings = _Warnings()
        with warnings.counting():
            await _live(hass, over_http, 0, HTTP)
            await add_alerts(hass)
            for index, snmp in enumerate((SNMP_1, SNMP_3)):
                await _live(hass, over_snmp, index, snmp)
            await hass.services.async_call(
                DOMAIN, "get_alerts", blocking=True, return_response=True
            )
    note = f"set-up, {POLLS} polls and removal, HTTP, SNMP 1 and 3; alerts"
    return [Row("blocking calls", [warnings.count], "", goal=0, note=note)]


async def _live(
    hass: HomeAssistant, devices: Devices, index: int, way: Mapping[str, str]
) -> None:
    coordinator = await add_device(hass, devices, index, snmp=way)
    await hass.async_block_till_done()
    for _ in range(POLLS):
        await coordinator.async_refresh()
        if not coordinator.last_update_success:
            raise RuntimeError("The watched polls failed")
    await hass.config_entries.async_remove(coordinator.config_entry.entry_id)


def _prove() -> None:
    """Make a blocking call that has to be seen."""
    record = _Warnings()
    with record.counting():
        os.listdir()  # noqa: PTH208
    if not record.count:
        raise RuntimeError("Home Assistant's detector does not work")
