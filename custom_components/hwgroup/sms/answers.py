"""What gateways report of incoming SMS and calls: an "OK" acknowledges alerts.

Anybody can send an SMS, and on the network anybody can claim to be a gateway. So a report
counts only at a secret path, from the address of the gateway that the path is of; and an
answer only from the number of a phone, about what was sent to that phone.
"""

from collections import deque
from contextlib import suppress
from hashlib import sha256
from hmac import compare_digest
from http import HTTPStatus
from math import inf
from secrets import token_hex
from time import monotonic
from typing import TYPE_CHECKING, Final, override

from homeassistant.const import CONF_HOST
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..admission import Admission
from ..alerts.access import async_follow_manager, async_manager
from ..alerts.early_answers import async_are_awaited
from ..client import (
    Call,
    HwgError,
    Reply,
    SmsEvent,
    international,
    read_sms_event,
    sms_answer,
)
from ..compat import singleton
from ..const import CONF_NUMBER, LOGGER, SUBENTRY_PHONE
from ..coordinator import HwgConfigEntry
from ..device.addresses import async_addresses_of
from ..device.readable import options_of
from ..entries import async_device_entries
from ..settings import Settings
from ..subentries import subentries_of

if TYPE_CHECKING:
    from ..alerts.manager import AlertManager

_OCTETS: Final = 16
# A gateway that has got no answer may report the same again. After this time it is taken
# for another "OK" of the same phone, which looks alike.
_REPEATED_WITHIN: Final = 60.0
_MOST_WAITING: Final = 100


def new_answer_path() -> str:
    """Return a path for what a gateway reports, which nobody can guess."""
    return token_hex(_OCTETS)


class SmsAnswers(Admission):
    """Takes what gateways report, and counts what becomes of it.

    A gateway is told that a report was received, and not what it has done.
    """

    def __init__(self, hass: HomeAssistant) -> None:
        """Start with nothing received."""
        super().__init__()
        self._hass = hass
        self._last: dict[str, tuple[bytes, float]] = {}
        """What each gateway has reported last, and when."""
        self._waiting: deque[SmsEvent] = deque(maxlen=_MOST_WAITING)
        async_follow_manager(hass, self._on_manager)

    async def receive(self, call: Call, document: bytes) -> Reply:
        """Do what an admitted gateway reports that somebody answers."""
        entry, manager = self._gateway(call.path), async_manager(self._hass)
        lacks_alerts = manager is None and not async_are_awaited(self._hass)
        if entry is None or lacks_alerts:
            return self._refuse("not_loaded", HTTPStatus.SERVICE_UNAVAILABLE)
        if call.peer not in await async_addresses_of(self._hass, entry.data[CONF_HOST]):
            # As if there were no such path: whoever has read it may try.
            return self._refuse("other_address", HTTPStatus.NOT_FOUND)
        try:
            event = read_sms_event(document)
        except HwgError as err:
            LOGGER.debug("%s reports what cannot be read: %s", entry.title, err)
            return self._refuse("unreadable", HTTPStatus.BAD_REQUEST)
        if self._is_repeated(entry, document):
            outcome = "repeated"
        else:
            outcome = self._take(event)
        self.counts[outcome] += 1
        return Reply(HTTPStatus.OK, sms_answer())

    def _take(self, event: SmsEvent) -> str:
        """Acknowledge what was sent to a phone, and return what has become of it.

        What comes before the alerts are loaded waits for them.
        """
        if not (entities := self._entities_of(event.number)):
            return "unknown_number"
        if not event.agrees:
            return "other_text"
        if (manager := async_manager(self._hass)) is None:
            self._waiting.append(event)
            return "waiting"
        answered = manager.actions.async_take_ok(entities)
        return "acknowledged" if answered else "nothing_to_acknowledge"

    @callback
    def _on_manager(self, manager: AlertManager | None) -> None:
        """Do what has waited for the alerts."""
        while manager is not None and self._waiting:
            self.counts[self._take(self._waiting.popleft())] += 1

    def _is_repeated(self, entry: HwgConfigEntry, document: bytes) -> bool:
        """Return whether a gateway says again what it has just said."""
        mark, now = sha256(document).digest(), monotonic()
        before, at = self._last.get(entry.entry_id, (b"", -inf))
        self._last[entry.entry_id] = mark, now
        return mark == before and now - at < _REPEATED_WITHIN

    def _entities_of(self, number: str) -> set[str]:
        """Return the entities of the phones that have a number, behind any gateway."""
        if (wanted := _international(number)) is None:
            return set()
        registry = er.async_get(self._hass)
        return {
            entity.entity_id
            for entry in async_device_entries(self._hass)
            for phone in subentries_of(entry, SUBENTRY_PHONE)
            if Settings(phone.data).get(CONF_NUMBER, international, None) == wanted
            for entity in er.async_entries_for_config_entry(registry, entry.entry_id)
            if entity.config_subentry_id == phone.subentry_id
        }

    def _gateway(self, path: str) -> HwgConfigEntry | None:
        """Return the gateway that a path is of."""
        asked = path.encode("utf-8", "replace")
        for entry in async_device_entries(self._hass):
            known = options_of(Settings(entry.options)).answer_path
            if known and compare_digest(known.encode(), asked):
                return entry
        return None

    @override
    def _has_path(self, path: str) -> bool:
        return self._gateway(path) is not None

    @override
    def _is_allowed(self, call: Call) -> bool:
        return True  # gateways send no credentials

    @override
    def _refusal(self, status: HTTPStatus) -> Reply:
        return Reply(status, b"")


def _international(number: str) -> str | None:
    with suppress(ValueError):  # a sender may be a name
        return international(number)
    return None


@singleton("hwgroup_sms_answers")
@callback
def async_answers(hass: HomeAssistant) -> SmsAnswers:
    """Return what takes the reports of all gateways."""
    return SmsAnswers(hass)
