"""The files that describe actions, triggers and conditions."""

from typing import Any

from homeassistant.util.yaml import load_yaml_dict

from .code import PACKAGE


def described(name: str) -> dict[str, Any]:
    """Return the actions, triggers or conditions of the file that describes them."""
    path = PACKAGE / f"{name}.yaml"
    return load_yaml_dict(path) if path.exists() else {}


def described_fields(description: Any) -> dict[str, Any]:
    """Return the fields of an action, trigger or condition, those in sections, too."""
    found: dict[str, Any] = {}
    for key, field in ((description or {}).get("fields") or {}).items():
        inner = described_fields(field)
        found |= inner or {key: field}
    return found


def described_selectors() -> dict[str, set[str]]:
    """Return the choices of the selectors in these files by their translation key."""
    return {
        config["translation_key"]: {_value(option) for option in config["options"]}
        for name in ("services", "triggers", "conditions")
        for description in described(name).values()
        for field in described_fields(description).values()
        for config in (field or {}).get("selector", {}).values()
        if config and "translation_key" in config
    }


def _value(option: Any) -> str:
    return option["value"] if isinstance(option, dict) else option
