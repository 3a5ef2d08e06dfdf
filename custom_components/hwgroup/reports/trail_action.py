"""The action that writes the audit trail into a file, for administrators."""

from collections.abc import Iterator
import csv
import json
from pathlib import Path
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, Unauthorized, UnknownUser
from homeassistant.util import dt as dt_util

from ..const import DOMAIN
from ..trail.files import FIRST, LAST
from ..trail.record import Record
from ..trail.service import async_trail
from .action import local, written_files
from .fields import ATTR_BEGIN, ATTR_END, ATTR_KEEP
from .files import SIDECAR, Draft, Written, async_folder
from .tables import plain_text, time_text

_COLUMNS: Final = (
    *("time", "action", "by", "via", "kind", "name", "device"),
    *("setting", "before", "after", "details"),
)
# Who did what nobody asked for.
_NOBODY: Final = "Home Assistant"


async def async_export_audit_trail(call: ServiceCall) -> ServiceResponse:
    """Write the records of a period as CSV, and return where the file is.

    Raises Unauthorized for who is no administrator, HomeAssistantError where the file
    cannot be written.
    """
    await _async_check_administrator(call)
    hass, created = call.hass, dt_util.now()
    begin, end = (
        local(call.data[key]) if key in call.data else default
        for key, default in ((ATTR_BEGIN, FIRST), (ATTR_END, LAST))
    )
    if (folder := async_folder(hass)) is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="no_media_folder"
        )
    keep = call.data.get(ATTR_KEEP)
    until = None if keep is None else (created + keep).isoformat()

    def write(records: list[Record]) -> list[Written]:
        last = min(end, created)
        first = dt_util.as_local(records[0].time) if records else last
        draft = Draft(folder, first.date(), last.date(), created)
        try:
            _write_records(records, draft.path(".audit.csv"))
            content = {
                "version": 1,
                "created": created.isoformat(),
                "keep_until": until,
                "site": hass.config.location_name,
                "begin": first.isoformat(),
                "end": last.isoformat(),
                "files": draft.hashes(),
                "records": len(records),
            }
            text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
            draft.path(SIDECAR).write_text(text, encoding="utf-8")
            return draft.publish()
        finally:
            draft.discard()

    try:
        records = await async_trail(hass).async_read(list, begin, end)
        written = await hass.async_add_executor_job(write, records)
    except OSError as err:
        raise HomeAssistantError(
            translation_domain=DOMAIN,
            translation_key="report_not_written",
            translation_placeholders={"reason": str(err)},
        ) from err
    return written_files(written)


async def _async_check_administrator(call: ServiceCall) -> None:
    """Check that a user is an administrator; automations, which have none, may, too."""
    if (user_id := call.context.user_id) is None:
        return
    if (user := await call.hass.auth.async_get_user(user_id)) is None:
        raise UnknownUser(context=call.context)
    if not user.is_admin:
        raise Unauthorized(context=call.context)


def _write_records(records: list[Record], path: Path) -> None:
    """Write a row for each record, or for each setting that it changes."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(_COLUMNS)
        for record in records:
            rows.writerows(_rows(record))


def _rows(record: Record) -> Iterator[tuple[str | None, ...]]:
    details = _plain(record.data) if record.data else ""
    about = (record.by or _NOBODY, record.via, record.kind, record.name, record.device)
    for setting, (before, after) in record.changes.items() or (("", ("", "")),):
        yield (
            time_text(dt_util.as_local(record.time)),
            record.action,
            *map(plain_text, about),
            setting,
            _plain(before),
            _plain(after),
            details,
        )


def _plain(value: Any) -> str:
    if isinstance(value, str | None):
        return plain_text(value) or ""
    return json.dumps(value, ensure_ascii=False)
