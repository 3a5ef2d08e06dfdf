"""Showing alerts that no recipient gets as repair issues."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN
from ...issues.registry import async_keep_issues
from ...plain import as_placeholders
from ...settings import Settings
from ..config.options import beat_of
from ..messages.words import words
from ..model import Severity
from ..notify.recipients import Recipient
from ..rules.built_in import NETWORK
from ..rules.conditions import Range, Rule
from ..rules.left_out import LeftOut

UNSERVED_PREFIX: Final = "unserved_"
ISSUE_KEYS: Final[Mapping[Severity, str]] = {
    severity: f"no_recipient_{severity}" for severity in Severity
}
_HEARTBEAT: Final = f"{UNSERVED_PREFIX}heartbeat"


@callback
def async_show_unserved(
    hass: HomeAssistant,
    entry: ConfigEntry[Any],
    rules: Iterable[Rule],
    recipients: Sequence[Recipient],
) -> None:
    """Show each severity of a rule that no recipient gets.

    Without any recipient there is an issue already, unless a heartbeat says that all
    is well.
    """
    unserved = _unserved(rules, recipients) if recipients else {}
    heartbeat = not recipients and beat_of(Settings(entry.options)) is not None
    shown = {f"{UNSERVED_PREFIX}{severity}": severity for severity in unserved}
    async_keep_issues(
        hass, UNSERVED_PREFIX, {*shown, _HEARTBEAT} if heartbeat else shown
    )
    for issue_id, severity in shown.items():
        names = (_name(hass, rule) for rule in unserved[severity])
        ir.async_create_issue(
            hass,
            DOMAIN,
            issue_id,
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key=ISSUE_KEYS[severity],
            translation_placeholders=as_placeholders(
                rules=", ".join(names), alerts=entry.title
            ),
        )
    if heartbeat:
        ir.async_create_issue(
            hass,
            DOMAIN,
            _HEARTBEAT,
            is_fixable=False,
            severity=ir.IssueSeverity.ERROR,
            translation_key="heartbeat_without_recipient",
            translation_placeholders=as_placeholders(alerts=entry.title),
        )


def _unserved(
    rules: Iterable[Rule], recipients: Iterable[Recipient]
) -> dict[Severity, list[Rule]]:
    served = {severity for each in recipients for severity in each.severities}
    unserved: dict[Severity, list[Rule]] = {}
    for rule in rules:
        # The rule for networks is part of that for devices, and one that is left out is
        # an issue of its own.
        if rule.id == NETWORK or isinstance(rule.condition, LeftOut):
            continue
        for severity in _severities(rule) - served:
            unserved.setdefault(severity, []).append(rule)
    return unserved


def _severities(rule: Rule) -> set[Severity]:
    """Return how severe the alerts of a rule can be."""
    condition = rule.condition
    is_harder = isinstance(condition, Range) and not (
        condition.critical_low is condition.critical_high is None
    )
    return {rule.severity, Severity.CRITICAL} if is_harder else {rule.severity}


def _name(hass: HomeAssistant, rule: Rule) -> str:
    return rule.name or words(hass.config.language)[f"rule_{rule.id}"]
