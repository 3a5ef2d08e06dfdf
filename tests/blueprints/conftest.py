"""What the tests of the blueprints share: automations made from the files themselves."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import async_mock_service

from homeassistant.components.automation import DOMAIN as AUTOMATION
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.setup import async_setup_component

from ..conftest import Elapse
from ..timers import run_due_timers

BLUEPRINTS = Path(__file__).parents[2] / "blueprints"
# Where an automation runs, and what runs parts of it.
RUNS = ("AutomationEntity.", "Script.", "_ScriptRun.")
# What else runs here, such as the servers of devices, goes on for ever.
OURS = ("custom_components.", "homeassistant.")

type Automate = Callable[..., Awaitable[None]]
type Settle = Callable[..., Awaitable[None]]
type Start = Callable[[], Awaitable[None]]


def _module(task: asyncio.Task[Any]) -> str:
    frame = getattr(task.get_coro(), "cr_frame", None)
    return frame.f_globals["__name__"] if frame else ""


@pytest.fixture
def hass_config_dir(tmp_path: Path) -> str:
    """Return a configuration with the blueprints of the repository in it."""
    copytree(BLUEPRINTS, tmp_path / "blueprints")
    return str(tmp_path)


@pytest.fixture
def told(hass: HomeAssistant) -> list[ServiceCall]:
    """Return what the automation told, as it goes on."""
    return async_mock_service(hass, "test", "tell")


@pytest.fixture
def tell() -> Callable[..., list[dict[str, Any]]]:
    """Return a function that makes the actions for an input from names of variables."""

    def tell(kind: str, *variables: str) -> list[dict[str, Any]]:
        data = {name: f"{{{{ {name} }}}}" for name in ("title", "message", *variables)}
        return [{"action": "test.tell", "data": {"kind": kind, **data}}]

    return tell


@pytest.fixture
def settle(hass: HomeAssistant) -> Settle:
    """Return a function that waits for all but automations, which may wait themselves."""

    def pending() -> list[asyncio.Task[Any]]:
        return [
            task
            for task in asyncio.all_tasks()
            if _module(task).startswith(OURS)
            and not task.get_coro().__qualname__.startswith(RUNS)
        ]

    async def settle(turns: int = 50) -> None:
        # The steps of an automation take some turns of the loop, and nothing else.
        for _ in range(turns):
            await asyncio.sleep(0)
            if tasks := pending():
                await asyncio.wait(tasks)

    return settle


@pytest.fixture
def elapse(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, settle: Settle
) -> Elapse:
    """Return a function that lets seconds pass while an automation goes on."""

    async def elapse(seconds: float) -> None:
        freezer.tick(timedelta(seconds=seconds))
        run_due_timers(hass)
        await settle()

    return elapse


@pytest.fixture
async def automate(hass: HomeAssistant, settle: Settle) -> AsyncIterator[Automate]:
    """Return a function that makes an automation from a blueprint as a user would."""

    async def automate(blueprint: str, **inputs: Any) -> None:
        path = f"hwgroup/{blueprint}.yaml"
        config = {"use_blueprint": {"path": path, "input": inputs}}
        assert await async_setup_component(hass, AUTOMATION, {AUTOMATION: config})
        await settle()
        [automation] = hass.states.async_all(AUTOMATION)
        assert automation.state == "on"

    yield automate
    await hass.services.async_call(
        AUTOMATION, "turn_off", {"entity_id": "all"}, blocking=True
    )


@pytest.fixture
def starting(hass: HomeAssistant, settle: Settle) -> Start:
    """Let Home Assistant be starting; return a function that ends that."""
    hass.set_state(CoreState.not_running)

    async def start() -> None:
        await hass.async_start()
        await settle()

    return start
