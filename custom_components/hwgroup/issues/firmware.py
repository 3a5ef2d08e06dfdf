"""Firmware advisories: one row for each."""

from collections.abc import Iterator
from dataclasses import dataclass
import re
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ..client import Identity
from ..const import DOMAIN
from ..device.registered import async_device_name
from ..plain import as_placeholders
from .registry import async_keep_issues, issue_id

_KIND: Final = "advisory"
_VERSION: Final = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Advisory:
    """What is wrong with a firmware; the words are below `issues`."""

    key: str
    model: str
    """A regular expression for the whole name of the model."""
    last_affected: tuple[int, ...]
    fixed_in: str
    severity: ir.IssueSeverity

    def concerns(self, identity: Identity) -> bool:
        """Return whether a device is of this model, whatever its firmware is."""
        return re.fullmatch(self.model, identity.model or "") is not None


ADVISORIES: Final = (
    # Answers GET / with its whole configuration, encoded passwords included; the
    # firmware that no longer does is of 16.04.2020.
    Advisory(
        key="firmware_tells_configuration",
        model="STE2",
        last_affected=(1, 2, 2),
        fixed_in="1.2.6",
        severity=ir.IssueSeverity.ERROR,
    ),
)


def is_concerned(identity: Identity) -> bool:
    """Return whether there is an advisory of a device's model, whatever its firmware is."""
    return any(advisory.concerns(identity) for advisory in ADVISORIES)


def advisories_for(identity: Identity) -> Iterator[Advisory]:
    """Yield what is known to be wrong with a device; nothing if it cannot be told."""
    if (version := version_of(identity.firmware or "")) is None:
        return
    for advisory in ADVISORIES:
        if version <= advisory.last_affected and advisory.concerns(identity):
            yield advisory


def version_of(text: str) -> tuple[int, ...] | None:
    """Return the numbers that a version begins with: 1.0.4_11717 is 1.0.4."""
    if (match := _VERSION.match(text)) is None:
        return None
    return tuple(int(number) for number in match[0].split("."))


@callback
def async_show_advisories(
    hass: HomeAssistant, entry: ConfigEntry[Any], identity: Identity
) -> None:
    """Show an issue for each advisory that holds, and none that does not any more."""
    shown = {
        issue_id(entry, _KIND, advisory.key): advisory
        for advisory in advisories_for(identity)
    }
    async_keep_issues(hass, issue_id(entry, _KIND), shown)
    for known, advisory in shown.items():
        ir.async_create_issue(
            hass,
            DOMAIN,
            known,
            is_fixable=False,
            severity=advisory.severity,
            translation_key=advisory.key,
            translation_placeholders=as_placeholders(
                name=async_device_name(hass, entry), firmware=str(identity.firmware)
            ),
        )
