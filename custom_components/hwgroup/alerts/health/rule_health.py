"""Finding rules that cannot do what they are for, and showing them as repair issues."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from homeassistant.config_entries import ConfigEntry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import issue_registry as ir

from ...const import DOMAIN
from ...issues.registry import async_keep_issues
from ...plain import as_placeholders
from ..config.missing_targets import async_lacks_target
from ..model import Reading
from ..rules.conditions import Rule
from ..rules.coverage import Census, Coverage, CoverageProblem
from ..rules.engine import RuleEngine
from ..rules.left_out import LeftOut

RULE_PREFIX: Final = "rule_"
ISSUE_KEYS: Final[Mapping[CoverageProblem, str]] = {
    problem: f"rule_{problem}" for problem in CoverageProblem
}
# So many readings an issue names at most.
_MOST_NAMED: Final = 10


class RuleHealth:
    """Knows how many readings each rule of the user watches."""

    def __init__(self, hass: HomeAssistant, entry: ConfigEntry[Any]) -> None:
        """Know nothing yet."""
        self._hass = hass
        self._entry = entry
        self.rules: Sequence[Coverage] = ()
        """What each rule of the user watches, as of the last check."""
        self.is_known = False
        """Whether there was a check: at a start, devices have to load first."""

    @callback
    def check(self, engine: RuleEngine, *, all_of_them: bool) -> bool:
        """Look at the rules of the user, and return whether anything has changed.

        Either at all of them, or only at those that are others than before.
        """
        before = self.rules
        known = {} if all_of_them else {id(each.rule): each for each in before}
        rules = [rule for rule in engine.rules if rule.id in self._entry.subentries]
        if new := [rule for rule in rules if id(rule) not in known]:
            census = Census(engine.reading_of, engine.rules_for)
            known |= {id(rule): census.coverage_of(rule) for rule in new}
        self.rules = [known[id(rule)] for rule in rules]
        self._show()
        is_first, self.is_known = not self.is_known, True
        return (
            is_first
            or len(before) != len(self.rules)
            or any(
                was is not now and _outcome(was) != _outcome(now)
                for was, now in zip(before, self.rules, strict=True)
            )
        )

    @property
    def problem(self) -> str | None:
        """Which rule cannot do what it is for, None where all can."""
        for each in self.rules:
            if each.problem is not None:
                return f"{each.rule.name}: {each.problem}"
        return None

    @property
    def left_out(self) -> str | None:
        """The name of a rule of which the settings cannot be read."""
        problem = CoverageProblem.LEFT_OUT
        left_out = (each.rule.name for each in self.rules if each.problem is problem)
        return next(left_out, None)

    def _show(self) -> None:
        shown = {
            f"{RULE_PREFIX}{each.problem}_{each.rule.id}": (each, each.problem)
            for each in self.rules
            if each.problem and not self._is_missing_target(each)
        }
        async_keep_issues(self._hass, RULE_PREFIX, shown)
        for issue_id, (each, problem) in shown.items():
            ir.async_create_issue(
                self._hass,
                DOMAIN,
                issue_id,
                is_fixable=False,
                severity=ir.IssueSeverity.ERROR,
                translation_key=ISSUE_KEYS[problem],
                translation_placeholders=as_placeholders(
                    name=each.rule.name,
                    alerts=self._entry.title,
                    readings=_names(each.without_limits),
                    settings=_unreadable(each.rule),
                ),
            )

    def _is_missing_target(self, coverage: Coverage) -> bool:
        """Return whether the issue about its deleted target says it already."""
        subentry = self._entry.subentries[coverage.rule.id]
        return (
            coverage.problem is not CoverageProblem.WITHOUT_LIMITS
            and async_lacks_target(self._hass, subentry.data)
        )


def _unreadable(rule: Rule) -> str:
    """Return what setting cannot be read of a rule that is left out."""
    return rule.condition.setting if isinstance(rule.condition, LeftOut) else ""


def _outcome(coverage: Coverage) -> tuple[str, int, str | None]:
    return coverage.rule.name, coverage.watches, coverage.problem


def _names(readings: Sequence[Reading]) -> str:
    named = [f"{each.device_name}: {each.name}" for each in readings[:_MOST_NAMED]]
    return ", ".join([*named, "…"] if len(readings) > _MOST_NAMED else named)
