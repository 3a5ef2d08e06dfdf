"""Fixtures of the protocol library's tests, which need no Home Assistant."""

from collections.abc import AsyncIterator

import aiohttp
import pytest


@pytest.fixture(autouse=True)
def _integration(socket_enabled: None) -> None:
    """Let these tests use the loopback, and nothing of the integration."""


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """Return an HTTP session."""
    async with aiohttp.ClientSession() as client:
        yield client
