"""What is written down has a version: other content needs another one.

Where a test here fails, something is written that was not before, or no more. Raise the
minor version of that file if keys were added; earlier code reads it as it is. Keep files
of the version before in `storage`, and test that they are taken over. Then write the new
content down here.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from custom_components.hwgroup.alerts import store
from custom_components.hwgroup.config_flow import HwgConfigFlow
from custom_components.hwgroup.device import snapshot
from custom_components.hwgroup.reports import ledger, schedule
from custom_components.hwgroup.reports.curve import Curve
from custom_components.hwgroup.reports.days import Day
from custom_components.hwgroup.reports.tally import Tally

from ..alerts.test_store import FULL_STATE
from .damages import SETTINGS
from .house import House

_ALERT = """
    above acknowledged acknowledged_by acknowledged_until acknowledged_worst count
    device_name ended first flapping harder informed last_seen limit limits name notes
    released reminder rule rule_name seen severity since snoozed snoozed_until source
    started starts stretches suppressed told turned unit value
    worsens worst
"""
_DELIVERY = """
    alert attempts change created declared due fallback group id kind left_out overtaken
    parts reason recipient refusals refused_since settled severity state tag target text
    title tries unsure
"""
ALERTS = {
    10: {
        "": """
            alerts clock deliveries ledger limits looked paused pauses proofs unchanged
            units windows
        """,
        "alerts": _ALERT,
        "deliveries": _DELIVERY,
        "ledger": _DELIVERY,
        "clock": "ahead_of_line boot unsure wall",
        "proofs": "proven sent since unanswered",
    }
}
DEVICE = {
    3: {
        "": "doubts gone gone_inputs identity inputs outputs sensors uptime",
        "identity": "firmware mac model name serial",
        "inputs": "closed counter key name state",
        "sensors": "counts key limits name scale state unit value",
    }
}
DAYS = {
    1: {
        "": "days",
        "days": """
            begin computed curve end gaps highest limits lowest means missing unit
        """,
    }
}
RUNS = {1: {"": "runs", "runs": "begin end files owed"}}
_HANDLING = "delay message repeat severity"
_TREND = f"{_HANDLING} kind quantity target"
ENTRIES = {
    2: {
        "recipient": """
            actions after critical_actions critical_entities data entities
            fallback_actions fallback_entities language
            quiet_begin quiet_end severities
        """,
        "range_rule": f"""
            {_HANDLING} critical_high critical_low device_limits high hysteresis low
            quantity target unit
        """,
        "input_rule": f"{_HANDLING} quantity state",
        "rate": f"{_TREND} direction per_hour window",
        "forecast": f"{_TREND} high window within",
        "stuck": f"{_TREND} hours",
        "power_on": _TREND,
        "twins": f"{_TREND} by",
        "maintenance": "remind_hours schedule target",
        "report": """
            at entities formats keep_days language link_days period recipients target
        """,
        "meter": "input kind pulses_per_unit reading unit_of_measurement",
        "calibration": "calibrated certificate due offset sensor",
        "phone": "fallback_gateway interface number",
        "options of the alerts": """
            collect_seconds drill_days heartbeat_minutes heartbeat_rules offline.delay
            offline.enabled offline.repeat offline.severity
        """,
        "address of a device": """
            host password port snmp.authentication snmp.authentication_key
            snmp.community snmp.port snmp.privacy snmp.privacy_key snmp.transport
            snmp.username snmp.version ssl username verify_ssl
        """,
        "writing to a device": """
            control.authentication control.authentication_key control.community
            control.identity control.privacy control.privacy_key control.username
            control.version modbus.first_coil modbus.identity modbus.port modbus.unit_id
        """,
        "options of a device": "answer_path follow grace poll_interval",
    }
}


def _keys(
    data: dict[str, Any], named: dict[str, str]
) -> Iterator[tuple[str, set[str]]]:
    """Yield the keys of each part that is named, of whatever items it has."""
    for name in named:
        part = data[name] if name else data
        if isinstance(part, list):
            yield name, set().union(*part)
        elif name in ("proofs", "inputs", "sensors"):
            yield name, set().union(*part.values())
        else:
            yield name, set(part)


def _check(data: dict[str, Any], known: dict[int, dict[str, str]], minor: int) -> None:
    assert [*known] == [minor], __doc__
    named = known[minor]
    expected = {name: set(keys.split()) for name, keys in named.items()}
    assert dict(_keys(data, named)) == expected, __doc__


def test_the_alerts() -> None:
    """The file of the alerts."""
    _check(FULL_STATE, ALERTS, store.MINOR_VERSION)


async def test_a_device(lived: House) -> None:
    """The file of a device."""
    [path] = lived.storage.glob("hwgroup.0*[!.]")
    _check(lived.read(path.name)["data"], DEVICE, snapshot.MINOR_VERSION)


def test_the_days() -> None:
    """The files of the figures of days, of which each reading has a list."""
    day = Day(0.0, 86400.0, "°C", 90000.0, Tally(), Curve(0.0, 86400.0, 96))
    month = ledger.Month({})
    month.keep("01/sensor/215", day)
    [kept] = month.days.values()
    _check({"days": kept}, DAYS, ledger.MINOR_VERSION)


def test_the_runs_of_reports() -> None:
    """The file of the scheduled reports."""
    run = schedule.Run(datetime(2026, 10, 1), datetime(2026, 11, 1))  # noqa: DTZ001
    _check({"runs": [run.to_dict()]}, RUNS, schedule.MINOR_VERSION)


def test_the_entries() -> None:
    """The settings, as `test_damaged_settings.py` has them."""
    assert [*ENTRIES] == [HwgConfigFlow.MINOR_VERSION], __doc__
    known = {kind: set(keys.split()) for kind, keys in ENTRIES[2].items()}
    assert {kind: set(keys) for kind, keys in SETTINGS.items()} == known, __doc__
