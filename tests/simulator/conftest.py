"""Fixtures for the simulator."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from simulator import MODELS, SimulatedDevice


@pytest.fixture(autouse=True)
def real_sockets(socket_enabled: None) -> None:
    """Let all these tests use the loopback."""


@pytest.fixture
async def device() -> AsyncIterator[SimulatedDevice]:
    """Return a running STE2."""
    async with SimulatedDevice(MODELS["ste2"]) as running:
        yield running


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Return an HTTP client that would rather fail than wait for long."""
    timeout = aiohttp.ClientTimeout(total=5)
    async with aiohttp.ClientSession(timeout=timeout) as client:
        yield client
