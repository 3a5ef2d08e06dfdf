"""A meter and a pulse counter in Home Assistant's own Energy dashboard."""

from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from math import sin, tau
from typing import Any, Final

from demo.flows import add_device, add_subentry
from demo.report import Report
from demo.waiting import until
from simulator import MODELS, SimulatedDevice

from .gallery import Gallery
from .house import ENTRIES, House
from .pages import PUBLISHED
from .person import Person

HOST: Final = "127.0.2.30"
PUMPS: Final = "Pump house"
# What a grid connection can have besides: what is given back, and prices.
NOT_USED: Final = (
    *("stat_energy_to", "stat_cost", "entity_energy_price", "number_energy_price"),
    *("stat_compensation", "entity_energy_price_export", "number_energy_price_export"),
)
# How many hours the meters have behind them.
HOURS: Final = 48


async def show_energy(
    report: Report, house: House, person: Person, gallery: Gallery
) -> None:
    """Let a HWg-PWR and a water meter count, and take a picture of what they cost."""
    async with AsyncExitStack() as stack:
        with report.step("A HWg-PWR and a water meter with pulses"):
            energy = await _add_pwr(stack, house)
            water = await _add_pulse_meter(house)
        with report.step("Energy dashboard"):
            await _give_past(house, energy, 48213.6, "kWh", "energy", 1.4)
            await _give_past(house, water, 1290.0, "m³", "volume", 0.02)
            await house.api.command(
                "energy/save_prefs",
                energy_sources=[
                    {
                        "type": "grid",
                        "stat_energy_from": energy,
                        **dict.fromkeys(NOT_USED),
                        "cost_adjustment_day": 0,
                    },
                    {"type": "water", "stat_energy_from": water},
                ],
            )
            await person.go("/energy")
            await person.see("Water")
            await gallery.take(person.page, "energy", published="energy" in PUBLISHED)


async def _add_pwr(stack: AsyncExitStack, house: House) -> str:
    """Add a meter over SNMP, and return its total."""
    meter = SimulatedDevice(MODELS["pwr"], mac="00:0A:59:7A:00:30")
    stack.push_async_callback(meter.stop)
    await meter.start(HOST, http=False, snmp=True)
    snmp = {"transport": "snmp", "version": "1", "port": meter.snmp_port}
    entry = await add_device(house.api, HOST, **snmp)
    return await _total(house, entry["entry_id"], "energy")


async def _add_pulse_meter(house: House) -> str:
    """Make a meter of a pulse counter, and return it."""
    entries = {entry["title"]: entry for entry in await house.api.get(ENTRIES)}
    entry_id = entries[PUMPS]["entry_id"]
    [contact] = [
        each for each in house.devices[PUMPS].inputs if each.name == "Water meter"
    ]
    answers = {
        "name": "Cold water",
        "input": str(contact.id),
        "kind": "water",
        "unit_of_measurement": "m³",
        "pulses_per_unit": 100,
        "reading": 1290,
    }
    await add_subentry(house.api, entry_id, "meter", answers)
    return await _total(house, entry_id, "water")


async def _total(house: House, entry_id: str, device_class: str) -> str:
    async def look() -> str | None:
        states = await house.api.states()
        for entity in await house.api.entities(entry_id):
            state: dict[str, Any] = states.get(entity["entity_id"], {})
            if state.get("attributes", {}).get("device_class") == device_class:
                return str(entity["entity_id"])
        return None

    return await until(look, seconds=60, what=f"total of {device_class}")


async def _give_past(
    house: House,
    entity_id: str,
    reading: float,
    unit: str,
    unit_class: str,
    per_hour: float,
) -> None:
    """Let the recorder remember what a meter has counted, hour by hour."""
    now = datetime.now().astimezone().replace(minute=0, second=0, microsecond=0)
    total, stats = 0.0, []
    for hour in range(HOURS):
        start = now - timedelta(hours=HOURS - hour)
        total += per_hour * (1 + 0.7 * sin(tau * (start.hour - 8) / 24))
        stats.append(
            {"start": start.isoformat(), "state": reading + total, "sum": total}
        )
    await house.api.command(
        "recorder/import_statistics",
        metadata={
            "has_sum": True,
            "mean_type": 0,
            "name": None,
            "source": "recorder",
            "statistic_id": entity_id,
            "unit_class": unit_class,
            "unit_of_measurement": unit,
        },
        stats=stats,
    )
