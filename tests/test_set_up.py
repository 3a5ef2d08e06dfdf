"""Setting up many devices: what each costs, and what it holds up."""

import asyncio
from typing import Any

import pytest

from custom_components.hwgroup.coordinator import HwgCoordinator
from homeassistant.const import EVENT_STATE_CHANGED
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from .calls import Calls
from .conftest import AddAlerts, AddDevice, AddTraps, MakeDevice, Notifier


@pytest.mark.usefixtures("freezer")
async def test_a_device_costs_the_same_beside_many_others(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    add_traps: AddTraps,
) -> None:
    """Nobody looks at all devices because one is set up, which is at a start each."""
    await add_alerts(notifier)
    await add_traps()
    costs = []
    for number in range(10):
        device = await make_device("ste2", mac=f"00:0A:59:00:00:{number:02X}")
        entry = await add_device(device)
        assert await hass.config_entries.async_unload(entry.entry_id)
        await hass.async_block_till_done(wait_background_tasks=True)
        calls = Calls()
        with calls.counting():
            assert await hass.config_entries.async_setup(entry.entry_id)
            await hass.async_block_till_done(wait_background_tasks=True)
        costs.append(calls.count)
    assert costs[-1] < costs[1] * 1.1


async def test_one_device_adds_its_entities_in_a_step_of_the_loop(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """However many answer in the same one: what else is due has its turn between them."""
    count = 4
    entries = []
    for number in range(count):
        device = await make_device("ste2", mac=f"00:0A:59:00:00:{number:02X}")
        entries.append(await add_device(device))
    for entry in entries:
        assert await hass.config_entries.async_unload(entry.entry_id)
    answered, start = asyncio.Barrier(count), HwgCoordinator.async_start

    async def together(coordinator: HwgCoordinator) -> None:
        await start(coordinator)
        await answered.wait()

    monkeypatch.setattr(HwgCoordinator, "async_start", together)
    added: dict[int, set[str]] = {}
    step = 0

    @callback
    def on_state(event: Event[Any]) -> None:
        entity = er.async_get(hass).async_get(event.data["entity_id"])
        if entity is not None and entity.config_entry_id is not None:
            added.setdefault(step, set()).add(entity.config_entry_id)

    def on_step() -> None:
        nonlocal step
        step += 1
        if not hass.is_stopping:
            hass.loop.call_soon(on_step)

    on_step()
    hass.bus.async_listen(EVENT_STATE_CHANGED, on_state)
    await asyncio.gather(
        *(hass.config_entries.async_setup(entry.entry_id) for entry in entries)
    )
    await hass.async_block_till_done(wait_background_tasks=True)
    assert {len(devices) for devices in added.values()} == {1}
