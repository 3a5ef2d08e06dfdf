"""What a user reads, checked against what the code shows."""

from collections.abc import Iterable, Iterator, Mapping
import json
from pathlib import Path
import re
from string import Formatter
from typing import Any

from custom_components.hwgroup.plain import escaped
from homeassistant.components.repairs import RepairsFlow
from homeassistant.config_entries import ConfigFlow, ConfigSubentryFlow
from homeassistant.data_entry_flow import FlowHandler, section
from homeassistant.helpers import issue_registry as ir
from homeassistant.helpers.selector import AreaSelector, SelectSelector

PACKAGE = Path(__file__).parent.parent / "custom_components" / "hwgroup"
TRANSLATIONS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in (PACKAGE / "translations").glob("*.json")
}
ENGLISH = TRANSLATIONS["en"]
# Placeholders of forms that are filled in with words of ours.
OUR_WORDS = {"count", "dashboards", "outcome"}


def placeholders(text: str) -> set[str]:
    """Return the names in braces."""
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def is_untranslated(text: str, english: str) -> bool:
    """Return whether a sentence, which no other language says alike, is the English one."""
    words = re.findall(r"[A-Za-z]+", re.sub(r"\{\w+\}", "", english))
    return text == english and len(words) >= 4


def flow_texts(flow: FlowHandler[Any, Any, Any]) -> Mapping[str, Any]:
    """Return the part of the translations that a flow reads from."""
    if isinstance(flow, ConfigSubentryFlow):
        return ENGLISH["config_subentries"][flow.handler[1]]
    if isinstance(flow, RepairsFlow):
        issue = ir.async_get(flow.hass).async_get_issue("hwgroup", flow.issue_id)
        assert issue is not None
        return ENGLISH["issues"][issue.translation_key]["fix_flow"]
    return ENGLISH["config" if isinstance(flow, ConfigFlow) else "options"]


def _check_options(selector: Any) -> None:
    if isinstance(selector, SelectSelector) and (
        key := selector.config.get("translation_key")
    ):
        texts = ENGLISH["selector"][key]["options"]
        assert set(texts) >= set(selector.config["options"]), key


def _check_fields(texts: Mapping[str, Any], schema: Any) -> None:
    for field, validator in schema.schema.items() if schema else ():
        if isinstance(validator, AreaSelector):
            continue  # called as its device
        if isinstance(validator, section):
            assert texts["sections"][field]["name"]
            _check_fields(texts["sections"][field], validator.schema)
        else:
            assert texts["data"][field], field
            assert texts["data_description"][field], field
            _check_options(validator)


def check_form(
    flow: FlowHandler[Any, Any, Any],
    step_id: str,
    schema: Any,
    errors: Iterable[str],
    given: Mapping[str, str],
) -> None:
    """Assert that every word of a form is there."""
    texts = flow_texts(flow)
    step = texts["step"][step_id]
    assert step["title"]
    _check_fields(step, schema)
    for error in errors:
        assert texts["error"][error], error
    for text in (step["title"], step.get("description", "")):
        assert placeholders(text) <= set(given), text
    words = {key: step[key] for key in ("title", "description") if key in step}
    fields = [str(field) for field in schema.schema] if schema else []
    helps = {
        key: step["data_description"].get(key, "") for key in fields if "data" in step
    }
    for text in helps.values():
        assert placeholders(text) <= set(given), text
    check_plain(words | helps, given)


def check_plain(part: Any, given: Mapping[str, str]) -> None:
    """Assert that no text of others is read as Markdown, nor escaped in a title."""
    for key, text in part.items():
        if isinstance(text, str):
            for name in placeholders(text) - OUR_WORDS:
                if key == "title":
                    assert name.endswith("_in_title"), text
                else:
                    shown = re.sub(r"\\(.)", r"\1", given[name])
                    assert given[name] == escaped(shown), (text, given[name])
        else:
            check_plain(text, given)


def check_flow_title(given: Mapping[str, str]) -> None:
    """Assert that the card of a flow has a title in each language."""
    _check_rendered(("config", "flow_title"), given)


def check_issue(key: str, given: Mapping[str, str]) -> None:
    """Assert that an issue among the repairs is worded with what it is given."""
    for texts in TRANSLATIONS.values():
        check_plain(texts["issues"][key], given)
    _check_rendered(("issues", key), given)


def check_exception(key: str, given: Mapping[str, str]) -> None:
    """Assert that an exception is worded with what it is given."""
    _check_rendered(("exceptions", key), given)


def _check_rendered(path: Iterable[str], given: Mapping[str, str]) -> None:
    """Render all texts below a path in each language: KeyError if one needs more."""
    assert all(isinstance(value, str) for value in given.values()), given
    for texts in TRANSLATIONS.values():
        part: Any = texts
        for key in path:
            part = part[key]
        for text in _leaves(part):
            text.format_map(given)


def _leaves(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    else:
        for below in part.values():
            yield from _leaves(below)
