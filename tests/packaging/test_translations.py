"""Every key that the code uses has its words and its icon, and none is left over."""

from collections.abc import Iterator
import json
import re
from typing import Any, Final

import pytest

from custom_components.hwgroup.alerts.config import missing_targets, unreadable
from custom_components.hwgroup.alerts.health import rule_health, unserved
from custom_components.hwgroup.alerts.messages.words import LANGUAGES
from custom_components.hwgroup.device import set_up
from custom_components.hwgroup.device.errors import ERROR_KEYS
from custom_components.hwgroup.device.set_up import FAILED
from custom_components.hwgroup.issues import unreadable as parts
from custom_components.hwgroup.issues.firmware import ADVISORIES
from custom_components.hwgroup.storage import PARTLY, UNREADABLE
from homeassistant.components.repairs import RepairsFlow
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from simulator import XML_MODELS

from ..conftest import AddDevice, MakeDevice
from ..translations import ENGLISH, is_untranslated, placeholders
from . import behaviours, code, entities, flows

ICONS: dict[str, Any] = json.loads((code.PACKAGE / "icons.json").read_text("utf-8"))
TRANSLATIONS: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text("utf-8"))
    for path in (code.PACKAGE / "translations").glob("*.json")
}
OTHERS = sorted(set(TRANSLATIONS) - {"en"})
ENTITY_KEYS = entities.entity_keys()
FLOWS = flows.flows()
# Keys that come from tables, besides those that stand where they are used.
ERRORS = set(ERROR_KEYS.values()) | {
    "address_not_here",
    "port_forbidden",
    "port_in_use",
}
ISSUES = {advisory.key for advisory in ADVISORIES} | set(
    rule_health.ISSUE_KEYS.values()
)
ISSUES |= {*missing_targets.ISSUE_KEYS.values(), *unserved.ISSUE_KEYS.values()}
ISSUES |= {"port_forbidden", "port_in_use"}
ISSUES |= {"store_unwritable", "trail_unwritable"}
ISSUES |= {f"entry_{state.value}" for state in FAILED} | {UNREADABLE, PARTLY}
ISSUES |= {f"entry_{set_up.UNREADABLE}", *unreadable.LEFT_OUT.values()}
ISSUES |= {*parts.LEFT_OUT.values()}


def _texts(*keys: str) -> dict[str, Any]:
    texts = ENGLISH
    for key in keys:
        texts = texts.get(key, {})
    return texts


@pytest.mark.parametrize("part", FLOWS, ids="_".join)
def test_steps(part: tuple[str, ...]) -> None:
    """Each step that a flow shows is worded, and no other."""
    shown = [flows.shown(flow) for flow in FLOWS[part]]
    for kind in ("step", "progress"):
        assert set(_texts(*part, kind)) == set().union(*(ids[kind] for ids in shown))


@pytest.mark.parametrize("part", FLOWS, ids="_".join)
def test_menus(part: tuple[str, ...]) -> None:
    """What a menu offers is a step of the flow, and is explained."""
    steps = flows.in_all(FLOWS[part], flows.steps)
    for step in _texts(*part, "step").values():
        offered = set(step.get("menu_options", {}))
        assert offered <= steps
        assert offered == set(step.get("menu_option_descriptions", {}))


def test_what_menus_offer_is_worded() -> None:
    """No option that the code names is without its words."""
    worded = {
        option
        for part in FLOWS
        for step in _texts(*part, "step").values()
        for option in step.get("menu_options", {})
    }
    assert flows.menu_options() <= worded


@pytest.mark.parametrize("part", FLOWS, ids="_".join)
def test_fields(part: tuple[str, ...]) -> None:
    """Each field has its name and its explanation, and is one of the code."""
    for step in _texts(*part, "step").values():
        for form in (step, *step.get("sections", {}).values()):
            names = set(form.get("data", {}))
            assert names == set(form.get("data_description", {}))
            assert names <= code.fields()


def test_errors() -> None:
    """The errors of forms are worded, and none is left over."""
    worded = {key for part in FLOWS for key in _texts(*part, "error")}
    assert code.form_errors() <= worded
    assert worded <= code.form_errors() | ERRORS
    assert set(ENGLISH["config"]["error"]) >= ERRORS


def test_aborts() -> None:
    """The ends of flows are worded but for those that Home Assistant words itself."""
    ends = code.arguments("async_abort", "reason")
    ends |= code.arguments("AbortFlow", "reason", 0)
    ends |= code.arguments("async_update_reload_and_abort", "reason")
    fixes = [issue.get("fix_flow", {}) for issue in ENGLISH["issues"].values()]
    worded = {key for part in FLOWS for key in _texts(*part, "abort")}
    worded |= {key for fix in fixes for key in fix.get("abort", {})}
    assert worded == ends


def test_successes() -> None:
    """What is said of an entry that was made stands in the code."""
    worded = {key for part in FLOWS for key in _texts(*part, "create_entry")}
    assert worded <= code.constants()


def test_titles_of_entries_are_translated() -> None:
    """None stands in the code: it is a text that a user reads, as any other."""
    assert not code.arguments("async_create_entry", "title")


def test_exceptions() -> None:
    """What is raised is worded, and nothing is left over."""
    assert set(ENGLISH["exceptions"]) == code.raised_keys() | ERRORS


def test_issues() -> None:
    """What is shown among the repairs is worded, and nothing is left over."""
    named = code.arguments("async_create_issue", "translation_key")
    assert set(ENGLISH["issues"]) == named | ISSUES


def test_issues_and_exceptions_get_their_placeholders() -> None:
    """Whatever the code shows has a value for each name in its words.

    The fixtures of all tests render the same words with what they really get.
    """
    given: dict[str, set[str]] = {}
    for key, names in code.placeholders_given():
        given[key] = given.get(key, names) & names
    for part in ("issues", "exceptions"):
        for key, texts in ENGLISH[part].items():
            needed = set().union(*(placeholders(text) for text in _leaves(texts)))
            # A key from a table does not stand beside its placeholders.
            if key in given or not needed:
                assert needed <= given.get(key, set()), key
            else:
                assert key in ISSUES, key


def test_steps_of_repairs() -> None:
    """What a click mends has the steps of one of the repair flows."""
    shown = [flows.shown(flow)["step"] for flow in code.subclasses(RepairsFlow)]
    for issue in ENGLISH["issues"].values():
        if fix := issue.get("fix_flow"):
            assert set(fix["step"]) in shown


def test_selectors() -> None:
    """The choices of selectors are worded, and none is left over."""
    named = code.selectors() | set(behaviours.described_selectors())
    assert set(ENGLISH["selector"]) == named


@pytest.mark.parametrize("platform", ENTITY_KEYS)
def test_entities(platform: str) -> None:
    """Each entity has a name; that of a part says which part it is."""
    names = _texts("entity", platform)
    assert set(names) == ENTITY_KEYS[platform]
    for key, texts in names.items():
        needed = placeholders(texts["name"])
        if key.endswith("_unnamed"):
            assert needed == {"id"}
        elif f"{key}_unnamed" in names:
            assert needed == {"name"}
        else:
            assert needed == set()


def test_no_other_platform_is_worded() -> None:
    """A platform without entities is a leftover."""
    assert set(ENGLISH["entity"]) == {
        key for key, names in ENTITY_KEYS.items() if names
    }


def test_states() -> None:
    """The states of an enumeration and the types of an event are worded."""
    for description in entities.descriptions():
        key = description.translation_key or description.key
        texts = _texts("entity", entities.platform(description), key)
        if states := getattr(description, "options", None):
            assert list(texts["state"]) == states
        if types := getattr(description, "event_types", None):
            assert list(texts["state_attributes"]["event_type"]["state"]) == types


def test_icons_belong_to_entities() -> None:
    """An icon of an entity or a state that does not exist is a leftover."""
    for platform, icons in ICONS["entity"].items():
        names = ENGLISH["entity"][platform]
        assert set(icons) <= set(names)
        for key, icon in icons.items():
            states = names[key].get("state", {"on": "", "off": ""})
            assert set(icon.get("state", {})) <= set(states)


# Their device class, and its icon, depend on the unit that the device sends; an icon for
# all of them would hide that of a temperature.
_BY_UNIT: Final = {
    ("binary_sensor", "sensor"),
    ("sensor", "meter"),
    ("sensor", "sensor"),
}


def test_what_has_no_device_class_has_an_icon() -> None:
    """Else it would look like everything that has none."""
    bare = {
        (platform, description.translation_key or description.key)
        for description in entities.descriptions()
        if (platform := str(entities.platform(description))) in ENGLISH["entity"]
        and getattr(description, "device_class", None) in (None, "enum", "timestamp")
    }
    with_icon = {
        (platform, key) for platform, icons in ICONS["entity"].items() for key in icons
    }
    assert bare - with_icon == _BY_UNIT


def _leaves(tree: Any) -> Iterator[Any]:
    if isinstance(tree, dict):
        for branch in tree.values():
            yield from _leaves(branch)
    else:
        yield tree


def test_icons_are_of_the_set_that_home_assistant_has() -> None:
    """And no state has an icon that it would have anyhow."""
    assert all(re.fullmatch(r"mdi:[a-z0-9-]+", icon) for icon in _leaves(ICONS))
    for icons in ICONS["entity"].values():
        for icon in icons.values():
            assert icon.get("default") not in icon.get("state", {}).values()


@pytest.mark.parametrize("model", sorted(XML_MODELS))
async def test_no_entity_is_without_a_name(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice, model: str
) -> None:
    """None falls back to the bare name of the device."""
    entry = await add_device(await make_device(model, name="Unit"))
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        assert entity.original_name, entity.entity_id
        assert "{" not in entity.original_name


def _by_path(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for key, branch in tree.items():
        if isinstance(branch, dict):
            yield from _by_path(branch, f"{path}{key}/")
        else:
            yield f"{path}{key}", branch


ENGLISH_TEXTS = dict(_by_path(ENGLISH))


def test_forms_and_messages_speak_the_same_languages() -> None:
    """Who reads the forms in a language is told of alerts in it, too."""
    assert set(TRANSLATIONS) == set(LANGUAGES)


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_is_missing_or_left_over(language: str) -> None:
    """Home Assistant would show the English one, or nobody would see it."""
    texts = dict(_by_path(TRANSLATIONS[language]))
    assert not ENGLISH_TEXTS.keys() - texts.keys(), "missing"
    assert not texts.keys() - ENGLISH_TEXTS.keys(), "left over"


@pytest.mark.parametrize("language", OTHERS)
def test_placeholders_are_kept(language: str) -> None:
    """Home Assistant drops a text that has others than the English one."""
    broken = {
        path: text
        for path, text in _by_path(TRANSLATIONS[language])
        if placeholders(text) != placeholders(ENGLISH_TEXTS.get(path, text))
    }
    assert not broken


@pytest.mark.parametrize("language", OTHERS)
def test_sentences_are_translated(language: str) -> None:
    """Short texts, such as names, may be the same in two languages."""
    untranslated = {
        path: text
        for path, text in _by_path(TRANSLATIONS[language])
        if is_untranslated(text, ENGLISH_TEXTS.get(path, ""))
    }
    assert not untranslated


@pytest.mark.parametrize(
    ("text", "english", "untranslated"),
    [
        ("The device does not answer.", "The device does not answer.", True),
        ("Zařízení neodpovídá.", "The device does not answer.", False),
        ("HW group", "HW group", False),
        ("{name} in {first_room} alarm", "{name} in {first_room} alarm", False),
    ],
)
def test_what_is_untranslated(text: str, english: str, untranslated: bool) -> None:
    """Names in braces are no words."""
    assert is_untranslated(text, english) is untranslated
