"""Fixtures for the simulator."""

from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest

from simulator import MODELS, SimulatedDevice

from .snmp_client import Manager


@pytest.fixture
async def device() -> AsyncIterator[SimulatedDevice]:
    """Return a running STE2."""
    async with SimulatedDevice(MODELS["ste2"]) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Return an HTTP client with a short timeout."""
    timeout = aiohttp.ClientTimeout(total=5)
    async with aiohttp.ClientSession(timeout=timeout) as client:
        yield client


@pytest.fixture
async def manager() -> AsyncIterator[Manager]:
    """Return an SNMP manager."""
    async with Manager.open() as opened:
        yield opened


@pytest.fixture
async def make_agent() -> AsyncIterator[Callable[[str], Awaitable[SimulatedDevice]]]:
    """Return a function that starts a device with SNMP only."""
    devices: list[SimulatedDevice] = []

    async def make(model: str) -> SimulatedDevice:
        made = SimulatedDevice(MODELS[model])
        devices.append(made)
        await made.start(http=False, snmp=True)
        return made

    yield make
    for made in devices:
        await made.stop()


@pytest.fixture
async def agent(
    make_agent: Callable[[str], Awaitable[SimulatedDevice]],
) -> SimulatedDevice:
    """Return a running Poseidon2 with SNMP only."""
    return await make_agent("poseidon2_3268")
