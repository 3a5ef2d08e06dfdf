"""The Home Assistant of the soak: devices, rules, and people with their channels."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from custom_components.hwgroup.flows.device_form import entry_data
from launcher import HOST, HomeAssistantProcess, free_port

from .world import HIGH, LOW, WatchedDevice

DELAY_SECONDS: Final = 1.5
REPEAT_SECONDS: Final = 8.0
ESCALATE_SECONDS: Final = 5.0
_POLL_SECONDS: Final = 0.5
MAIL_ENTITY: Final = "notify.mail_anna"

# The channel that a person has, and the one that serves where it fails. The names are
# those of phones, so that there is a button to acknowledge with.
FALLBACK: Final = "mobile_app_anna"
ESCALATED: Final = "mobile_app_boris"
CRITICAL: Final = "mobile_app_clara"
TARGETS: Final = (FALLBACK, ESCALATED, CRITICAL)

_MESSAGE: Final = "{{ name }} {{ value }} #{{ utcnow().timestamp() }}"
_ROOT: Final = Path(__file__).parent.parent
_STAND_IN: Final = Path(__file__).parent / "stand_in" / "soak_target"
CONFIGURATION: Final = """\
homeassistant:
  name: HW group soak
  unit_system: metric
  country: CZ
  language: en
  latitude: 50.0755
  longitude: 14.4378
  elevation: 200
  time_zone: UTC

logger:
  default: warning
"""
_TARGET: Final = "\nsoak_target:\n  url: {url}\n"


def home_assistant(folder: Path) -> HomeAssistantProcess:
    """Return a Home Assistant in this folder that can be killed often."""
    return HomeAssistantProcess(
        folder, port=free_port(), module="soak.lean", python_path=_ROOT
    )


def prepare(
    process: HomeAssistantProcess,
    url: str,
    devices: list[WatchedDevice],
    mail_port: int,
) -> None:
    """Write all that it starts with; its notify actions are at the URL."""
    process.prepare(CONFIGURATION + _TARGET.format(url=url), _STAND_IN)
    entries = _entries(devices, mail_port)
    process.store("core.config_entries", 1, 5, {"entries": entries})


def _entries(devices: list[WatchedDevice], mail_port: int) -> list[Mapping[str, Any]]:
    """Return all config entries, as they are stored."""
    return [
        config_entry(
            "smtp",
            "mail",
            data={
                "sender": "home@example.org",
                "sender_name": "Home Assistant",
                "server": HOST,
                "port": mail_port,
                "encryption": "none",
                "verify_ssl": False,
            },
            options={"timeout": 2},
            subentries=[_subentry("recipient", "anna@example.org", "Anna", {})],
        ),
        *(_device_entry(device) for device in devices),
        config_entry(
            "hwgroup",
            "alerts",
            unique_id="alerts",
            # Each message is counted, so none may become part of another.
            # Nor may a test alarm, which a clock that is years ahead brings.
            options={"collect_seconds": 0, "drill_days": 0},
            subentries=[
                _person("anna", entities=[MAIL_ENTITY], fallback=[FALLBACK]),
                _person("boris", actions=[ESCALATED], after=ESCALATE_SECONDS),
                _person("clara", actions=[CRITICAL], severities=["critical"]),
                _rule("cold", "warning", low=LOW, repeat=0),
                _rule("hot", "critical", high=HIGH, repeat=REPEAT_SECONDS / 60),
            ],
        ),
    ]


def _device_entry(device: WatchedDevice) -> dict[str, Any]:
    typed = {"host": device.url, "snmp": {"transport": "http"}}
    return config_entry(
        "hwgroup",
        device.name.replace(" ", ""),
        title=device.name,
        unique_id=device.mac.lower(),
        data=entry_data(typed),
        options={"poll_interval": _POLL_SECONDS, "grace": 2},
    )


def config_entry(domain: str, entry_id: str, **parts: Any) -> dict[str, Any]:
    """Return a config entry, as it is stored."""
    now = datetime.now(UTC).isoformat()
    return {
        "created_at": now,
        "data": {},
        "discovery_keys": {},
        "disabled_by": None,
        "domain": domain,
        "entry_id": entry_id,
        "minor_version": 1,
        "modified_at": now,
        "options": {},
        "pref_disable_new_entities": False,
        "pref_disable_polling": False,
        "source": "user",
        "subentries": [],
        "title": entry_id.capitalize(),
        "unique_id": None,
        "version": 1,
    } | parts


def _subentry(
    kind: str, unique_id: str | None, title: str, data: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "data": data,
        "subentry_id": title.lower(),
        "subentry_type": kind,
        "title": title,
        "unique_id": unique_id,
    }


def _person(
    name: str,
    *,
    entities: list[str] | None = None,
    actions: list[str] | None = None,
    fallback: list[str] | None = None,
    severities: list[str] | None = None,
    after: float = 0,
) -> dict[str, Any]:
    data = {
        "entities": entities or [],
        "actions": [f"notify.{action}" for action in actions or ()],
        "fallback_entities": [],
        "fallback_actions": [f"notify.{action}" for action in fallback or ()],
        "severities": severities or ["information", "warning", "critical"],
        "after": after / 60,
    }
    return _subentry("recipient", None, name.capitalize(), data)


def _rule(name: str, severity: str, **limits: float) -> dict[str, Any]:
    data = {
        "quantity": "temperature",
        "device_limits": False,
        "hysteresis": 0,
        "unit": "°C",
        "delay": DELAY_SECONDS / 60,
        "severity": severity,
        "message": _MESSAGE,
    } | limits
    return _subentry("range_rule", None, name.capitalize(), data)
