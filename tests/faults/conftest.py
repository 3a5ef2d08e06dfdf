"""Faults happen quickly here: nobody is waited for longer than a moment."""

import pytest

from custom_components.hwgroup.client import http, snmp_session


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(http, "TIMEOUT_SECONDS", 0.1)
    monkeypatch.setattr(snmp_session, "TIMEOUT_SECONDS", 0.05)
