"""A record of the audit trail, and the line of text that keeps it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from typing import Any, Final, Self

# How an answer came.
PHONE: Final = "phone"
SMS: Final = "sms"

type Changes = Mapping[str, tuple[Any, Any]]
"""The value before and the value after of each setting, by its name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was done, when, and by whom: None for Home Assistant itself.

    `via` is empty for what was done in Home Assistant. `kind` and `name` say what it was
    done to, and `device` on which device. `data` has plain values.
    """

    time: datetime
    action: str
    by: str | None = None
    via: str = ""
    kind: str = ""
    name: str = ""
    device: str = ""
    changes: Changes = field(default_factory=dict)
    data: Mapping[str, Any] = field(default_factory=dict)

    def to_line(self) -> str:
        """Return the record as one line of text."""
        texts = {"by": self.by, "via": self.via, "kind": self.kind, "name": self.name}
        plain = {
            "time": self.time.astimezone(UTC).isoformat(),
            "action": self.action,
            **{
                key: value
                for key, value in {
                    **texts,
                    "device": self.device,
                    "changes": self.changes,
                    "data": self.data,
                }.items()
                if value
            },
        }
        return json.dumps(plain, ensure_ascii=False, default=str) + "\n"

    @classmethod
    def from_line(cls, line: str) -> Self:
        """Read what `to_line` wrote.

        Raises AttributeError, KeyError, TypeError or ValueError for anything else.
        """
        plain = json.loads(line)
        by = plain.get("by")
        return cls(
            time=datetime.fromisoformat(plain["time"]).astimezone(UTC),
            action=str(plain["action"]),
            by=None if by is None else str(by),
            **{
                key: str(plain.get(key, ""))
                for key in ("via", "kind", "name", "device")
            },
            changes={
                str(key): (before, after)
                for key, (before, after) in plain.get("changes", {}).items()
            },
            data=dict(plain.get("data", {})),
        )
