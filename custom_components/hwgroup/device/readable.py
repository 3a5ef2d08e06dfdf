"""Whether the settings of a device can be read."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any, Final, NamedTuple

from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_SSL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)

from ..client.modbus_control import FIRST_COILS
from ..const import (
    AUTHENTICATIONS,
    CONF_ANSWER_PATH,
    CONF_AUTHENTICATION,
    CONF_AUTHENTICATION_KEY,
    CONF_COMMUNITY,
    CONF_CONTROL,
    CONF_FINGERPRINT,
    CONF_FIRST_COIL,
    CONF_FOLLOW,
    CONF_GRACE,
    CONF_IDENTITY,
    CONF_MODBUS,
    CONF_POLL_INTERVAL,
    CONF_PRIVACY,
    CONF_PRIVACY_KEY,
    CONF_PUSH_PATH,
    CONF_PUSH_PERIOD,
    CONF_SNMP,
    CONF_TRANSPORT,
    CONF_UNIT_ID,
    CONF_VERSION,
    DEFAULT_GRACE,
    DEFAULT_POLL_INTERVAL,
    DEFAULT_PUSH_PERIOD,
    PRIVACIES,
    SNMP_VERSION_OF_USERS,
    SNMP_VERSIONS,
    WAYS_TO_SWITCH,
)
from ..settings import (
    Read,
    Settings,
    flag,
    one_of,
    optional,
    port,
    span,
    text,
    unit_id,
    whole,
)
from .failover import Transport
from .intervals import MISSING_AFTER, is_only_pushed
from .transports import TRANSPORTS

_ADDRESS: Final[Mapping[str, Read[Any]]] = {
    CONF_HOST: text,
    CONF_PORT: port,
    CONF_SSL: flag,
}
_HTTP: Final[Mapping[str, Read[Any]]] = {
    CONF_VERIFY_SSL: flag,
    CONF_USERNAME: text,
    CONF_PASSWORD: text,
}
_COMMUNITY: Final[Mapping[str, Read[Any]]] = {CONF_COMMUNITY: text}
_USER: Final[Mapping[str, Read[Any]]] = {
    CONF_USERNAME: text,
    CONF_AUTHENTICATION: partial(one_of, AUTHENTICATIONS),
    CONF_AUTHENTICATION_KEY: text,
    CONF_PRIVACY: partial(one_of, PRIVACIES),
    CONF_PRIVACY_KEY: text,
}


def _first_coil(value: object) -> int:
    if (found := whole(value)) not in FIRST_COILS:
        raise ValueError(f"{value!r} is no coil of an output")
    return found


_COILS: Final[Mapping[str, Read[Any]]] = {CONF_PORT: port, CONF_UNIT_ID: unit_id}
_SEEN: Final[Mapping[str, Read[Any]]] = {
    CONF_FIRST_COIL: _first_coil,
    CONF_IDENTITY: text,
}


class Options(NamedTuple):
    """How a device is polled, or pushes."""

    interval: timedelta
    push_period: timedelta
    """How often it is told to push."""
    grace: int
    """How many polls in a row may fail."""
    follow: bool
    """Whether it is followed to another address by itself."""
    answer_path: str
    """Where a gateway reports what comes in, empty where it does not."""

    def interval_of(self, data: Mapping[str, Any]) -> timedelta:
        """Return after how long the next poll is due, or a push is missing."""
        if is_only_pushed(data):
            return self.push_period * MISSING_AFTER
        return self.interval


def unreadable(data: Mapping[str, Any]) -> list[str]:
    """Return which settings of a device's entry cannot be read.

    None of them has a default: with another one, a secret could go to somebody else.
    """
    settings = Settings(data)
    _look_at(settings, _ADDRESS)
    settings.get(CONF_FINGERPRINT, partial(optional, text), None)
    settings.get(CONF_PUSH_PATH, text, None)
    snmp = settings.within(CONF_SNMP)
    transport = snmp.kept(CONF_TRANSPORT, partial(one_of, TRANSPORTS), Transport.HTTP)
    if Transport.HTTP in TRANSPORTS[transport]:
        _look_at(settings, _HTTP)
    if Transport.SNMP in TRANSPORTS[transport]:
        _look_at_snmp(snmp)
    return settings.unreadable


def unreadable_writing(data: Mapping[str, Any]) -> list[str]:
    """Return which settings for writing to a device cannot be read."""
    settings = Settings(data)
    if CONF_CONTROL in data:
        _look_at_snmp(settings.within(CONF_SNMP))
        control = settings.within(CONF_CONTROL)
        _look_at_credentials(control)
        control.get(CONF_IDENTITY, text, "")
    if CONF_MODBUS in data:
        coils = settings.within(CONF_MODBUS)
        _look_at(coils, _COILS)
        if CONF_FIRST_COIL in coils:
            _look_at(coils, _SEEN)
    return settings.unreadable


def without_unreadable_writing(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the data of an entry, with nothing to write where nobody knows how."""
    if not unreadable_writing(data):
        return data
    return {key: value for key, value in data.items() if key not in WAYS_TO_SWITCH}


def _look_at_snmp(snmp: Settings) -> None:
    _look_at(snmp, {CONF_PORT: port})
    _look_at_credentials(snmp)


def _look_at_credentials(snmp: Settings) -> None:
    version = snmp.kept(CONF_VERSION, partial(one_of, SNMP_VERSIONS), None)
    if version is not None:
        _look_at(snmp, _USER if version == SNMP_VERSION_OF_USERS else _COMMUNITY)


def _look_at(settings: Settings, kinds: Mapping[str, Read[Any]]) -> None:
    for key, read in kinds.items():
        settings.kept(key, read, None)


def options_of(settings: Settings) -> Options:
    """Return the options of a device; what cannot be read takes its default."""
    interval = partial(span, "seconds")
    return Options(
        settings.get(CONF_POLL_INTERVAL, interval, DEFAULT_POLL_INTERVAL),
        settings.get(CONF_PUSH_PERIOD, interval, DEFAULT_PUSH_PERIOD),
        settings.get(CONF_GRACE, whole, DEFAULT_GRACE),
        settings.get(CONF_FOLLOW, flag, True),
        settings.get(CONF_ANSWER_PATH, text, ""),
    )
