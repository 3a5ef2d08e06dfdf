"""The reports in the media browser: Home Assistant's own folder shows no PDF there."""

from typing import override

from homeassistant.components.media_player import BrowseError, MediaClass
from homeassistant.components.media_source import (
    BrowseMediaSource,
    MediaSource,
    MediaSourceItem,
    PlayMedia,
    Unresolvable,
)
from homeassistant.core import HomeAssistant

from .const import DOMAIN
from .dates import day_of_year_text, moment_text
from .plain import as_placeholders
from .reports.files import async_folder
from .reports.links import SHELF_PATH
from .reports.shelf import TYPES, Shelved, file_of, shelved
from .reports.words import report_words


async def async_get_media_source(hass: HomeAssistant) -> ReportSource:
    """Return what shows the reports."""
    return ReportSource(hass)


class ReportSource(MediaSource):
    """Shows reports, the newest first, and the files of each."""

    def __init__(self, hass: HomeAssistant) -> None:
        """Show them in the language of Home Assistant."""
        self._hass = hass
        self._language = hass.config.language
        self._words = report_words(self._language)
        self.name = self._words["shelf"]
        super().__init__(DOMAIN)

    @override
    async def async_resolve_media(self, item: MediaSourceItem) -> PlayMedia:
        """Return a file of a report, by its name."""
        folder = async_folder(self._hass)
        path = await self._hass.async_add_executor_job(file_of, folder, item.identifier)
        if path is None:
            raise Unresolvable(
                translation_domain=DOMAIN,
                translation_key="unknown_report",
                translation_placeholders=as_placeholders(report=item.identifier),
            )
        return PlayMedia(f"{SHELF_PATH}/{path.name}", TYPES[path.suffix], path=path)

    @override
    async def async_browse_media(self, item: MediaSourceItem) -> BrowseMediaSource:
        """Return all reports, or one of them by its name."""
        folder = async_folder(self._hass)
        reports = (
            []
            if folder is None
            else await self._hass.async_add_executor_job(shelved, folder)
        )
        if not item.identifier:
            children = [self._report(report) for report in reports]
            return _node(None, self.name or DOMAIN, children)
        for report in reports:
            if report.name == item.identifier:
                shown = self._report(report)
                shown.children = [_file(name) for name in report.files]
                return shown
        raise BrowseError(
            translation_domain=DOMAIN,
            translation_key="unknown_report",
            translation_placeholders=as_placeholders(report=item.identifier),
        )

    def _report(self, report: Shelved) -> BrowseMediaSource:
        begin, end = (
            day_of_year_text(day, self._language) for day in (report.begin, report.end)
        )
        created = moment_text(report.created, self._language)
        told = self._words["shelved"].format(moment=created)
        return _node(report.name, f"{begin} – {end} ({told})", None)


def _node(
    identifier: str | None, title: str, children: list[BrowseMediaSource] | None
) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=identifier,
        media_class=MediaClass.DIRECTORY,
        media_content_type="",
        title=title,
        can_play=False,
        can_expand=True,
        children=children,
        children_media_class=MediaClass.DIRECTORY,
    )


def _file(name: str) -> BrowseMediaSource:
    return BrowseMediaSource(
        domain=DOMAIN,
        identifier=name,
        media_class=MediaClass.URL,
        media_content_type=TYPES[f".{name.rpartition('.')[2]}"],
        title=name,
        can_play=True,
        can_expand=False,
    )
