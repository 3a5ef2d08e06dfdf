"""Looks at Home Assistant all the time: what failed has to be said there, and loudly."""

from collections import Counter
from collections.abc import Iterator, Mapping
from time import monotonic
from typing import Any, Final

from custom_components.hwgroup.alerts.notify.log import FAILED_AFTER
from launcher import HomeAssistantProcess

from .book import Book
from .lean import BACK_OFF_SECONDS, GIVEN_UP_AFTER_SECONDS

# How long something may be missing, and how long an alert may wait for the attempts of
# one channel and of its fallback to fail: a channel that was slow has more time for each.
_PATIENCE_SECONDS: Final = 3.0
_FAILS_WITHIN: Final = FAILED_AFTER * GIVEN_UP_AFTER_SECONDS + sum(BACK_OFF_SECONDS[:2])
_SILENCE_SECONDS: Final = 2 * _FAILS_WITHIN + _PATIENCE_SECONDS


class Witness:
    """Compares what is owed with what is shown."""

    def __init__(self, process: HomeAssistantProcess, book: Book) -> None:
        """Have seen nothing yet."""
        self._process = process
        self._book = book
        self.running_since: float | None = None
        self.seen: Mapping[str, Any] = {}
        self.objections: list[str] = []
        self.declared: Counter[str] = Counter()
        """The messages that were declared failed, by channel."""
        self._known: set[tuple[str, ...]] = set()
        self._missing: dict[str, float] = {}

    def begin(self) -> None:
        """Forget what the last life showed."""
        self.running_since = None
        self.seen = {}
        self._missing.clear()

    def look(self, seen: Mapping[str, Any]) -> None:
        """Take what is shown now."""
        self.seen = seen
        now = monotonic()
        if not seen["running"]:
            return
        self.running_since = self.running_since or now
        wanted = {*self._wanted(), *self._silent(now)}
        for missing in self._missing.keys() - wanted:
            del self._missing[missing]
        for missing in wanted:
            since = self._missing.setdefault(missing, now)
            if since is not None and now - since > _PATIENCE_SECONDS:
                self.objections.append(missing)
                self._missing[missing] = float("inf")

    def _wanted(self) -> Iterator[str]:
        """Yield what should be seen by now, and is not."""
        issues, notifications = self.seen["issues"], self.seen["notifications"]
        for delivery in self._stored().get("deliveries", ()):
            if delivery["state"] != "failed" or delivery["overtaken"]:
                continue
            parts = (delivery["recipient"], delivery["kind"], delivery["target"])
            issue = "unreachable_" + "_".join(parts)
            self._declare(delivery)
            if issue not in issues:
                yield f"no repair issue {issue}"
            if f"hwgroup_{issue}" not in notifications:
                yield f"no notification hwgroup_{issue}"
            if "off" in self.seen["problem"]:
                yield f"no delivery problem, but {issue}"

    def _declare(self, delivery: Mapping[str, Any]) -> None:
        key = (delivery["target"], delivery["alert"], delivery["change"])
        if key not in self._known:
            self._known.add(key)
            self.declared[delivery["target"]] += 1

    def _silent(self, now: float) -> Iterator[str]:
        """Yield the alerts that nobody was told of, and of which nothing is shown."""
        if self.running_since is None or now - self.running_since < _SILENCE_SECONDS:
            return
        shown = "\n".join(self.seen["notifications"].values())
        for trouble in self._book.world.troubles.values():
            if (
                not trouble.messages
                and now - max(trouble.begun, self.running_since) > _SILENCE_SECONDS
                and f" {trouble.key} " not in shown
                and self._book.is_alert(trouble)
            ):
                yield f"neither accepted nor declared failed: {trouble.key}"

    def _stored(self) -> dict[str, Any]:
        """Return what the alerts would still know after a crash now."""
        return self._process.stored("hwgroup.alerts")

    def is_settled(self) -> bool:
        """Return whether nothing is owed, shown or going on."""
        stored = self._stored()
        return (
            self.running_since is not None
            and not stored.get("deliveries")
            and not any(alert["started"] for alert in stored.get("alerts", ()))
        )

    def left_over(self) -> Iterator[str]:
        """Yield what is still shown though all is well."""
        stored = self._stored()
        yield from (f"still owed: {owed}" for owed in stored.get("deliveries", ()))
        yield from (
            f"still on: {alert}"
            for alert in stored.get("alerts", ())
            if alert["started"]
        )
        yield from (f"still shown: {issue}" for issue in self.seen.get("issues", ()))
        for name in self.seen.get("notifications", ()):
            if name.startswith("hwgroup"):
                yield f"still shown: {name}"
        if "on" in self.seen.get("problem", ()):
            yield "still a delivery problem"
