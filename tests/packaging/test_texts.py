"""The form of the translations: what hassfest accepts of each file."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from string import Formatter
from typing import Any, Final

import pytest
import voluptuous as vol

from homeassistant.helpers import config_validation as cv

from .code import MANIFEST, PACKAGE, ROOT
from .glossary import FORBIDDEN, TERMS

LANGUAGES = sorted((PACKAGE / "translations").glob("*.json"))
# What a user reads; the other pages are for whoever knows the devices or the code.
PAGES: Final = (
    "README.md",
    "docs/alerts.md",
    "docs/automations.md",
    "docs/blueprints.md",
    "docs/dashboard.md",
    "docs/guide.md",
    "docs/push.md",
    "docs/traps.md",
)
# A link that is a word of the text breaks when somebody translates it.
_URL: Final = re.compile(r"(\w+://|\bwww\.)\w[\w.-]*\.[a-z]{2,5}", re.IGNORECASE)
_KEY: Final = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


def _text(value: Any) -> str:
    text = cv.string_with_no_html(value)
    names = [name for _, name, _, _ in Formatter().parse(text) if name is not None]
    checks = {
        "empty": bool(text),
        "spaces around it": text == text.strip(),
        "the address of a page": not _URL.search(text),
        "reference to another text": "[%key:" not in text,
        "placeholder in single quotes": not re.search(r"'\{\w+\}'", text),
        "placeholder that is no name": all(name.isidentifier() for name in names),
    }
    if broken := [check for check, passed in checks.items() if not passed]:
        raise vol.Invalid(", ".join(broken))
    return text


def _key(value: Any) -> str:
    if not _KEY.fullmatch(value):
        raise vol.Invalid("no key")
    return str(value)


def _described(form: dict[str, Any]) -> dict[str, Any]:
    for step in form["step"].values():
        for fields in (step, *step.get("sections", {}).values()):
            if set(fields.get("data_description", {})) - set(fields.get("data", {})):
                raise vol.Invalid("description of a field that is not there")
    return form


_TEXTS: Final = {_key: _text}
_FIELDS: Final = {
    vol.Optional("data"): _TEXTS,
    vol.Optional("data_description"): _TEXTS,
}
_STEP: Final = {
    vol.Optional("title"): _text,
    vol.Optional("description"): _text,
    vol.Optional("submit"): _text,
    vol.Optional("menu_options"): _TEXTS,
    vol.Optional("menu_option_descriptions"): _TEXTS,
    vol.Optional("sections"): {
        _key: {
            vol.Optional("name"): _text,
            vol.Optional("description"): _text,
            **_FIELDS,
        }
    },
    **_FIELDS,
}
_FLOW: Final = {
    vol.Required("step"): {_key: _STEP},
    vol.Optional("abort"): _TEXTS,
    vol.Optional("create_entry"): _TEXTS,
    vol.Optional("error"): _TEXTS,
    vol.Optional("flow_title"): _text,
    vol.Optional("progress"): _TEXTS,
}
_SUBENTRY: Final = _FLOW | {
    vol.Required("entry_type"): _text,
    vol.Required("initiate_flow"): {vol.Required("user"): _text, _key: _text},
}
_ISSUE: Final = vol.All(
    cv.has_at_least_one_key("description", "fix_flow"),
    cv.has_at_most_one_key("description", "fix_flow"),
    {
        vol.Required("title"): _text,
        vol.Optional("description"): _text,
        vol.Optional("fix_flow"): vol.All(_FLOW, _described),
    },
)
_NAMED: Final = {vol.Required("name"): _text, vol.Required("description"): _text}
_BEHAVIOUR: Final = _NAMED | {
    vol.Optional("fields"): {
        _key: {
            vol.Required("name"): _text,
            vol.Optional("description"): _text,
            vol.Optional("example"): _text,
        }
    },
    vol.Optional("sections"): {
        _key: {vol.Required("name"): _text, vol.Optional("description"): _text}
    },
}
_ENTITY: Final = {
    vol.Optional("name"): _text,
    vol.Optional("state"): _TEXTS,
    vol.Optional("state_attributes"): {
        _key: {vol.Optional("name"): _text, vol.Optional("state"): _TEXTS}
    },
    vol.Optional("unit_of_measurement"): _text,
}
_FILE: Final = vol.Schema(
    {
        vol.Optional("title"): _text,
        vol.Required("config"): vol.All(_FLOW, _described),
        vol.Optional("config_subentries"): {cv.slug: vol.All(_SUBENTRY, _described)},
        vol.Optional("options"): vol.All(_FLOW, _described),
        vol.Optional("selector"): {
            cv.slug: {
                vol.Optional("options"): _TEXTS,
                vol.Optional("choices"): _TEXTS,
                vol.Optional("unit_of_measurement"): _TEXTS,
                vol.Optional("fields"): {_key: _NAMED},
            }
        },
        vol.Optional("entity"): {cv.slug: {_key: _ENTITY}},
        vol.Optional("exceptions"): {cv.slug: {vol.Required("message"): _text}},
        vol.Optional("issues"): {_key: _ISSUE},
        vol.Optional("services"): {cv.slug: _BEHAVIOUR},
        vol.Optional("triggers"): {_key: _BEHAVIOUR},
        vol.Optional("conditions"): {_key: _BEHAVIOUR},
        vol.Optional("common"): {cv.slug: _text},
    }
)


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_form(path: Path) -> None:
    """Every part stands where Home Assistant looks for it, and every text is one."""
    _FILE(json.loads(path.read_text("utf-8")))


def test_english_is_there() -> None:
    """All other languages fall back to it; references are for the core only."""
    assert PACKAGE / "translations" / "en.json" in LANGUAGES
    assert not (PACKAGE / "strings.json").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        " a",
        "a <b>word</b>",
        "see https://example.org",
        "see www.example.org/page",
        "'{name}' is gone",
        "{0} of them",
        "[%key:common::action::ok%]",
    ],
)
def test_what_is_no_text(text: str) -> None:
    """The check above refuses what hassfest refuses."""
    with pytest.raises(vol.Invalid):
        _text(text)


def _plain(texts: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Yield each text with its path, without placeholders and what is typed as it is."""
    for key, text in texts.items():
        if isinstance(text, str):
            yield f"{path}{key}", re.sub(r"\{\w+\}|`[^`]*`", "", text)
        else:
            yield from _plain(text, f"{path}{key}/")


TEXTS: Final = {
    path.stem: dict(_plain(json.loads(path.read_text("utf-8")))) for path in LANGUAGES
}


def _has(pattern: str, text: str) -> bool:
    return bool(re.search(pattern, text, re.IGNORECASE))


@pytest.mark.parametrize("language", FORBIDDEN)
def test_no_word_misleads(language: str) -> None:
    """Each has a better one beside it in the glossary, or says something else."""
    found = {
        path: pattern
        for path, text in TEXTS[language].items()
        for pattern in FORBIDDEN[language]
        if _has(pattern, text)
    }
    assert not found


@pytest.mark.parametrize("page", PAGES)
def test_no_word_misleads_in_the_docs(page: str) -> None:
    """What is typed as it is, such as the key of a trigger, is no word."""
    text = re.sub(
        r"```.*?```|`[^`]*`", "", (ROOT / page).read_text("utf-8"), flags=re.DOTALL
    )
    assert not [word for word in FORBIDDEN["en"] if _has(word, text)]


@pytest.mark.parametrize("language", TERMS)
def test_one_concept_has_one_term(language: str) -> None:
    """What is one thing in English is called the same in every text."""
    missing = {
        f"{path}: {concept}": TEXTS[language][path]
        for path, english in TEXTS["en"].items()
        for concept, term in TERMS[language].items()
        if _has(concept, english) and not _has(term, TEXTS[language][path])
    }
    assert not missing


def test_title_is_the_name() -> None:
    """The name is a brand, which no language translates."""
    for path in LANGUAGES:
        title = json.loads(path.read_text("utf-8")).get("title", MANIFEST["name"])
        assert title == MANIFEST["name"]
