"""A device from a diagnostics download of the integration."""

from dataclasses import dataclass
import json
from pathlib import Path
from typing import Any, Self

from .snmp import SnmpRecording


@dataclass(frozen=True, slots=True)
class Replay:
    """What a device answered over HTTP, over SNMP, or over both."""

    document: bytes | None = None
    rows: SnmpRecording | None = None

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a download.

        Raises ValueError for a file that is not a download, or has no answer in it.
        """
        document, lines = _received(path)
        replay = cls(
            document=document.encode() if document else None,
            rows=SnmpRecording.parse(lines, path.name) if lines else None,
        )
        if replay.document is None and replay.rows is None:
            raise ValueError(f"{path.name} has no answer of a device")
        return replay


def _received(path: Path) -> tuple[str | None, list[str] | None]:
    """Return the document and the SNMP rows, None for what the download lacks.

    Home Assistant wraps a download into `data`; what is inside is read as well.
    """
    try:
        download: Any = json.loads(path.read_text(encoding="utf-8"))
        received = download.get("data", download)["received"]
        http, snmp = received.get("http", {}), received.get("snmp", {})
        return http.get("document"), snmp.get("rows")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path.name} is no diagnostics download") from error
