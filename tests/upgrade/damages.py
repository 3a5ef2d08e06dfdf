"""What can be wrong with a file of the storage, and what comes of it."""

from collections.abc import Mapping
from enum import StrEnum
import json
from typing import Any, Final


class Outcome(StrEnum):
    """What comes of a damage: the repair issue that says so."""

    KEPT_ASIDE = "store_unreadable"
    KEPT_PARTLY = "store_partly_unreadable"
    KEPT_BY_CORE = "storage_corruption"
    """The issue is one of Home Assistant itself."""
    DEFAULT = "settings_unreadable"
    DEVICE = "entry_unreadable"
    RULE = "rule_left_out"
    RECIPIENT = "recipient_left_out"
    WINDOW = "maintenance_left_out"
    METER = "meter_left_out"
    REPORT = "report_left_out"
    CALIBRATION = "calibration_left_out"
    PHONE = "phone_left_out"


def _file(version: object = 1, **keys: Any) -> str:
    return json.dumps({"version": version, "minor_version": 1, "key": "x"} | keys)


# None is a folder in place of the file.
DAMAGES: Final[Mapping[str, tuple[str | None, Outcome]]] = {
    "cut off": (_file(data={"alerts": []})[:-9], Outcome.KEPT_BY_CORE),
    "of no length": ("", Outcome.KEPT_BY_CORE),
    "not JSON": ("\0" * 4096, Outcome.KEPT_BY_CORE),
    "a folder": (None, Outcome.KEPT_ASIDE),
    "a list": ("[]", Outcome.KEPT_ASIDE),
    "a text": ('"abc"', Outcome.KEPT_ASIDE),
    "a number": ("7", Outcome.KEPT_ASIDE),
    "`null`": ("null", Outcome.KEPT_ASIDE),
    "`{}`": ("{}", Outcome.KEPT_ASIDE),
    "without version": (json.dumps({"data": {}}), Outcome.KEPT_ASIDE),
    "only a version": ('{"version": 1}', Outcome.KEPT_ASIDE),
    "of version 0": (_file(0, data={"sensors": {}}), Outcome.KEPT_ASIDE),
    "of a later version": (_file(9, data={"sensors": {}}), Outcome.KEPT_ASIDE),
    "a version as text": (_file("1", data={"sensors": {}}), Outcome.KEPT_ASIDE),
    "without `data`": (_file(), Outcome.KEPT_ASIDE),
    "`data` that is empty": (_file(data={}), Outcome.KEPT_ASIDE),
    "`data` that is `null`": (_file(data=None), Outcome.KEPT_ASIDE),
    "`data` that is a list": (_file(data=[1]), Outcome.KEPT_ASIDE),
    "`data` that is a text": (_file(data="abc"), Outcome.KEPT_ASIDE),
}

# What a setting can be instead of what it is.
WRONG: Final = (None, True, -7, 7.5, 1e300, "", "?", [], [7], {}, {"?": 7})


def _settings(outcome: Outcome, *names: str) -> dict[str, Outcome]:
    return dict.fromkeys(names, outcome)


_HANDLING: Final = _settings(Outcome.DEFAULT, "severity", "delay", "repeat", "message")
_TREND: Final = _HANDLING | _settings(Outcome.RULE, "quantity", "target", "kind")
SETTINGS: Final[Mapping[str, Mapping[str, Outcome]]] = {
    "recipient": _settings(
        Outcome.DEFAULT,
        "entities",
        "severities",
        "after",
        "quiet_begin",
        "quiet_end",
        "language",
        "critical_entities",
        "critical_actions",
        "fallback_entities",
        "fallback_actions",
        "data",
    )
    | _settings(Outcome.RECIPIENT, "actions"),
    "range_rule": _HANDLING
    | _settings(Outcome.RULE, "quantity", "target", "unit")
    | _settings(
        Outcome.DEFAULT,
        "low",
        "high",
        "critical_low",
        "critical_high",
        "hysteresis",
        "device_limits",
    ),
    "input_rule": _HANDLING | _settings(Outcome.RULE, "quantity", "state"),
    "rate": _TREND
    | _settings(Outcome.RULE, "window", "per_hour")
    | _settings(Outcome.DEFAULT, "direction"),
    "forecast": _TREND | _settings(Outcome.RULE, "window", "within", "high"),
    "stuck": _TREND | _settings(Outcome.RULE, "hours"),
    "power_on": _TREND,
    "twins": _TREND | _settings(Outcome.RULE, "by"),
    "maintenance": _settings(Outcome.WINDOW, "schedule", "target")
    | _settings(Outcome.DEFAULT, "remind_hours"),
    "report": _settings(Outcome.REPORT, "period", "formats", "target")
    | _settings(
        Outcome.DEFAULT,
        "at",
        "language",
        "recipients",
        "entities",
        "link_days",
        "keep_days",
    ),
    "meter": _settings(
        Outcome.METER, "input", "kind", "unit_of_measurement", "pulses_per_unit"
    )
    | _settings(Outcome.DEFAULT, "reading"),
    "calibration": _settings(
        Outcome.CALIBRATION, "sensor", "certificate", "calibrated", "due"
    )
    | _settings(Outcome.DEFAULT, "offset"),
    "phone": _settings(Outcome.PHONE, "number")
    | _settings(Outcome.DEFAULT, "interface", "fallback_gateway"),
    "options of the alerts": _settings(
        Outcome.DEFAULT,
        "collect_seconds",
        "drill_days",
        "heartbeat_minutes",
        "heartbeat_rules",
        "offline.enabled",
        "offline.delay",
        "offline.severity",
        "offline.repeat",
    ),
    "address of a device": _settings(
        Outcome.DEVICE,
        "host",
        "port",
        "ssl",
        "verify_ssl",
        "username",
        "password",
        "snmp.transport",
        "snmp.port",
        "snmp.version",
        "snmp.community",
        "snmp.username",
        "snmp.authentication",
        "snmp.authentication_key",
        "snmp.privacy",
        "snmp.privacy_key",
    ),
    "writing to a device": _settings(
        Outcome.DEFAULT,
        "control.version",
        "control.community",
        "control.username",
        "control.authentication",
        "control.authentication_key",
        "control.privacy",
        "control.privacy_key",
        "control.identity",
        "modbus.port",
        "modbus.unit_id",
        "modbus.first_coil",
        "modbus.identity",
    ),
    "options of a device": _settings(
        Outcome.DEFAULT, "poll_interval", "grace", "follow", "answer_path"
    ),
}
