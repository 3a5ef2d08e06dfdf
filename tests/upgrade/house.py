"""A Home Assistant that runs in a folder of its own, is stopped, and is started again."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
import json
from pathlib import Path
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from pytest_homeassistant_custom_component.common import async_test_home_assistant

from custom_components.hwgroup.const import ALERTS_UNIQUE_ID, DOMAIN
from homeassistant import bootstrap, loader
from homeassistant.config_entries import SOURCE_USER, ConfigEntry
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.data_entry_flow import FlowResultType
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
from homeassistant.util.async_ import get_scheduled_timer_handles
from simulator import SimulatedDevice

from ..alerts.conftest import Notifier
from ..timers import run_due_timers

type Prepare = Callable[[HomeAssistant], None]


class House:
    """A configuration folder, and what runs in it: real files, and a real core."""

    def __init__(self, folder: Path, freezer: FrozenDateTimeFactory) -> None:
        """Begin with whatever is in the folder."""
        self.storage = folder / ".storage"
        self.storage.mkdir(exist_ok=True)
        self._folder = folder
        self._freezer = freezer
        self.notifier: Notifier

    @asynccontextmanager
    async def run(self, prepare: Prepare | None = None) -> AsyncIterator[HomeAssistant]:
        """Start Home Assistant, and stop it at the end as a restart does.

        `prepare` is called before anything is set up.
        """
        async with async_test_home_assistant(
            config_dir=str(self._folder),
            load_registries=False,
            initial_state=CoreState.not_running,
        ) as hass:
            others = [*get_scheduled_timer_handles(hass.loop)]
            hass.data.pop(loader.DATA_CUSTOM_COMPONENTS)
            assert await bootstrap.async_load_base_functionality(hass)
            self.notifier = Notifier(hass, "it_on_call")
            self.notifier.register()
            if prepare is not None:
                prepare(hass)
            assert await async_setup_component(hass, DOMAIN, {})
            await hass.async_start()
            await hass.async_block_till_done(wait_background_tasks=True)
            try:
                yield hass
            finally:
                await hass.async_stop(force=True)
                # The process ends; another one knows nothing of its timers.
                for timer in get_scheduled_timer_handles(hass.loop):
                    if timer not in others:
                        timer.cancel()

    async def elapse(self, hass: HomeAssistant, minutes: float) -> None:
        """Let minutes pass, poll by poll."""
        for _ in range(round(minutes * 2)):
            self._freezer.tick(timedelta(seconds=30.5))
            run_due_timers(hass)
            await hass.async_block_till_done(wait_background_tasks=True)

    async def add(
        self, hass: HomeAssistant, device: SimulatedDevice, heartbeat: str | None = None
    ) -> None:
        """Add a device and the alerts with one recipient, as a user would."""
        for step, answer in (
            ("device", {"host": device.url, "snmp": {"transport": "http"}}),
            ("alerts", {"name": "IT on call", "actions": ["notify.it_on_call"]}),
        ):
            flow = hass.config_entries.flow
            result = await flow.async_init(DOMAIN, context={"source": SOURCE_USER})
            for given in ({"next_step_id": step}, answer):
                result = await flow.async_configure(result["flow_id"], given)
            assert result["type"] is FlowResultType.CREATE_ENTRY, result
            await hass.async_block_till_done(wait_background_tasks=True)
        if heartbeat is not None:
            options = {"heartbeat_url": heartbeat, "heartbeat_minutes": 1}
            entries = hass.config_entries
            entries.async_update_entry(alerts_entry(hass), options=options)
            await hass.async_block_till_done(wait_background_tasks=True)

    def read(self, name: str) -> Any:
        """Return what a file of the storage holds."""
        return json.loads((self.storage / name).read_text("utf-8"))

    def write(self, name: str, content: object) -> None:
        """Write a file of the storage, a text as it is."""
        text = content if isinstance(content, str) else json.dumps(content)
        (self.storage / name).write_text(text, "utf-8")


def rewrite(
    house: House, unique_id: str, change: Callable[[dict[str, Any]], None]
) -> None:
    """Change the entry of a device or of the alerts in its file."""
    stored = house.read("core.config_entries")
    for entry in stored["data"]["entries"]:
        if entry["unique_id"] == unique_id:
            change(entry)
    house.write("core.config_entries", stored)


def device_entry(hass: HomeAssistant) -> ConfigEntry[Any]:
    """Return the entry of the device."""
    [found] = [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN)
        if entry.unique_id != ALERTS_UNIQUE_ID
    ]
    return found


def alerts_entry(hass: HomeAssistant) -> ConfigEntry[Any]:
    """Return the entry of the alerts."""
    [found] = [
        entry
        for entry in hass.config_entries.async_entries(DOMAIN)
        if entry.unique_id == ALERTS_UNIQUE_ID
    ]
    return found


def issues(hass: HomeAssistant) -> dict[str, ir.IssueEntry]:
    """Return the open issues of the integration by their translation key."""
    return {
        str(issue.translation_key): issue
        for issue in ir.async_get(hass).issues.values()
        if issue.domain == DOMAIN and issue.active
    }


async def ask(hass: HomeAssistant, action: str) -> list[dict[str, Any]]:
    """Return what an action of the integration answers."""
    response = await hass.services.async_call(
        DOMAIN, action, {}, blocking=True, return_response=True
    )
    assert response is not None
    [answer] = response.values()
    return answer  # type: ignore[return-value]
