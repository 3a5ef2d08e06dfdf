"""What there is to see of the alerts."""

from collections.abc import Iterable, Iterator

from .model import Alert, Reading
from .rules.conditions import Rule
from .rules.engine import RuleEngine


class Seen:
    """Shows alerts, rules and readings as they are now."""

    _engine: RuleEngine
    _is_complete = False

    @property
    def alerts(self) -> Iterator[tuple[Alert, Rule, Reading]]:
        """The alerts that are on, each with its rule and reading."""
        return self._engine.active

    @property
    def is_complete(self) -> bool:
        """Whether the devices behind all alerts of the last run were heard since."""
        if not self._is_complete:
            self._is_complete = next(self._engine.awaited, None) is None
        return self._is_complete

    @property
    def rules(self) -> Iterable[Rule]:
        """The rules that are evaluated."""
        return self._engine.rules

    def watching(self, key: str) -> tuple[Rule, ...]:
        """Return the rules that watch a reading, in its unit."""
        known = self._engine.rules_of.get(key)
        return () if known is None else known.rules

    @property
    def readings(self) -> Iterable[Reading]:
        """The readings of all devices and parts."""
        return self._engine.readings
