"""The audit trail as an administrator exports it."""

import csv
from pathlib import Path
from typing import Any

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import Context, HomeAssistant

type Row = dict[str, str]


async def export(
    hass: HomeAssistant, context: Context | None = None, /, **data: Any
) -> list[Path]:
    """Export the trail, and return the files."""
    response: Any = await hass.services.async_call(
        DOMAIN,
        "export_audit_trail",
        data,
        blocking=True,
        return_response=True,
        context=context,
    )
    return [Path(file["path"]) for file in response["files"]]


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [*csv.DictReader(file)]


async def trail_rows(hass: HomeAssistant, *actions: str) -> list[Row]:
    """Return the rows of some actions, or all of them."""
    rows = read_rows((await export(hass))[0])
    return [row for row in rows if not actions or row["action"] in actions]
