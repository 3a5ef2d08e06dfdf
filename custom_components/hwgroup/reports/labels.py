"""What forms call rules, settings and severities, in the language of a report."""

from dataclasses import dataclass, field
from typing import Final

from homeassistant.core import HomeAssistant

from ..common_texts import async_texts

_CATEGORIES: Final = ("config_subentries", "entity", "options", "selector")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Names by what the code calls them; what has no name is called as it is."""

    kinds: dict[str, str] = field(default_factory=dict)
    settings: dict[str, str] = field(default_factory=dict)
    rules: dict[str, str] = field(default_factory=dict)
    severities: dict[str, str] = field(default_factory=dict)
    messages: dict[str, str] = field(default_factory=dict)
    """What a message tells of an alert: `Started`."""

    def kind(self, kind: str) -> str:
        """Return the name of what can be set up."""
        return self.kinds.get(kind, kind)

    def setting(self, setting: str) -> str:
        """Return the name of a setting: `High limit`, `Device offline – Delay`."""
        rule, _, last = setting.rpartition(".")
        own = self.settings.get(last, last)
        return f"{self.rules[rule]} – {own}" if rule in self.rules else own

    def rule(self, rule: str) -> str:
        """Return the name of a built-in rule."""
        return self.rules.get(rule, rule)

    def severity(self, severity: str) -> str:
        """Return the name of a severity."""
        return self.severities.get(severity, severity)


async def async_labels(hass: HomeAssistant, language: str) -> Labels:
    """Return the names in a language, in English where there are none."""
    labels = Labels()
    for category in _CATEGORIES:
        for name, text in (await async_texts(hass, category, language)).items():
            match name.split("."):
                case [kind, "entry_type"]:
                    labels.kinds[kind] = text
                case ["built_in_rule", "options", rule]:
                    labels.rules[rule] = text
                case ["severity", "options", severity]:
                    labels.severities[severity] = text
                case ["event", "alert", *_, "event_type", "state", change]:
                    labels.messages[change] = text
                case [*_, "data", setting]:
                    labels.settings.setdefault(setting, text)
    return labels
