"""What is known of a reading: days that are kept, and what the recorder has of others."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from itertools import batched, groupby

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import UnitOfTemperature
from homeassistant.core import HomeAssistant, callback
from homeassistant.util import dt as dt_util

from ..alerts.rules.units import converter
from ..const import ALERTS_UNIQUE_ID, DOMAIN
from ..observed.observer import async_gaps
from .days import BATCH, STEP, Cutter, Day, composed, is_settled
from .ledger import Month
from .numbers import Kelvin, Threshold
from .periods import Slice
from .recorder import async_read
from .subjects import Subject

type Take = Callable[[Day], None]


def kelvin(subject: Subject) -> Kelvin | None:
    """Return how a temperature becomes kelvin, None for what is none."""
    of = converter(subject.quantity, subject.unit, UnitOfTemperature.KELVIN)
    back = converter(subject.quantity, UnitOfTemperature.KELVIN, subject.unit)
    if subject.quantity != "temperature" or of is None or back is None:
        return None
    return Kelvin(of, back)


class Gatherer:
    """Hands on the parts of a period of a reading, in their order."""

    def __init__(self, hass: HomeAssistant, step: float = STEP) -> None:
        """Take how far apart the points of the curve are of a part that is no day."""
        self._hass = hass
        self._step = step
        self._now = dt_util.utcnow().timestamp()

    async def async_take(
        self, subject: Subject, parts: Sequence[Slice], month: Month, take: Take
    ) -> None:
        """Hand on what is known of some parts of a month, and keep the days among them."""
        run = self._hass.async_add_executor_job
        may_keep = self._are_limits_known(subject)
        for group in await run(_groups, parts, month, subject):
            missing = [each for each in group if isinstance(each, Slice)]
            read = await self._async_read(subject, missing)
            days = [each for each in group if isinstance(each, Day)] or read
            settled = [day for day in read if may_keep and is_settled(day, self._now)]
            await run(_hand_on, days, take, partial(month.keep, subject.key), settled)

    async def async_renew(
        self, subject: Subject, days: Sequence[Slice], month: Month, since: float
    ) -> None:
        """Compute the days that are not final, and were not since a time, and keep them.

        The limits are those of the first time. Where states were purged meanwhile, what
        is known stays.
        """
        if not self._are_limits_known(subject):
            return
        found = await self._hass.async_add_executor_job(month.of, subject)
        known = {(day.begin, day.end): day for day in found}
        for part in days:
            before = known.get((part.begin, part.end))
            if before is not None and (before.is_final or before.computed >= since):
                continue
            limits = None if before is None else before.tally.thresholds
            for day in await self._async_read(subject, [part], limits):
                if before is not None and day.tally.doubt > before.tally.doubt:
                    month.keep(subject.key, replace(before, computed=self._now))
                elif is_settled(day, self._now):
                    month.keep(subject.key, day)

    async def _async_read(
        self,
        subject: Subject,
        parts: Sequence[Slice],
        limits: Iterable[Threshold] | None = None,
    ) -> list[Day]:
        """Return what the recorder knows of some parts that follow one another."""
        found: list[Day] = []
        if limits is None:
            limits = subject.thresholds
        for some in batched(parts, BATCH, strict=False):
            cutter = Cutter(some, limits, kelvin(subject), self._step)
            begin, end = some[0].begin, some[-1].end
            gaps = await async_gaps(self._hass, subject.key, end)
            await async_read(self._hass, subject, begin, end, gaps, cutter.add)
            days = cutter.days(subject.unit, self._now)
            found += await self._hass.async_add_executor_job(list, days)
        return found

    @callback
    def _are_limits_known(self, subject: Subject) -> bool:
        """Return whether the limits of now are known: they are kept with a day."""
        entries = self._hass.config_entries
        device = entries.async_get_entry(subject.key.partition("/")[0])
        alerts = entries.async_entry_for_domain_unique_id(DOMAIN, ALERTS_UNIQUE_ID)
        return all(
            entry.state is ConfigEntryState.LOADED
            for entry in (device, alerts)
            if entry is not None and entry.disabled_by is None
        )


def _groups(
    parts: Sequence[Slice], month: Month, subject: Subject
) -> list[list[Slice | Day]]:
    """Return what is known and what is not, each as far as it goes in one piece."""
    known = composed(parts, month.of(subject))
    return [[*group] for _, group in groupby(known, type)]


def _hand_on(
    days: Iterable[Day], take: Take, keep: Take, settled: Iterable[Day]
) -> None:
    for day in settled:
        keep(day)
    for day in days:
        take(day)
