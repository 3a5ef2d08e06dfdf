"""Sends the drills that are due, and shows which are not confirmed."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN
from ...dates import date_text
from ...issues.registry import async_keep_issues
from ...plain import as_placeholders
from ...settings import Settings
from ..config.options import drill_period_of
from ..messages.notices import compose_drill
from ..notify.notifier import Notifier
from ..timeline import Instant, Now
from .drills import Drills

OVERDUE_PREFIX: Final = "drill_overdue_"


@callback
def async_run_drills(
    hass: HomeAssistant,
    options: Settings,
    notifier: Notifier,
    drills: Drills,
    now: Now,
) -> bool:
    """Send the drills that are due, and return whether there were any."""
    drills.keep((recipient.id for recipient in notifier.recipients), now.instant)
    period = drill_period_of(options)
    if period is None:
        async_keep_issues(hass, OVERDUE_PREFIX)
        return False
    asked = drills.due(period, now.instant)
    drills.mark_sent(asked, now.instant)
    for recipient in notifier.recipients:
        if recipient.id in asked:
            message = compose_drill(recipient.name, notifier.language_of(recipient))
            notifier.owe(recipient, message)
    overdue = frozenset(drills.overdue(period, now.instant))
    async_show_overdue(hass, notifier, drills, overdue, now)
    return bool(asked)


@callback
def async_show_overdue(
    hass: HomeAssistant,
    notifier: Notifier,
    drills: Drills,
    overdue: frozenset[str],
    now: Now,
) -> None:
    """Show a repair issue for each recipient whose drill is overdue."""
    async_keep_issues(
        hass, OVERDUE_PREFIX, {f"{OVERDUE_PREFIX}{each}" for each in overdue}
    )
    for recipient in notifier.recipients:
        if recipient.id not in overdue:
            continue
        record = drills.records[recipient.id]
        ir.async_create_issue(
            hass,
            DOMAIN,
            f"{OVERDUE_PREFIX}{recipient.id}",
            is_fixable=False,
            severity=ir.IssueSeverity.WARNING,
            translation_key="drill_overdue" if record.proven else "never_proven",
            translation_placeholders=as_placeholders(
                recipient=recipient.name,
                sent=_day(record.sent, now, hass.config.language),
                proven=_day(record.proven, now, hass.config.language),
            ),
        )


def _day(when: Instant | None, now: Now, language: str) -> str:
    return date_text(now.utc(when), language) if when else "–"
