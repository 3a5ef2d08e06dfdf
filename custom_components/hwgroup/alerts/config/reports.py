"""Reports that are made by themselves, and who gets them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry

from ...const import (
    CONF_AT,
    CONF_ENTITIES,
    CONF_FORMATS,
    CONF_KEEP_DAYS,
    CONF_LANGUAGE,
    CONF_LINK_DAYS,
    CONF_PERIOD,
    CONF_RECIPIENTS,
    SUBENTRY_REPORT,
)
from ...settings import Settings, UnreadableSettingError, clock, one_of, span, text
from .user_rules import target_of

PERIODS: Final = ("day", "week", "month")
FORMATS: Final = ("pdf", "csv", "raw")
DEFAULT_AT: Final = time(6)
DEFAULT_LINK_DAYS: Final = 30
DEFAULT_KEEP_DAYS: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportPlan:
    """A report after each period, at a time of the day after it."""

    id: str
    name: str
    period: str
    at: time
    target: Mapping[str, Any] | None
    """What it is about, None for all devices."""
    language: str | None
    formats: tuple[str, ...]
    recipients: frozenset[str]
    """The IDs of those who get a link."""
    entities: tuple[str, ...]
    """The notify entities that get the files."""
    link: timedelta
    keep: timedelta


def report_plans(entry: ConfigEntry[Any]) -> list[ReportPlan]:
    """Return the reports of the entry of the alerts that can be read."""
    plans = (
        report_plan(subentry, Settings(subentry.data))
        for subentry in entry.subentries.values()
        if subentry.subentry_type == SUBENTRY_REPORT
    )
    return [plan for plan in plans if plan is not None]


def report_plan(subentry: ConfigSubentry, settings: Settings) -> ReportPlan | None:
    """Return a report, None for one of which nobody knows what it is about."""
    try:
        period = settings.needed(CONF_PERIOD, partial(one_of, PERIODS))
        formats = settings.needed(CONF_FORMATS, _formats)
        target = target_of(settings)
    except UnreadableSettingError:
        return None
    days = partial(span, "days")
    return ReportPlan(
        id=subentry.subentry_id,
        name=str(subentry.title),
        period=period,
        at=settings.get(CONF_AT, clock, DEFAULT_AT),
        target=target,
        language=settings.get(CONF_LANGUAGE, text, None),
        formats=formats,
        recipients=frozenset(settings.each(CONF_RECIPIENTS, text)),
        entities=settings.each(CONF_ENTITIES, text),
        link=settings.get(CONF_LINK_DAYS, days, timedelta(days=DEFAULT_LINK_DAYS)),
        keep=settings.get(CONF_KEEP_DAYS, days, timedelta(days=DEFAULT_KEEP_DAYS)),
    )


def _formats(value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{value!r} names no files")
    return tuple(one_of(FORMATS, each) for each in value)
