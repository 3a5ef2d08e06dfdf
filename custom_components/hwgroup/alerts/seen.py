"""What there is to see of the alerts."""

from collections.abc import Iterable, Iterator

from .model import SET_UP, Alert, Reading, device_of
from .rules.built_in import NOT_SET_UP
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
    def awaited(self) -> Iterator[Alert]:
        """The alerts of the last run whose devices are still loading."""
        return self._engine.awaited

    @property
    def is_complete(self) -> bool:
        """Whether the devices behind all alerts of the last run were heard since.

        Of one that cannot be set up, people know that nothing is known.
        """
        if not self._is_complete:
            self._is_complete = all(map(self._is_given_up, self._engine.awaited))
        return self._is_complete

    def _is_given_up(self, alert: Alert) -> bool:
        device = device_of(alert.source)
        known = self._engine.reading_of.get(device)
        told = self._engine.alert(NOT_SET_UP, device)
        fails = known is not None and known.facts.get(SET_UP) == "no"
        return fails and told is not None and told.is_on

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
