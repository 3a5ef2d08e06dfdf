"""What a maintainer needs to reproduce, without what is nobody else's business."""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from homeassistant.components.diagnostics import async_redact_data
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import CONF_HOST, CONF_PASSWORD, CONF_PORT, CONF_USERNAME
from homeassistant.core import HomeAssistant

from .alerts.timeline import Now
from .client import HwgError
from .client.redaction import (
    Placeholders,
    redacted_device,
    redacted_document,
    redacted_rows,
)
from .const import (
    ALERTS_UNIQUE_ID,
    CONF_ANSWER_PATH,
    CONF_AUTHENTICATION_KEY,
    CONF_COMMUNITY,
    CONF_DISTRUSTED,
    CONF_FINGERPRINT,
    CONF_GRACE,
    CONF_HEARTBEAT_URL,
    CONF_IDENTITY,
    CONF_MOVED_FROM,
    CONF_POLL_INTERVAL,
    CONF_PRIVACY_KEY,
    CONF_PUSH_PATH,
    DEFAULT_GRACE,
    DEFAULT_POLL_INTERVAL,
    PUSH_UNIQUE_ID,
    TRAPS_UNIQUE_ID,
)
from .coordinator import HwgCoordinator
from .device.errors import error_key
from .entry_types import AnyConfigEntry
from .sms.answers import async_answers
from .sms.hub import is_gateway
from .trail.service import async_trail

if TYPE_CHECKING:
    from .alerts.manager import AlertManager
    from .push.service import PushService
    from .traps.service import TrapService

_SECRET: Final = frozenset(
    (
        CONF_ANSWER_PATH,
        CONF_AUTHENTICATION_KEY,
        CONF_COMMUNITY,
        CONF_DISTRUSTED,
        CONF_FINGERPRINT,
        CONF_HOST,
        CONF_IDENTITY,
        CONF_MOVED_FROM,
        CONF_PASSWORD,
        CONF_PRIVACY_KEY,
        CONF_PUSH_PATH,
        CONF_USERNAME,
    )
)

type _Plain = dict[str, Any]


async def async_get_config_entry_diagnostics(
    hass: HomeAssistant, entry: AnyConfigEntry
) -> _Plain:
    """Return what there is to tell of an entry of any kind, loaded or not."""
    described: _Plain = {"state": entry.state.value}
    if (runtime := getattr(entry, "runtime_data", None)) is None:
        return described
    describe: Callable[..., _Plain] = _SERVICES.get(entry.unique_id, _device)
    described |= describe(entry, runtime)
    if entry.unique_id == ALERTS_UNIQUE_ID:
        described["audit_trail"] = await async_trail(hass).async_measure()
    if is_gateway(entry):
        described["answers"] = dict(async_answers(hass).counts)
    return described


def _device(entry: ConfigEntry[Any], coordinator: HwgCoordinator) -> _Plain:
    placeholders = Placeholders()
    # First the document: it numbers what it names in the order that it does.
    received = _received(coordinator, placeholders)
    device: Any = coordinator.last_read  # None before the first good poll
    return {
        "entry": {
            "data": async_redact_data(dict(entry.data), _SECRET),
            "options": async_redact_data(dict(entry.options), _SECRET),
        },
        "poll": {
            "online": coordinator.online,
            "problem": coordinator.problem,
            "trusted": coordinator.readers.trusted,
            "transport": coordinator.transport.value,
            "grace": entry.options.get(CONF_GRACE, DEFAULT_GRACE),
            "interval": entry.options.get(
                CONF_POLL_INTERVAL, DEFAULT_POLL_INTERVAL.total_seconds()
            ),
            "last_contact": _time(coordinator.last_contact),
            "offline_since": _time(coordinator.offline_since),
            "boot_time": _time(coordinator.boot_time),
        },
        "device": device and redacted_device(device, placeholders),
        "received": received,
        "history": [poll.to_dict() for poll in coordinator.history],
    }


def _received(coordinator: HwgCoordinator, placeholders: Placeholders) -> _Plain:
    received: _Plain = {}
    if (document := coordinator.readers.last_document) is not None:
        received["http"] = _document(document, placeholders)
    if (document := coordinator.readers.last_push) is not None:
        received["push"] = _document(document, placeholders)
    if (session := coordinator.readers.session) is not None:
        received["snmp"] = {
            "unexpected": session.unexpected,
            "malformed": session.malformed,
        }
    if (answers := coordinator.readers.last_answers) is not None:
        received["snmp"]["rows"] = redacted_rows(answers, placeholders)
    return received


def _document(document: bytes, placeholders: Placeholders) -> _Plain:
    """Return a document, or why it is none: then nobody knows what stands in it."""
    try:
        return {"document": redacted_document(document, placeholders)}
    except HwgError as err:
        return {"length": len(document), "problem": error_key(err)}


def _alerts(entry: ConfigEntry[Any], manager: AlertManager) -> _Plain:
    now = manager.clock.read()
    return {
        "options": async_redact_data(dict(entry.options), {CONF_HEARTBEAT_URL}),
        "last_sign_of_life": now.write(manager.upkeep.heartbeat.last),
        "subentries": dict(
            Counter(subentry.subentry_type for subentry in entry.subentries.values())
        ),
        "readings": len(list(manager.readings)),
        "alerts": [
            {
                "rule": rule.words,
                "severity": rule.severity.value,
                "phase": alert.phase.value,
                "since": now.write(alert.since),
                "started": now.write(alert.started),
                "starts": len(alert.starts),
                "flapping": alert.flapping,
                "told": len(alert.told),
            }
            for alert, rule, _ in manager.alerts
        ],
        "owed": [_delivery(delivery, now) for delivery in manager.notifier.deliveries],
        "ledger": [_delivery(delivery, now) for delivery in manager.notifier.log],
    }


def _delivery(delivery: Any, now: Now) -> _Plain:
    return {
        "kind": delivery.channel.kind.value,
        "change": delivery.message.change,
        "state": delivery.state.value,
        "attempts": delivery.attempts,
        "created": now.write(delivery.created),
        "due": now.write(delivery.due),
        "settled": now.write(delivery.settled),
        "fallback": delivery.fallback,
    }


def _traps(entry: ConfigEntry[Any], service: TrapService) -> _Plain:
    return {
        "port": entry.data[CONF_PORT],
        "received": service.received,
        "strangers": service.strangers,
    }


def _push(entry: ConfigEntry[Any], service: PushService) -> _Plain:
    return {
        "port": entry.data[CONF_PORT],
        "password": bool(entry.data[CONF_USERNAME]),
        "counts": dict(service.counts),
        "filled_in_hours": service.backfill.hours,
        "refused_connections": service.listener.refused,
    }


_SERVICES: Final[Mapping[str | None, Callable[..., _Plain]]] = {
    ALERTS_UNIQUE_ID: _alerts,
    TRAPS_UNIQUE_ID: _traps,
    PUSH_UNIQUE_ID: _push,
}


def _time(time: datetime | None) -> str | None:
    return time.isoformat() if time else None
