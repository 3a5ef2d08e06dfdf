"""Makes a report: what the recorder knows of a period, as files."""

from contextlib import AsyncExitStack
from datetime import datetime
from functools import partial
from typing import Final

from homeassistant.const import UnitOfTemperature
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.util import dt as dt_util

from ..alerts.permissions import async_check_read
from ..alerts.rules.units import converter
from ..const import DOMAIN
from ..observed.observer import async_gaps, async_known_since
from ..recorded import async_check_recorder
from .curve import Curve
from .files import SIDECAR, Draft, Written, async_folder
from .model import Report, Result
from .numbers import Kelvin, Tally
from .pdf import write_pdf
from .recorder import async_read
from .request import Format, Request
from .sidecar import sidecar
from .spans import Span
from .subjects import Subject, async_subjects
from .tables import RawRows, write_numbers

# A page is not so wide that more could be told apart.
_POINTS: Final = 700


async def async_create(
    hass: HomeAssistant, request: Request, context: Context
) -> list[Written]:
    """Make a report, and return its files.

    Raises ServiceValidationError where there is nothing to report, HomeAssistantError
    where the recorder is missing, or the files cannot be written; Unauthorized for a
    user who may not see all of the readings.
    """
    async_check_recorder(hass)
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
    maker = _Maker(hass, request, end, created)
    try:
        draft = await hass.async_add_executor_job(
            Draft, folder, request.begin.date(), end.date(), created
        )
        async with AsyncExitStack() as stack:
            stack.push_async_callback(hass.async_add_executor_job, draft.discard)
            return await maker.async_make(draft, subjects)
    except OSError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="report_not_written",
            translation_placeholders={"reason": str(err)},
        ) from err


class _Maker:
    """Reads one reading after the other, and writes the files."""

    def __init__(
        self, hass: HomeAssistant, request: Request, end: datetime, created: datetime
    ) -> None:
        self._hass = hass
        self._request = request
        self._begin, self._end, self._created = request.begin, end, created

    async def async_make(self, draft: Draft, subjects: list[Subject]) -> list[Written]:
        run = self._hass.async_add_executor_job
        async with AsyncExitStack() as stack:
            raw = None
            if Format.RAW in self._request.formats:
                zone = dt_util.get_default_time_zone()
                raw = await run(RawRows, draft.path(".raw.csv"), zone)
                stack.push_async_callback(run, raw.close)
            results = [await self._async_result(subject, raw) for subject in subjects]
        report = Report(
            site=self._hass.config.location_name,
            begin=self._begin,
            end=self._end,
            created=self._created,
            known_since=await async_known_since(self._hass),
            results=results,
        )
        return await run(self._write, report, draft)

    async def _async_result(self, subject: Subject, raw: RawRows | None) -> Result:
        begin, end = self._begin.timestamp(), self._end.timestamp()
        tally = Tally(subject.thresholds, _kelvin(subject))
        curve = Curve(begin, end, _POINTS)

        def take(span: Span) -> None:
            tally.add(span)
            curve.add(span)
            if raw is not None:
                raw.add(subject, span)

        gaps = await async_gaps(self._hass, subject.key, end)
        await async_read(self._hass, subject, begin, end, gaps, take)
        return Result(subject=subject, numbers=tally.result(begin, end), curve=curve)

    def _write(self, report: Report, draft: Draft) -> list[Written]:
        if Format.PDF in self._request.formats:
            write_pdf(report, self._request.language, draft.path(".pdf"))
        if Format.CSV in self._request.formats:
            write_numbers(report, draft.path(".csv"))
        keep = self._request.keep
        until = None if keep is None else (self._created + keep).isoformat()
        text = sidecar(report, draft.hashes(), until)
        draft.path(SIDECAR).write_text(text, encoding="utf-8")
        return draft.publish()


def _kelvin(subject: Subject) -> Kelvin | None:
    """Return how a temperature becomes kelvin, None for what is none."""
    convert = partial(converter, subject.quantity)
    of = convert(subject.unit, UnitOfTemperature.KELVIN)
    back = convert(UnitOfTemperature.KELVIN, subject.unit)
    if subject.quantity != "temperature" or of is None or back is None:
        return None
    return Kelvin(of, back)
