"""Makes reports by themselves after each period, and has them sent.

What was missed while Home Assistant did not run is made up for: the last period, once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final

from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import issue_registry as ir
from homeassistant.util import dt as dt_util

from ..alerts.access import async_manager
from ..alerts.config.reports import ReportPlan, report_plans
from ..alerts.manager import AlertManager
from ..alerts.model import Message
from ..alerts.readings.index import async_chosen_parts
from ..compat import singleton
from ..const import ALERTS_UNIQUE_ID, DOMAIN, LOGGER
from ..dates import period_text
from ..issues.registry import async_keep_issues
from ..plain import as_placeholders, without_secrets_of_urls
from ..storage import KeptStore
from .files import SIDECAR, async_folder
from .links import async_address, async_links
from .load import async_load_create
from .periods import Every, last
from .request import Format, Request
from .sending import async_send_files
from .turn import ReportCancelledError
from .words import report_words

MINOR_VERSION: Final = 1
_VERSION: Final = 1
_PREFIX: Final = "scheduled_report_"
_NONSENSE: Final = (AttributeError, KeyError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class Run:
    """The last run of a report: the period, its files, and who has not got them."""

    begin: datetime
    end: datetime
    files: tuple[str, ...] = ()
    owed: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data."""
        return {
            "begin": self.begin.isoformat(),
            "end": self.end.isoformat(),
            "files": [*self.files],
            "owed": [*self.owed],
        }


def _run(data: Mapping[str, Any]) -> Run:
    begin, end = (
        dt_util.as_local(datetime.fromisoformat(data[key])) for key in ("begin", "end")
    )
    return Run(
        begin, end, tuple(map(str, data["files"])), tuple(map(str, data["owed"]))
    )


@singleton("hwgroup_report_schedule")
async def async_schedule(hass: HomeAssistant) -> Schedule:
    """Return the schedule, with the runs as they were kept."""
    store = KeptStore(
        hass,
        _VERSION,
        f"{DOMAIN}.report_runs",
        about="HW group",
        minor_version=MINOR_VERSION,
    )
    data = await store.async_load() or {}
    try:
        runs = {str(key): _run(run) for key, run in data.get("runs", {}).items()}
    except _NONSENSE as err:
        await store.async_keep_aside(repr(err))
        runs = {}
    return Schedule(hass, store, runs)


class Schedule:
    """The runs of the reports, by the IDs of their subentries."""

    def __init__(
        self, hass: HomeAssistant, store: KeptStore, runs: dict[str, Run]
    ) -> None:
        """Take over what was kept."""
        self._hass = hass
        self._store = store
        self._runs = runs
        self._failed: dict[str, tuple[str, bool, str]] = {}
        """What has failed: the name of a report, whether it was made, and the reason."""
        self._sent: dict[tuple[str, str], set[str]] = {}
        """What an entity has got of a report that it has not got whole, by both IDs."""
        self._is_busy = False

    async def async_look(self) -> None:
        """Make the reports that are due, and send what is owed."""
        if self._is_busy:
            return
        self._is_busy = True
        try:
            await self._async_look()
        finally:
            self._is_busy = False

    async def _async_look(self) -> None:
        entry = self._hass.config_entries.async_entry_for_domain_unique_id(
            DOMAIN, ALERTS_UNIQUE_ID
        )
        plans = [] if entry is None else report_plans(entry)
        known, self._failed = {plan.id for plan in plans}, {}
        before = dict(self._runs)
        self._runs = {key: run for key, run in before.items() if key in known}
        for plan in plans:
            if (manager := async_manager(self._hass)) is not None:
                await self._async_make(plan, manager)
                await self._async_send(plan)
        if entry and not self._hass.config_entries.async_get_entry(entry.entry_id):
            return  # the alerts were removed meanwhile, and all of this is forgotten
        if self._runs != before:
            await self._async_save()
        self._show()

    async def _async_make(self, plan: ReportPlan, manager: AlertManager) -> None:
        """Make a report if its period is over, at the time of the day that it has."""
        at = timedelta(hours=plan.at.hour, minutes=plan.at.minute)
        begin, end = last(Every(plan.period), dt_util.now() - at)
        if (run := self._runs.get(plan.id)) is None:
            self._runs[plan.id] = Run(begin, end)  # the first one is of now
            return
        # A run of the future was by a clock that was ahead.
        if end <= run.end <= dt_util.now():
            return
        try:
            files = await self._async_create(plan, begin, end)
        except ReportCancelledError:
            return  # it is made when all is loaded again
        except Exception as err:  # noqa: BLE001
            # Whatever it is, the other reports are made, and somebody has to know.
            self._failed[plan.id] = (plan.name, False, _reason(err))
            return
        self._runs[plan.id] = run = Run(begin, end, files, plan.entities)
        if plan.recipients:
            links = await async_links(self._hass)
            below = await links.async_add(files, dt_util.utcnow() + plan.link)
            address = async_address(self._hass, below)
            compose = partial(_compose, plan, run, address)
            manager.actions.async_tell(plan.recipients, compose)
        await self._async_save()

    async def _async_create(
        self, plan: ReportPlan, begin: datetime, end: datetime
    ) -> tuple[str, ...]:
        hass = self._hass
        request = Request(
            begin=begin,
            end=end,
            chosen=async_chosen_parts(hass, plan.target) if plan.target else None,
            language=plan.language or hass.config.language,
            formats=[Format(each) for each in plan.formats],
            keep=plan.keep,
        )
        create = await async_load_create(hass)
        written = await create(hass, request, Context())
        return tuple(file.path.name for file in written)

    async def _async_send(self, plan: ReportPlan) -> None:
        """Send the files to those who have not got them, if they are still to get any."""
        run, folder = self._runs[plan.id], async_folder(self._hass)
        owed = [each for each in run.owed if each in plan.entities]
        if folder is None or not owed:
            return
        language = plan.language or self._hass.config.language
        files = [folder / name for name in run.files if not name.endswith(SIDECAR)]
        message = _compose(plan, run, None, language)
        left = []
        for entity_id in owed:
            sent = self._sent.setdefault((plan.id, entity_id), set())
            try:
                await async_send_files(
                    self._hass, entity_id, message.title, message.text, files, sent
                )
            except Exception as err:  # noqa: BLE001
                reason = f"{entity_id}: {_reason(err)}"
                self._failed[plan.id] = (plan.name, True, reason)
                left.append(entity_id)
            else:
                self._sent.pop((plan.id, entity_id), None)
        self._runs[plan.id] = replace(run, owed=tuple(left))

    async def async_forget(self) -> None:
        """Know nothing of any report any more, as the alerts are gone."""
        self._runs, self._failed, self._sent = {}, {}, {}
        self._show()
        await self._store.async_remove()

    async def _async_save(self) -> None:
        runs = {key: run.to_dict() for key, run in self._runs.items()}
        await self._store.async_save({"runs": runs})

    def _show(self) -> None:
        shown = {f"{_PREFIX}{key}": failed for key, failed in self._failed.items()}
        async_keep_issues(self._hass, _PREFIX, shown)
        for issue_id, (name, is_made, reason) in shown.items():
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                issue_id,
                is_fixable=False,
                severity=ir.IssueSeverity.ERROR,
                translation_key="report_not_sent" if is_made else "report_not_made",
                translation_placeholders=as_placeholders(name=name, reason=reason),
            )


def _reason(err: Exception) -> str:
    """Return why something failed; what was not expected is logged, too."""
    if not isinstance(err, HomeAssistantError):
        LOGGER.error("A scheduled report has failed", exc_info=err)
    return without_secrets_of_urls(str(err)) or type(err).__name__


def _compose(plan: ReportPlan, run: Run, address: str | None, language: str) -> Message:
    """Return the message about a report, with links where it has an address."""
    text = report_words(language)
    period = period_text(run.begin, run.end, language)
    links: Sequence[str] = ()
    if address is not None:
        names = (name for name in run.files if not name.endswith(SIDECAR))
        links = [f"{address}/{name}" for name in names]
    return Message(
        title=f"{text['title']} · {plan.name}", text="\n".join((period, *links))
    )
