"""Fields that several forms have, and sections that are kept flat."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import voluptuous as vol

from homeassistant.const import UnitOfTime
from homeassistant.data_entry_flow import section
from homeassistant.helpers.selector import (
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
    SelectSelector,
    SelectSelectorConfig,
    TemplateSelector,
)

from ...const import CONF_DELAY, CONF_MESSAGE, CONF_REPEAT, CONF_SEVERITY
from ..model import Severity

_LONGEST_MINUTES: Final = 7 * 24 * 60


def minutes_selector(least: float = 0) -> NumberSelector:
    """Return a field for a length of time."""
    return NumberSelector(
        NumberSelectorConfig(
            min=least,
            max=_LONGEST_MINUTES,
            step=0.5,
            mode=NumberSelectorMode.BOX,
            unit_of_measurement=UnitOfTime.MINUTES,
        )
    )


def choice(
    key: str, options: Iterable[str], *, multiple: bool = False
) -> SelectSelector:
    """Return a field with options whose words are kept under a key."""
    return SelectSelector(
        SelectSelectorConfig(
            options=[str(option) for option in options],
            translation_key=key,
            multiple=multiple,
        )
    )


SECTION_MORE: Final = "more"
DELAY: Final[Mapping[Any, Any]] = {
    vol.Required(CONF_DELAY, default=0): minutes_selector()
}
_SEVERITY: Final[Mapping[Any, Any]] = {
    vol.Required(CONF_SEVERITY, default=Severity.WARNING.value): choice(
        "severity", Severity
    )
}
_REPEAT: Final[Mapping[Any, Any]] = {
    vol.Required(CONF_REPEAT, default=0): minutes_selector()
}
# What every rule has besides its condition.
HANDLING: Final = {**_SEVERITY, **DELAY, **_REPEAT}


def more(fields: Mapping[Any, Any] | None = None) -> Mapping[Any, Any]:
    """Return the section of a rule with all that few people change, and more fields."""
    message = {vol.Optional(CONF_MESSAGE): TemplateSelector()}
    schema = vol.Schema({**_SEVERITY, **(fields or {}), **_REPEAT, **message})
    return {vol.Optional(SECTION_MORE): section(schema, {"collapsed": True})}


def flat(schema: vol.Schema, user_input: Mapping[str, Any]) -> dict[str, Any]:
    """Return the input of a form without its sections."""
    data = dict(user_input)
    for name in _sections(schema):
        data |= data.pop(name, {})
    return data


def untouched(schema: vol.Schema) -> dict[str, Any]:
    """Return what the sections of a form hold where nobody has opened them."""
    data: dict[str, Any] = {}
    for part in _sections(schema).values():
        data |= part.schema({})
    return data


def nested(schema: vol.Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return kept data in the sections of a form."""
    return dict(data) | in_sections(schema, data)


def in_sections(schema: vol.Schema, data: Mapping[str, Any]) -> dict[str, Any]:
    """Return those of kept data that stand in sections of a form, in these."""
    return {
        name: {str(field): data[field] for field in part.schema.schema if field in data}
        for name, part in _sections(schema).items()
    }


def field_names(schema: vol.Schema) -> Iterator[str]:
    """Yield the fields of a form, those in its sections included."""
    sections = _sections(schema)
    for name in map(str, schema.schema):
        if name in sections:
            yield from map(str, sections[name].schema.schema)
        else:
            yield name


def _sections(schema: vol.Schema) -> dict[str, section]:
    return {
        str(name): part
        for name, part in schema.schema.items()
        if isinstance(part, section)
    }
