"""What the tests of the integration share: real sockets, simulated devices."""

from collections.abc import AsyncIterator, Awaitable, Callable, Generator, Iterator
from datetime import timedelta
from functools import partial
import gc
import inspect
import logging
from pathlib import Path
import re
import socket
import threading
import time
from typing import Any

from freezegun.api import FrozenDateTimeFactory
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    get_test_config_dir,
)
from pytest_homeassistant_custom_component.syrupy import HomeAssistantSnapshotExtension
import pytest_socket
from syrupy.assertion import SnapshotAssertion

from custom_components.hwgroup import coordinator, outputs
from custom_components.hwgroup.alerts import clock
from custom_components.hwgroup.alerts.clock import Machine
from custom_components.hwgroup.alerts.timeline import Boot
from custom_components.hwgroup.client import find_devices, snmp_session, traps
from custom_components.hwgroup.const import DOMAIN, SERVICE_UNIQUE_IDS
from custom_components.hwgroup.device import poll_history, pushed
from custom_components.hwgroup.discovery import networks, search, sighting
from custom_components.hwgroup.flows import device_steps
from custom_components.hwgroup.push import arrivals, inbox, journal
from custom_components.hwgroup.sms import answers, hub
from custom_components.hwgroup.trail import files
from homeassistant.config_entries import (
    SIGNAL_CONFIG_ENTRY_CHANGED,
    SOURCE_USER,
    ConfigEntry,
    ConfigEntryChange,
)
from homeassistant.core import HomeAssistant, callback
from homeassistant.data_entry_flow import FlowHandler, FlowResultType
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.dispatcher import async_dispatcher_connect
from homeassistant.loader import DATA_CUSTOM_COMPONENTS
from simulator import FAMILY, MODELS, SearchResponder, SimulatedDevice
from simulator.tls import server_context

from . import databases
from .clocks import Clocks
from .push import free_tcp_port
from .site import (
    AddAlerts,
    AddDevice,
    Elapse,
    MakeDevice,
    Notifier,
    Site,
    watch_notifications,
)
from .snmp_form import fill_in
from .timers import run_due_timers
from .translations import check_exception, check_flow_title, check_form, check_issue
from .traps import free_port

type AddTraps = Callable[[], Awaitable[MockConfigEntry]]
type AddPush = Callable[..., Awaitable[MockConfigEntry]]
type Plug = Callable[..., Awaitable[SimulatedDevice]]

LOOPBACK = {
    "name": "lo",
    "enabled": True,
    "default": True,
    "ipv4": [{"address": "127.0.0.1", "network_prefix": 8}],
}
# Each statement as a line of the log takes a quarter of the time of the recorder's tests.
logging.getLogger("sqlalchemy.engine").setLevel(logging.WARNING)
# So do the lines of the core on what it sets up: a twentieth, and no test looks at them.
logging.getLogger("homeassistant").setLevel(logging.WARNING)
_CLOCKS = Clocks()
# What the package with the fixtures of Home Assistant sets up around each test.
_FOR_A_LOOP = {
    "configure_event_loop",
    "disable_http_server",
    "fail_on_log_exception",
    "skip_stop_scripts",
    "verify_cleanup",
}
# Who warns of what is deprecated: Home Assistant, in the name of an integration, too.
_WARNERS = ("homeassistant", "custom_components.hwgroup")
MAC = "00:0a:59:10:20:30"


def names_us(warning: str) -> bool:
    """Return whether a warning says that what the integration uses will change or go."""
    return "hwgroup" in warning and bool(
        re.search(r"deprecated|stop working|will be removed|please report", warning)
    )


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None]:
    """Look for garbage seldom: never while tests are found, and before each module."""
    gc.disable()
    gc.set_threshold(50_000, 10, 10)
    try:
        return (yield)
    finally:
        gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a clock that stands still do so from the start, at a time that is known.

    What a fixture set up by today's clock would be due at some time of today. Where a
    fixture takes the place of one of its own name, pytest names only what it asks for.
    """
    for item in items:
        if {"elapse", "freezer", "site"} & {*getattr(item, "fixturenames", ())}:
            item.add_marker(pytest.mark.freeze_time("2026-11-25 12:00:00+00:00"))
        if isinstance(item, pytest.Function):
            _keep_what_is_used(item.function, item.fixturenames)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Leave the clocks replaced if the next test freezes the time, too."""
    _CLOCKS.replace(_is_frozen(item))
    try:
        return (yield)
    finally:
        _CLOCKS.replace(nextitem is not None and _is_frozen(nextitem))


def _is_frozen(item: pytest.Item) -> bool:
    return item.get_closest_marker("freeze_time") is not None


def _keep_what_is_used(test: Callable[..., Any], fixtures: list[str]) -> None:
    """Set up nothing for a loop or a core around a test that has neither.

    Two of three tests are such, and what they do takes less time than a loop.
    """
    has_loop = "hass" in fixtures or inspect.iscoroutinefunction(test)
    unused = {"_threads_end"} if has_loop else _FOR_A_LOOP
    fixtures[:] = [name for name in fixtures if name not in unused]


@pytest.fixture(autouse=True)
def _sockets_of_the_loopback(socket_enabled: None) -> None:
    """Let the tests use the loopback."""


@pytest.fixture(autouse=True)
def _threads_end() -> Iterator[None]:
    """Let no test without a loop leave a thread; one with a loop has `verify_cleanup`."""
    before = threading.enumerate()
    yield
    assert not {*threading.enumerate()} - {*before}


@pytest.fixture
def hass(trail_folder: Path, push_journal: Path, hass: HomeAssistant) -> HomeAssistant:
    """Return Home Assistant, which looks for the integration under test.

    A test of a pure part, which asks for no `hass`, starts none.
    """
    hass.data.pop(DATA_CUSTOM_COMPONENTS)
    watch_notifications(hass)
    return hass


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """Return the URL of a server without any database of a recorder."""
    with databases.postgresql() as url:
        yield url


@pytest.fixture(scope="session")
def mariadb() -> Iterator[str]:
    """Return the URL of a server without any database of a recorder."""
    with databases.mariadb() as url:
        yield url


@pytest.fixture
def recorder_db_url(request: pytest.FixtureRequest, socket_enabled: None) -> str:
    """Return where the recorder writes: to the memory, if a test asks for nothing else."""
    server = getattr(request, "param", "sqlite")
    if server == "sqlite":
        return "sqlite://"
    if server == "file":
        return f"sqlite:///{request.getfixturevalue('tmp_path') / 'recorder.db'}"
    return databases.create(request.getfixturevalue(server))


@pytest.fixture(autouse=True)
def enable_event_loop_debug() -> None:
    """Replace the fixture that turns the debug mode of asyncio on for each test.

    It keeps the stack of every callback, which takes half of the time of all tests.
    With `PYTHONASYNCIODEBUG=1` the mode is on.
    """


@pytest.fixture(autouse=True)
def _one_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let all clocks agree, and none of them jump when a test freezes the time."""
    for module in (
        *(clock, coordinator, outputs, poll_history),
        *(pushed, inbox, arrivals, answers),
    ):
        monkeypatch.setattr(module, "monotonic", time.time)
    monkeypatch.setattr(Machine, "boot", lambda _machine: Boot("boot", time.time()))


@pytest.fixture
def trail_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return where the audit trail of a test is, which has no folder of its own."""
    folder, shared = tmp_path / "audit_trail", get_test_config_dir()
    real = files.trail_folder

    def found(hass: HomeAssistant) -> Path:
        return folder if hass.config.config_dir == shared else real(hass)

    monkeypatch.setattr(files, "trail_folder", found)
    return folder


@pytest.fixture(autouse=True)
def _translated_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test see a form, or the card of a flow, with a word missing."""
    show_form = FlowHandler.async_show_form

    def checked(flow: Any, **shown: Any) -> Any:
        result = show_form(flow, **shown)
        if flow.__module__.startswith("custom_components.hwgroup"):
            check_form(
                flow,
                result["step_id"],
                result["data_schema"],
                (result["errors"] or {}).values(),
                result["description_placeholders"] or {},
            )
            if title := flow.context.get("title_placeholders"):
                check_flow_title(title)
        return result

    monkeypatch.setattr(FlowHandler, "async_show_form", checked)


@pytest.fixture(autouse=True)
def _translated_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test see an issue or an exception with a word missing."""
    create_issue, initialize = ir.async_create_issue, HomeAssistantError.__init__

    def checked_issue(
        hass: HomeAssistant, domain: str, *args: Any, **told: Any
    ) -> None:
        if domain == DOMAIN:
            given = told.get("translation_placeholders") or {}
            check_issue(told["translation_key"], given)
        create_issue(hass, domain, *args, **told)

    def checked_exception(self: HomeAssistantError, *args: Any, **told: Any) -> None:
        if told.get("translation_domain") == DOMAIN:
            given = told.get("translation_placeholders") or {}
            check_exception(told["translation_key"], given)
        initialize(self, *args, **told)

    monkeypatch.setattr(ir, "async_create_issue", checked_issue)
    monkeypatch.setattr(HomeAssistantError, "__init__", checked_exception)


class _Warnings(logging.Handler):
    """Keeps what `_WARNERS` say about us."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(_WARNERS) and names_us(record.getMessage()):
            self.texts.append(record.getMessage())


@pytest.fixture(autouse=True)
def deprecations() -> Iterator[list[str]]:
    """Let no test see a warning that what our code uses will change or go.

    Home Assistant's `caplog` would have each test write all that it can log.
    """
    warnings, root = _Warnings(), logging.getLogger()
    root.addHandler(warnings)
    yield warnings.texts
    root.removeHandler(warnings)
    assert not warnings.texts


@pytest.fixture(autouse=True)
def _patient_forms(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the forms of devices answer in one step, however slow the machine is."""
    monkeypatch.setattr(device_steps, "MOMENT", 60.0)


@pytest.fixture
def snapshot(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """Return snapshots without what differs from run to run."""
    return snapshot.use_extension(HomeAssistantSnapshotExtension)


@pytest.fixture
async def make_device() -> AsyncIterator[MakeDevice]:
    """Return a function that starts a simulated device."""
    devices: list[SimulatedDevice] = []

    async def make(model: str = "ste2", **kwargs: Any) -> SimulatedDevice:
        tls = kwargs.pop("tls", False)
        device = SimulatedDevice(FAMILY[model], **kwargs)
        await device.start(tls=tls)
        devices.append(device)
        return device

    yield make
    for device in devices:
        await device.stop()


@pytest.fixture
async def device(make_device: MakeDevice) -> SimulatedDevice:
    """Return a simulated STE2."""
    return await make_device("ste2", name="Server room", mac="00:0A:59:10:20:30")


@pytest.fixture
def add_device(hass: HomeAssistant) -> AddDevice:
    """Return a function that adds a device as a user would."""

    async def add(
        device: SimulatedDevice, host: str = "", **snmp: Any
    ) -> MockConfigEntry:
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        if result["type"] is FlowResultType.MENU:
            result = await hass.config_entries.flow.async_configure(
                result["flow_id"], {"next_step_id": "device"}
            )
        # SNMP is for the tests that need it: with a frozen clock nothing that is
        # sent by UDP and lost is ever missed.
        typed = {"host": host or device.url, "snmp": {"transport": "http"} | snmp}
        result = await fill_in(hass, result, typed, "snmp")
        assert result["type"] is FlowResultType.CREATE_ENTRY, result
        await hass.async_block_till_done(wait_background_tasks=True)
        return result["result"]

    return add


@pytest.fixture
def more_entities(hass: HomeAssistant) -> None:
    """Let each device that is added have all of its entities, by its option."""

    @callback
    def choose(change: ConfigEntryChange, entry: ConfigEntry) -> None:
        is_device = entry.unique_id not in SERVICE_UNIQUE_IDS
        if change is ConfigEntryChange.ADDED and entry.domain == DOMAIN and is_device:
            options = {**entry.options, "limit_entities": True}
            hass.config_entries.async_update_entry(entry, options=options)

    async_dispatcher_connect(hass, SIGNAL_CONFIG_ENTRY_CHANGED, choose)


@pytest.fixture(autouse=True)
def _traps_on_the_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test listen to the world."""
    monkeypatch.setattr(traps, "EVERYWHERE", ("127.0.0.1",))


@pytest.fixture
def push_journal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Return the file of pushes of this test alone."""
    file = tmp_path / "pushes"
    monkeypatch.setattr(journal, "journal_file", lambda _hass: file)
    return file


@pytest.fixture(autouse=True)
def adapters(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """Let no test search the world: Home Assistant has no network unless one is added."""
    enabled: list[dict[str, Any]] = []

    async def get(_hass: HomeAssistant) -> list[dict[str, Any]]:
        return enabled

    monkeypatch.setattr(networks.network, "async_get_adapters", get)
    return enabled


@pytest.fixture
def add_traps(hass: HomeAssistant) -> AddTraps:
    """Return a function that turns traps on as a user would."""

    async def add() -> MockConfigEntry:
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], {"next_step_id": "traps"}
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], {"port": free_port()}
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY, result
        await hass.async_block_till_done(wait_background_tasks=True)
        return result["result"]

    return add


@pytest.fixture
def add_push(hass: HomeAssistant) -> AddPush:
    """Return a function that has pushes received as a user would."""

    async def add(**typed: Any) -> MockConfigEntry:
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], {"next_step_id": "push"}
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"],
            {"port": free_tcp_port(), "host": "127.0.0.1", **typed},
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY, result
        await hass.async_block_till_done(wait_background_tasks=True)
        return result["result"]

    return add


@pytest.fixture
def whole_loopback(socket_enabled: None) -> None:
    """Let each device have an address of its own there."""
    pytest_socket.socket_allow_hosts(["127.0.0.0/8"])


@pytest.fixture
def http_port(whole_loopback: None, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return the port that devices are looked for at, instead of 80."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    monkeypatch.setattr(sighting, "HTTP_PORT", port)
    monkeypatch.setattr(snmp_session, "TIMEOUT_SECONDS", 0.1)
    return port


@pytest.fixture
async def responder(
    whole_loopback: None, adapters: list[Any], monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[SearchResponder]:
    """Return what answers the search on the loopback, without a device yet."""
    adapters.append(LOOPBACK)
    async with SearchResponder([]) as running:
        find_here = partial(find_devices, port=running.port)
        monkeypatch.setattr(search, "find_devices", find_here)
        monkeypatch.setattr(search, "_SECONDS", 0.1)
        yield running


@pytest.fixture
async def plug(responder: SearchResponder, http_port: int) -> AsyncIterator[Plug]:
    """Return a function that starts a device which answers the search."""

    async def plug(address: str, mac: str = MAC, **kwargs: Any) -> SimulatedDevice:
        kwargs.setdefault("name", "Server room")
        model = MODELS[kwargs.pop("model", "ste2")]
        port = kwargs.pop("port", http_port)
        made = SimulatedDevice(model, mac=mac.upper(), **kwargs)
        await made.start(address, port)
        responder.devices.append(made)
        return made

    yield plug
    for made in responder.devices:
        await made.stop()


@pytest.fixture(scope="session")
def certificates() -> int:
    """Make some certificates, and return how many: with a frozen clock that fails."""
    for number in range(made := 12):
        server_context(number)
    return made


@pytest.fixture
def elapse(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> Elapse:
    """Return a function that lets seconds pass, and what they bring happen."""

    async def elapse(seconds: float) -> None:
        # What has begun ends at its time, and not late: the disk would seem to be slow.
        await hass.async_block_till_done(wait_background_tasks=True)
        freezer.tick(timedelta(seconds=seconds))
        run_due_timers(hass)
        await hass.async_block_till_done(wait_background_tasks=True)

    return elapse


async def polls(elapse: Elapse, count: int = 1) -> None:
    """Let every device be polled so often, and half a minute pass each time."""
    for _ in range(count):
        await elapse(30.5)


@pytest.fixture
def notifier(hass: HomeAssistant) -> Notifier:
    """Return the notifier of the recipient `IT on call`."""
    notifier = Notifier(hass, "it_on_call")
    notifier.register()
    return notifier


@pytest.fixture
def second_notifier(hass: HomeAssistant) -> Notifier:
    """Return another notifier, which no recipient uses yet."""
    notifier = Notifier(hass, "pharmacist")
    notifier.register()
    return notifier


@pytest.fixture
def add_alerts(hass: HomeAssistant) -> AddAlerts:
    """Return a function that sets the alerts up as a user would."""

    async def add(*notifiers: Notifier, name: str = "IT on call") -> MockConfigEntry:
        result = await hass.config_entries.flow.async_init(
            DOMAIN, context={"source": SOURCE_USER}
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"], {"next_step_id": "alerts"}
        )
        result = await hass.config_entries.flow.async_configure(
            result["flow_id"],
            {
                "name": name,
                "actions": [f"notify.{notifier.action}" for notifier in notifiers],
            },
        )
        assert result["type"] is FlowResultType.CREATE_ENTRY, result
        await hass.async_block_till_done(wait_background_tasks=True)
        return result["result"]

    return add


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nobody wait for what an SMS gateway does next."""
    monkeypatch.setattr(hub, "ROOM_SECONDS", (0.0, 0.0))
    monkeypatch.setattr(hub, "BETWEEN_SECONDS", 0.0)
    monkeypatch.setattr(hub, "CONFIRM_SECONDS", (0.0, 0.0))


@pytest.fixture
def quiet_device(device: SimulatedDevice) -> None:
    """Let the device set off no alarm of its own."""
    device.sensors[0].low = device.sensors[0].high = None


@pytest.fixture
async def site(
    request: pytest.FixtureRequest,
    hass: HomeAssistant,
    device: SimulatedDevice,
    make_device: MakeDevice,
    add_device: AddDevice,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> Site:
    """Return a device and the alerts with a recipient, as a user has added them.

    With the mark `bare` nothing is added yet; the test does so by `site.set_up()`.
    """
    site = Site(hass, device, notifier, elapse, make_device, add_device, add_alerts)
    if request.node.get_closest_marker("bare") is None:
        await site.set_up()
    return site
