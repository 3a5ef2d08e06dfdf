"""A Home Assistant with many devices, of which a few have alerts."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from demo.api import Api
from demo.areas import put_into_areas
from demo.flows import add_alerts, add_device
from demo.home_assistant import home_assistant, wait_until_running
from demo.recipients import add_mail_of
from demo.report import Report
from demo.waiting import until
from simulator import MODELS, SimulatedDevice

from .house import RECIPIENT
from .mail import MoodyMailServer
from .pages import DASHBOARD

PLACES: Final = (
    "Bakery",
    "Cold store",
    "Delivery",
    "Freezers",
    "Laboratory",
    "Office",
    "Pharmacy",
    "Server room",
    "Warehouse",
    "Wine cellar",
)
_MODELS: Final = ("ste2", "wld", "poseidon2_3268", "ste_plus")
# Of so many devices one is too warm.
_ONE_OF: Final = 40
_TOO_WARM: Final = 60.0


@asynccontextmanager
async def crowd(report: Report, count: int) -> AsyncIterator[Api]:
    """Start Home Assistant with so many devices in ten areas, and with a dashboard."""
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(MoodyMailServer())
        folder = stack.enter_context(TemporaryDirectory(prefix="hwgroup-crowd-"))
        home = await stack.enter_async_context(home_assistant(Path(folder)))
        api = await stack.enter_async_context(Api(home.url))
        with report.step(f"Home Assistant with {count} devices"):
            await home.wait_until_listening()
            await api.onboard()
            await wait_until_running(api)
            places = {}
            for number in range(count):
                entry_id = await _add(api, stack, number)
                places[entry_id] = PLACES[number % len(PLACES)]
            await put_into_areas(api, places)
        with report.step("Alerts, and a dashboard"):
            notifiers = await add_mail_of(api, mail, RECIPIENT)
            await add_alerts(api, "Caretaker", notifiers)
            await _add_dashboard(api)
            await until(
                lambda: _alerts(api), seconds=120, what="alerts of devices too warm"
            )
        yield api


async def _add(api: Api, stack: AsyncExitStack, number: int) -> str:
    """Start a device, add it, and return its entry."""
    place = PLACES[number % len(PLACES)]
    device = SimulatedDevice(
        MODELS[_MODELS[number % len(_MODELS)]],
        name=f"{place} {number // len(PLACES) + 1}",
        mac=f"00:0A:59:7B:00:{number:02X}",
    )
    stack.push_async_callback(device.stop)
    await device.start()
    if number % _ONE_OF == 0:
        device.sensors[0].value = _TOO_WARM
    return str((await add_device(api, device.url))["entry_id"])


async def _add_dashboard(api: Api) -> None:
    """Add the dashboard as the dialog of Home Assistant does."""
    await api.command(
        "lovelace/dashboards/create",
        url_path=DASHBOARD.strip("/"),
        title="HW group",
        icon="mdi:thermometer-lines",
        mode="storage",
        require_admin=False,
        show_in_sidebar=True,
    )
    await api.command(
        "lovelace/config/save",
        url_path=DASHBOARD.strip("/"),
        config={"strategy": {"type": "custom:hwgroup"}},
    )


async def _alerts(api: Api) -> bool | None:
    states = await api.states()
    return (
        states["sensor.hw_group_alerts_active_alerts"]["state"]
        not in (*("0", "unknown", "unavailable"),)
        or None
    )
