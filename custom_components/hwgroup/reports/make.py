"""Makes a report: what the recorder knows of a period, as files."""

import asyncio
from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from itertools import batched, groupby
from pathlib import Path
from typing import Final

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from ..alerts.chronicle import async_worst_so_far
from ..alerts.permissions import async_check_read
from ..const import DOMAIN
from ..observed.observer import async_gaps, async_known_since
from ..recorded import async_check_recorder
from ..trail.service import async_trail
from .curve import Curve
from .days import BATCH, STEP, Day
from .event_rows import write_events
from .files import SIDECAR, Draft, Written, async_folder
from .gather import Gatherer, kelvin
from .happenings import Happenings, happenings
from .labels import async_labels
from .ledger import async_ledger, month_of
from .model import Report, Result
from .pdf import write_pdf
from .periods import slices
from .progress import Progress
from .recorder import async_read
from .request import Format, Request
from .sidecar import sidecar
from .subjects import Subject, async_subjects
from .tables import RawRows, write_numbers
from .tally import Tally
from .turn import async_in_turn

# A page is not so wide that more could be told apart.
_POINTS: Final = 700


async def async_create(
    hass: HomeAssistant, request: Request, context: Context
) -> list[Written]:
    """Make a report, and return its files.

    It waits until no other report is made. Raises ServiceValidationError where there is
    nothing to report, HomeAssistantError where the recorder is missing or behind, or the
    files cannot be written; ReportCancelledError where what it is about is unloaded
    meanwhile, Unauthorized for a user who may not see all of the readings.
    """
    await async_check_recorder(hass)
    if (folder := async_folder(hass)) is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="no_media_folder"
        )
    created = dt_util.now()
    end = min(request.end, created)
    if request.begin >= end:
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="report_without_time"
        )
    if not (subjects := async_subjects(hass, request.chosen)):
        raise ServiceValidationError(
            translation_domain=DOMAIN, translation_key="report_without_readings"
        )
    await async_check_read(hass, context, (each.entity_id for each in subjects))
    maker = _Maker(hass, request, end, created, subjects)
    devices = {subject.key.partition("/")[0] for subject in subjects}
    return await async_in_turn(hass, devices, partial(maker.async_make, folder))


class _Total:
    """Takes the days of a reading."""

    def __init__(self, subject: Subject, begin: float, end: float, points: int) -> None:
        self.subject = subject
        self._begin, self._end = begin, end
        self._tally = Tally((), kelvin(subject))
        self._curve = Curve(begin, end, points)

    def add(self, day: Day) -> None:
        # The limits of a time of which nothing is known tell nothing.
        limits = not day.tally.is_unknown
        self._tally.join(day.tally, day.begin, day.end, limits=limits)
        self._curve.join(day.curve)

    def result(self) -> Result:
        if not self._tally.thresholds:
            none = Tally(self.subject.thresholds)
            self._tally.join(none, self._begin, self._end)
        numbers = self._tally.result(self._begin, self._end)
        return Result(subject=self.subject, numbers=numbers, curve=self._curve)


class _Maker:
    """Reads one reading after the other, and writes the files."""

    def __init__(
        self,
        hass: HomeAssistant,
        request: Request,
        end: datetime,
        created: datetime,
        subjects: list[Subject],
    ) -> None:
        self._hass = hass
        self._request = request
        self._begin, self._end, self._created = request.begin, end, created
        self._subjects = subjects
        self._parts = [*slices(self._begin, end)]
        months = {month_of(part.begin) for part in self._parts}
        self._progress = Progress(
            hass,
            self._begin,
            end,
            readings=len(subjects),
            parts=len(months) + (Format.RAW in request.formats),
        )

    async def async_make(self, folder: Path) -> list[Written]:
        days = self._begin.date(), self._end.date()
        drafting = self._hass.async_add_executor_job(
            Draft, folder, *days, self._created
        )
        try:
            async with AsyncExitStack() as stack:
                stack.push_async_callback(self._async_discard, drafting)
                stack.enter_context(self._progress.shown())
                await asyncio.wait([drafting])
                return await self._async_fill(drafting.result())
        except OSError as err:
            raise HomeAssistantError(
                translation_domain=DOMAIN,
                translation_key="report_not_written",
                translation_placeholders={"reason": str(err)},
            ) from err

    async def _async_discard(self, drafting: asyncio.Future[Draft]) -> None:
        """Remove what was not published, also what is only begun when this is cancelled."""
        await asyncio.wait([drafting])
        if drafting.exception() is None:
            discard = drafting.result().discard
            await asyncio.wait([self._hass.async_add_executor_job(discard)])

    async def _async_fill(self, draft: Draft) -> list[Written]:
        if Format.RAW in self._request.formats:
            await self._async_write_rows(draft)
        report = Report(
            site=self._hass.config.location_name,
            begin=self._begin,
            end=self._end,
            created=self._created,
            known_since=await async_known_since(self._hass),
            results=await self._async_results(),
            happenings=await self._async_happenings(),
            labels=await async_labels(self._hass, self._request.language),
        )
        return await self._async_write(report, draft)

    async def _async_write(self, report: Report, draft: Draft) -> list[Written]:
        """Write the files. Who cancels this waits until nothing more is written."""
        writing = self._hass.async_add_executor_job(self._write, report, draft)
        try:
            await asyncio.wait([writing])
        except asyncio.CancelledError:
            draft.abandon()
            await asyncio.wait([writing])
            writing.exception()
            raise
        return writing.result()

    async def _async_happenings(self) -> Happenings:
        """Return what is recorded of the readings, and of the devices that they are of."""
        chosen = self._request.chosen
        keys = (
            None
            if chosen is None
            else {*chosen, *(each.key for each in self._subjects)}
        )
        found = await async_trail(self._hass).async_read(
            lambda records: happenings(records, self._begin, self._end, keys)
        )
        lasting = async_worst_so_far(self._hass)
        for alert in found.alerts:
            known = lasting.get(str(alert.began.data.get("alert")))
            if alert.end is None and known is not None:
                alert.worst, alert.limit, alert.unit = known
        return found

    async def _async_write_rows(self, draft: Draft) -> None:
        run = self._hass.async_add_executor_job
        zone = dt_util.get_default_time_zone()
        raw = await run(RawRows, draft.path(".raw.csv"), zone)
        async with AsyncExitStack() as stack:
            stack.push_async_callback(run, raw.close)
            for subject in self._subjects:
                take = partial(raw.add, subject)
                gaps = await async_gaps(self._hass, subject.key, self._end.timestamp())
                for some in batched(self._parts, BATCH, strict=False):
                    begin, end = some[0].begin, some[-1].end
                    await async_read(self._hass, subject, begin, end, gaps, take)
                self._progress.step()

    async def _async_results(self) -> list[Result]:
        """Return the numbers of all readings, a month after the other: so it is kept."""
        parts = self._parts
        begin, end = parts[0].begin, parts[-1].end
        points = min(_POINTS, round((end - begin) / STEP))
        if not any(part.is_day for part in parts):
            points = _POINTS
        totals = [_Total(subject, begin, end, points) for subject in self._subjects]
        gatherer = Gatherer(self._hass, (end - begin) / points)
        ledger = await async_ledger(self._hass)
        for name, days in groupby(parts, lambda part: month_of(part.begin)):
            some = [*days]
            async with ledger.async_open(name) as month:
                for total in totals:
                    await gatherer.async_take(total.subject, some, month, total.add)
                    self._progress.step()
        return await self._hass.async_add_executor_job(
            lambda: [total.result() for total in totals]
        )

    def _write(self, report: Report, draft: Draft) -> list[Written]:
        if Format.PDF in self._request.formats:
            path = draft.path(".pdf")
            write_pdf(report, self._request.language, path, draft.check)
        if Format.CSV in self._request.formats:
            write_numbers(report, draft.path(".csv"))
        if Format.EVENTS in self._request.formats:
            write_events(report, draft.path(".events.csv"))
        keep = self._request.keep
        until = None if keep is None else (self._created + keep).isoformat()
        text = sidecar(report, draft.hashes(), until)
        draft.path(SIDECAR).write_text(text, encoding="utf-8")
        return draft.publish()
