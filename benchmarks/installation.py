"""A Home Assistant core with this checkout's integration, and devices to poll."""

import asyncio
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import (
    AsyncIterator,
    Callable,
    Coroutine,
    Iterable,
    Mapping,
    Sequence,
)
from contextlib import AbstractAsyncContextManager, asynccontextmanager
import json
import logging
import sys
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, cast
from warnings import filterwarnings

from aiohttp import ThreadedResolver

from custom_components.hwgroup import const
from custom_components.hwgroup.const import (
    ALERTS_UNIQUE_ID,
    CONF_AUTHENTICATION,
    CONF_AUTHENTICATION_KEY,
    CONF_COMMUNITY,
    CONF_POLL_INTERVAL,
    CONF_PRIVACY,
    CONF_PRIVACY_KEY,
    CONF_SNMP,
    CONF_TRANSPORT,
    CONF_VERSION,
    DOMAIN,
)
from custom_components.hwgroup.coordinator import HwgCoordinator
from homeassistant import bootstrap, loader
from homeassistant.components.http.config import (
    HTTP_STORAGE_SCHEMA,
    ConfData,
    async_get_and_load_store,
)
from homeassistant.components.recorder import get_instance
from homeassistant.config_entries import (
    SOURCE_USER,
    ConfigEntries,
    ConfigEntry,
    ConfigEntryState,
    ConfigSubentryData,
)
from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_SSL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)
from homeassistant.core import CoreState, HomeAssistant
from homeassistant.core_config import async_process_ha_core_config
from homeassistant.helpers.aiohttp_client import DATA_RESOLVER, HassAsyncDNSResolver
from homeassistant.helpers.recorder import async_initialize_recorder
from homeassistant.helpers.storage import Store
from homeassistant.runner import create_event_loop
from homeassistant.setup import async_setup_component

from . import agent, server
from .documents import Shape, mac
from .server import HOST

if TYPE_CHECKING:
    from custom_components.hwgroup.alerts.manager import AlertManager, AlertsConfigEntry

# So rarely that only the benchmark itself polls.
NEVER = 3600

SNMP_1: Final = {
    CONF_TRANSPORT: "snmp",
    CONF_VERSION: "1",
    CONF_COMMUNITY: "public",
}
HTTP: Final = {**SNMP_1, CONF_TRANSPORT: "http"}  # 0.1.0 reads the others, too
SNMP_3: Final = {
    CONF_TRANSPORT: "snmp",
    CONF_VERSION: "3",
    CONF_USERNAME: agent.USER.name,
    CONF_AUTHENTICATION: "SHA",
    CONF_AUTHENTICATION_KEY: agent.USER.auth_key,
    CONF_PRIVACY: "AES-128",
    CONF_PRIVACY_KEY: agent.USER.priv_key,
}


class Devices:
    """The devices of one server process."""

    def __init__(self, process: Process) -> None:
        """Belong to a process with pipes."""
        self.ports: list[int] = []
        self._to = cast(StreamWriter, process.stdin)
        self._from = cast(StreamReader, process.stdout)

    async def start(self) -> None:
        """Wait until the devices listen."""
        self.ports = json.loads(await self._from.readline())

    async def ask(self) -> dict[str, int]:
        """Return how many requests there were and how many wait for an answer."""
        self._to.write(b"\n")
        return cast(dict[str, int], json.loads(await self._from.readline()))

    def stop(self) -> None:
        """Let the process come to its end."""
        self._to.close()


def serving(
    count: int, shape: Shape, seed: int, answers: int | None = None
) -> AbstractAsyncContextManager[Devices]:
    """Serve devices on the loopback; all but the first can fall silent."""
    return _running("server", server.arguments_of(count, shape, seed, answers))


def answering(
    count: int, shape: Shape, seed: int
) -> AbstractAsyncContextManager[Devices]:
    """Have the SNMP agents of devices on the loopback."""
    return _running("agent", agent.arguments_of(count, shape, seed))


@asynccontextmanager
async def _running(module: str, arguments: Iterable[str]) -> AsyncIterator[Devices]:
    """Run a module of this package in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        f"{__package__}.{module}",
        *arguments,
        stdin=PIPE,
        stdout=PIPE,
    )
    devices = Devices(process)
    try:
        await devices.start()
        yield devices
    finally:
        devices.stop()
        await process.wait()


@asynccontextmanager
async def home_assistant() -> AsyncIterator[HomeAssistant]:
    """Run a core as Home Assistant's own start does, with nothing but that."""
    with TemporaryDirectory(prefix="hwgroup-") as folder:
        hass = HomeAssistant(folder)
        loader.async_setup(hass)
        hass.config.skip_pip = True
        # The usual one asks the local network for names; here are only addresses.
        hass.data[DATA_RESOLVER] = cast(HassAsyncDNSResolver, ThreadedResolver())
        hass.config_entries = ConfigEntries(hass, {})
        await loader.async_get_custom_components(hass)
        await bootstrap.async_load_base_functionality(hass)
        for domain in sorted(bootstrap.CORE_INTEGRATIONS):
            await async_setup_component(hass, domain, {})
        await async_process_ha_core_config(hass, {})
        await _stay_on_loopback(hass)
        hass.set_state(CoreState.running)
        try:
            yield hass
        finally:
            await hass.async_stop(force=True)


@asynccontextmanager
async def recording() -> AsyncIterator[HomeAssistant]:
    """Run a core with a recorder, and SQLite, as nearly each Home Assistant has."""
    async with home_assistant() as hass:
        async_initialize_recorder(hass)
        if not await async_setup_component(hass, "recorder", {}):
            raise RuntimeError("There is no recorder")
        await get_instance(hass).async_recorder_ready.wait()
        yield hass


async def _stay_on_loopback(hass: HomeAssistant) -> None:
    """Have the server that the integration's dependencies bring on any free port.

    The search for devices keeps to the loopback, too.
    """
    network = Store[dict[str, list[str]]](hass, 1, "core.network")
    await network.async_save({"configured_adapters": ["lo"]})
    store = await async_get_and_load_store(hass)
    await store.async_set_pending(
        cast(ConfData, {**HTTP_STORAGE_SCHEMA({}), "server_host": [HOST]})
        | ConfData(server_port=0)
    )
    await store.async_promote_pending()


async def add_device(
    hass: HomeAssistant,
    devices: Devices,
    index: int,
    interval: float = NEVER,
    snmp: Mapping[str, str] = HTTP,
) -> HwgCoordinator:
    """Set up a device as if its user had just added it."""
    entry: ConfigEntry[HwgCoordinator] = ConfigEntry(
        version=1,
        minor_version=getattr(const, "ENTRY_MINOR_VERSION", 1),  # 0.1.0 has none
        domain=DOMAIN,
        title=f"Device {index}",
        data={
            CONF_HOST: HOST,
            CONF_PORT: devices.ports[index],
            CONF_SSL: False,
            CONF_VERIFY_SSL: True,
            CONF_USERNAME: "",
            CONF_PASSWORD: "",
            CONF_SNMP: {CONF_PORT: devices.ports[index], **snmp},
        },
        options={CONF_POLL_INTERVAL: interval},
        source=SOURCE_USER,
        unique_id=mac(index).lower(),
        discovery_keys=MappingProxyType({}),
        subentries_data=None,
    )
    await hass.config_entries.async_add(entry)
    if entry.state is not ConfigEntryState.LOADED:
        raise RuntimeError(f"{entry.title} is not set up: {entry.reason}")
    return entry.runtime_data


async def add_alerts(
    hass: HomeAssistant,
    subentries: Sequence[ConfigSubentryData] = (),
    options: Mapping[str, Any] | None = None,
) -> AlertManager:
    """Set the alerts up, with their rules and recipients."""
    entry: AlertsConfigEntry = ConfigEntry(
        version=1,
        minor_version=1,
        domain=DOMAIN,
        title="Alerts",
        data={},
        options=options or {},
        source=SOURCE_USER,
        unique_id=ALERTS_UNIQUE_ID,
        discovery_keys=MappingProxyType({}),
        subentries_data=subentries,
    )
    await hass.config_entries.async_add(entry)
    if entry.state is not ConfigEntryState.LOADED:
        raise RuntimeError(f"{entry.title} are not set up: {entry.reason}")
    return entry.runtime_data


def run[T](main: Callable[[], Coroutine[object, object, T]]) -> T:
    """Run in an event loop like Home Assistant's, and show only errors of its log."""
    # What pysnmp is made of is told once by each process that encrypts.
    filterwarnings("ignore", module=r"pysnmp\.")
    errors = logging.StreamHandler()
    errors.setLevel(logging.ERROR)
    logging.basicConfig(handlers=[errors])
    with asyncio.Runner(loop_factory=create_event_loop) as runner:
        return runner.run(main())
