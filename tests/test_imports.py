"""What nobody needs is not loaded, and nothing is loaded by the event loop."""

import json
import subprocess
import sys

import pytest

from .imports import ROOT

_OURS = "custom_components.hwgroup"
# With what only somebody else needs than the owner of a device that answers HTTP.
NOT_LOADED = (
    "pyasn1",
    "pysnmp",
    "reportlab",
    *(
        f"{_OURS}.{name}"
        for name in (
            "action_choices",
            "alerts.actions",
            "alerts.manager",
            "alerts.notify.dispatcher",
            "alerts.notify.notifier",
            "alerts.store",
            "client.families",
            "client.snmp",
            "client.snmp_community",
            "client.snmp_control",
            "client.snmp_session",
            "client.snmp_user",
            "dashboard.inventory",
            "dashboard.limits",
            "dashboard.views",
            "kinds.alerts",
            "kinds.push",
            "kinds.traps",
            "reports.action",
            "reports.make",
            "reports.pdf",
            "service_calls",
            "traps.service",
        )
    ),
)


@pytest.fixture(scope="module")
def loaded() -> set[str]:
    """The modules of a process that has set up a device, as Home Assistant does."""
    return set(json.loads(_printed("-m", "benchmarks.loaded")))


def _printed(*arguments: str) -> str:
    return subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, *arguments],
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    ).stdout


@pytest.mark.parametrize("name", NOT_LOADED)
def test_a_device_over_http_does_without(loaded: set[str], name: str) -> None:
    """What is loaded late is loaded by nothing else."""
    assert name not in loaded
    # One that is called otherwise now would never be loaded.
    module = ROOT / f"{name.replace('.', '/')}.py"
    assert module.is_file() or not name.startswith(_OURS)


def test_nothing_is_imported_by_the_event_loop() -> None:
    """Home Assistant's own detector finds no call that blocks, by any transport."""
    assert "MISSED" not in _printed("-m", "benchmarks", "blocking", "--smallest")
