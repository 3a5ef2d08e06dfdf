"""The form of a device: its fields, and what an entry keeps of them."""

from collections.abc import Container, Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import (
    CONF_HOST,
    CONF_PASSWORD,
    CONF_PORT,
    CONF_SSL,
    CONF_USERNAME,
    CONF_VERIFY_SSL,
)
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    BooleanSelector,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
    TextSelector,
    TextSelectorConfig,
    TextSelectorType,
)

from ..client import Address
from ..const import (
    AUTHENTICATIONS,
    CONF_ACCEPTED_CODE,
    CONF_AUTHENTICATION,
    CONF_AUTHENTICATION_KEY,
    CONF_COMMUNITY,
    CONF_CONTROL,
    CONF_DISTRUSTED,
    CONF_ENABLED,
    CONF_MODBUS,
    CONF_PRIVACY,
    CONF_PRIVACY_KEY,
    CONF_PUSH_PATH,
    CONF_SNMP,
    CONF_TRANSPORT,
    CONF_UNIT_ID,
    CONF_VERSION,
    DEFAULT_COMMUNITY,
    DEFAULT_MODBUS_PORT,
    DEFAULT_SNMP_PORT,
    DEFAULT_UNIT_ID,
    PRIVACIES,
    SNMP_VERSION_OF_USERS,
    SNMP_VERSIONS,
    TRANSPORT_AUTO,
)
from ..device.readable import unreadable, unreadable_writing
from ..device.transports import TRANSPORTS, address_of
from ..settings import Settings, mapping, text

_SECRET: Final = TextSelector(
    TextSelectorConfig(type=TextSelectorType.PASSWORD, autocomplete="off")
)
_SNMP_SECRETS: Final = (CONF_COMMUNITY, CONF_AUTHENTICATION_KEY, CONF_PRIVACY_KEY)


def _number(lowest: int, highest: int) -> vol.All:
    return vol.All(
        NumberSelector(
            NumberSelectorConfig(
                min=lowest, max=highest, step=1, mode=NumberSelectorMode.BOX
            )
        ),
        vol.Coerce(int),
    )


def _choice(options: list[str]) -> SelectSelector:
    return SelectSelector(
        SelectSelectorConfig(options=options, mode=SelectSelectorMode.DROPDOWN)
    )


CREDENTIALS: Final[dict[vol.Marker, Any]] = {
    vol.Optional(CONF_USERNAME, default=""): TextSelector(
        TextSelectorConfig(autocomplete="username")
    ),
    vol.Optional(CONF_PASSWORD, default=""): TextSelector(
        TextSelectorConfig(
            type=TextSelectorType.PASSWORD, autocomplete="current-password"
        )
    ),
}
# None is required: each has a value that fits most devices.
_PROTOCOL: Final[dict[vol.Marker, Any]] = {
    vol.Optional(CONF_TRANSPORT, default=TRANSPORT_AUTO): SelectSelector(
        SelectSelectorConfig(options=list(TRANSPORTS), translation_key=CONF_TRANSPORT)
    ),
    vol.Optional(CONF_PORT, default=DEFAULT_SNMP_PORT): _number(1, 65535),
}
_COMMUNITY: Final[dict[vol.Marker, Any]] = {
    vol.Optional(CONF_VERSION, default=SNMP_VERSIONS[0]): _choice(SNMP_VERSIONS),
    vol.Optional(CONF_COMMUNITY, default=""): _SECRET,
}
_USER: Final[dict[vol.Marker, Any]] = {
    vol.Optional(CONF_USERNAME, default=""): TextSelector(),
    vol.Optional(CONF_AUTHENTICATION, default="SHA"): _choice(AUTHENTICATIONS),
    vol.Optional(CONF_AUTHENTICATION_KEY, default=""): _SECRET,
    vol.Optional(CONF_PRIVACY, default="AES-128"): _choice(PRIVACIES),
    vol.Optional(CONF_PRIVACY_KEY, default=""): _SECRET,
}
_ENABLED: Final[dict[vol.Marker, Any]] = {
    vol.Required(CONF_ENABLED, default=False): BooleanSelector()
}
_COILS: Final[dict[vol.Marker, Any]] = {
    **_ENABLED,
    vol.Optional(CONF_PORT, default=DEFAULT_MODBUS_PORT): _number(1, 65535),
    vol.Optional(CONF_UNIT_ID, default=DEFAULT_UNIT_ID): _number(0, 255),
}
_SNMP: Final = vol.Schema(_PROTOCOL | _COMMUNITY | _USER)
_CONTROL: Final = vol.Schema(_ENABLED | _COMMUNITY | _USER)
_MODBUS: Final = vol.Schema(_COILS)


def with_users(typed: Mapping[str, Any]) -> frozenset[str]:
    """Return the sections in which a version of SNMP is chosen that has users: 3."""
    return frozenset(
        name
        for name in (CONF_SNMP, CONF_CONTROL)
        if typed.get(name, {}).get(CONF_VERSION) == SNMP_VERSION_OF_USERS
    )


def snmp_credentials(*, asks_user: bool) -> dict[vol.Marker, Any]:
    """Return the fields of SNMP: those of its users only where it has some."""
    return _COMMUNITY | (_USER if asks_user else {})


def device_schema(
    *,
    asks_credentials: bool,
    asks_certificate: bool,
    asks_writing: Container[str],
    asks_user: Container[str],
) -> vol.Schema:
    """Return the fields that have turned out to be needed.

    `asks_writing` has the sections by which something is written that the device may
    have, `asks_user` those that ask for a user of SNMP.
    """
    fields: dict[vol.Marker, Any] = {vol.Required(CONF_HOST): TextSelector()}
    if asks_certificate:
        fields[vol.Required(CONF_VERIFY_SSL, default=True)] = BooleanSelector()
    if asks_credentials:
        fields |= CREDENTIALS
    # With a default of its own, a browser would show none of those inside.
    sections = {CONF_SNMP: _PROTOCOL}
    if CONF_CONTROL in asks_writing:
        sections[CONF_CONTROL] = _ENABLED
    for name, first in sections.items():
        asked = name in asks_user
        schema = vol.Schema(first | snmp_credentials(asks_user=asked))
        fields[vol.Optional(name)] = section(schema, {"collapsed": not asked})
    if CONF_MODBUS in asks_writing:
        fields[vol.Optional(CONF_MODBUS)] = section(_MODBUS, {"collapsed": True})
    return vol.Schema(fields)


def entry_data(
    typed: Mapping[str, Any], known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Return a filled-in form as an entry keeps it.

    Secrets that were not typed again stay what they were. Raises ValueError where the
    address is none.
    """
    address = Address.parse(typed[CONF_HOST])
    settings = Settings(known)
    username, password = typed.get(CONF_USERNAME, ""), typed.get(CONF_PASSWORD, "")
    if not password and username == settings.get(CONF_USERNAME, text, None):
        password = settings.get(CONF_PASSWORD, text, "")
    return {
        **_known_besides(settings, address.host),
        CONF_HOST: address.host,
        CONF_PORT: address.port,
        CONF_SSL: address.tls,
        CONF_VERIFY_SSL: typed.get(CONF_VERIFY_SSL, True),
        CONF_USERNAME: username,
        CONF_PASSWORD: password,
        CONF_SNMP: snmp_data(
            _SNMP(typed.get(CONF_SNMP, {})), settings.get(CONF_SNMP, mapping, {})
        ),
        **_control_data(typed, settings.get(CONF_CONTROL, mapping, {})),
        **_modbus_data(typed, settings.get(CONF_MODBUS, mapping, {})),
    }


def _known_besides(settings: Settings, host: str) -> dict[str, Any]:
    """Return what an entry keeps besides what its form asks for."""
    known = {
        CONF_PUSH_PATH: settings.get(CONF_PUSH_PATH, text, None),
        CONF_ACCEPTED_CODE: settings.get(CONF_ACCEPTED_CODE, text, None),
        CONF_DISTRUSTED: [
            each for each in settings.each(CONF_DISTRUSTED, text) if each != host
        ],
    }
    return {key: value for key, value in known.items() if value}


def _control_data(
    typed: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Return what an entry keeps of switching outputs, which may be nothing.

    A form without that section changes nothing of it. Raises vol.Invalid where the
    name of who may write is missing: no device has one by itself.
    """
    if CONF_CONTROL not in typed:
        return {CONF_CONTROL: before} if before else {}
    now = _CONTROL(typed[CONF_CONTROL])
    if not now.pop(CONF_ENABLED):
        return {}
    secrets = Settings(before)
    kept = {key: secrets.get(key, text, "") for key in _SNMP_SECRETS if not now[key]}
    control = {**before, **now, **kept}
    if not control[
        CONF_USERNAME if with_users({CONF_CONTROL: control}) else CONF_COMMUNITY
    ]:
        raise vol.Invalid("Nobody may write")
    return {CONF_CONTROL: control}


def _modbus_data(
    typed: Mapping[str, Any], before: Mapping[str, Any]
) -> dict[str, Mapping[str, Any]]:
    """Return what an entry keeps of outputs that are coils, which may be nothing.

    What was seen of the coils is true of those only that were looked at.
    """
    if CONF_MODBUS not in typed:
        return {CONF_MODBUS: before} if before else {}
    now = _MODBUS(typed[CONF_MODBUS])
    if not now.pop(CONF_ENABLED):
        return {}
    is_as_before = not unreadable_writing({CONF_MODBUS: before}) and all(
        before[key] == value for key, value in now.items()
    )
    return {CONF_MODBUS: before if is_as_before else now}


def snmp_data(typed: Mapping[str, Any], known: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an entry keeps of SNMP; secrets not typed again stay."""
    secrets = Settings(known)
    kept = {key: secrets.get(key, text, "") for key in _SNMP_SECRETS if not typed[key]}
    data = {**known, **typed, **kept}
    data[CONF_COMMUNITY] = data[CONF_COMMUNITY] or DEFAULT_COMMUNITY
    return data


def as_typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return an entry's data as its form would have been filled in."""
    settings = Settings(data)
    host = settings.get(CONF_HOST, text, "")
    if host and not unreadable(data):
        host = str(address_of(data))
    typed = {
        **data,
        CONF_HOST: host,
        CONF_SNMP: settings.get(CONF_SNMP, mapping, {}),
    }
    for name in (CONF_CONTROL, CONF_MODBUS):
        if name in data:
            written = settings.get(name, mapping, {})
            typed[name] = {**written, CONF_ENABLED: True}
    return typed


def without_secrets(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what a browser has no need to know."""
    return {
        key: without_secrets(value) if key in (CONF_SNMP, CONF_CONTROL) else value
        for key, value in typed.items()
        if key not in (CONF_PASSWORD, *_SNMP_SECRETS)
    }
