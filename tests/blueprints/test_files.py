"""What all blueprints have in common, and what the guide says of them."""

from collections.abc import Iterator
import json
from pathlib import Path
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.util.yaml import load_yaml_dict

from ..packaging.glossary import FORBIDDEN
from ..translations import TRANSLATIONS
from .conftest import BLUEPRINTS

ROOT = BLUEPRINTS.parent
FILES = sorted(BLUEPRINTS.rglob("*.yaml"))
GUIDE = (ROOT / "docs" / "blueprints.md").read_text()
MANIFEST = json.loads(
    (ROOT / "custom_components" / "hwgroup" / "manifest.json").read_text()
)
NOTIFICATION = [
    {
        "action": "persistent_notification.create",
        "data": {"title": "{{ title }}", "message": "{{ message }}"},
    }
]


def _load(file: Path) -> Blueprint:
    return Blueprint(
        load_yaml_dict(file),
        path=file.name,
        expected_domain="automation",
        schema=AUTOMATION_BLUEPRINT_SCHEMA,
    )


def _url(file: Path) -> str:
    """Return where a file is once it is published."""
    return f"{MANIFEST['documentation']}/blob/main/{file.relative_to(ROOT).as_posix()}"


def _inputs(file: Path) -> dict[str, Any]:
    return _load(file).inputs


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_home_assistant_accepts_it(file: Path) -> None:
    """From the very version on that the integration needs."""
    blueprint = _load(file)
    assert blueprint.validate() is None
    assert blueprint.metadata["source_url"] == _url(file)
    needed = json.loads((ROOT / "hacs.json").read_text())["homeassistant"]
    assert blueprint.metadata["homeassistant"]["min_version"] == needed


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_only_entities_have_to_be_chosen(file: Path) -> None:
    """Everything else has a default, which for actions is a notification."""
    for name, described in _inputs(file).items():
        [kind] = described["selector"]
        if kind == "entity":
            assert "default" not in described, name
            filters = described["selector"]["entity"]["filter"]
            assert all(item["integration"] == "hwgroup" for item in filters)
        elif kind == "action":
            assert described["default"] == NOTIFICATION, name
        else:
            # A number field whose default is null does not appear in the form.
            assert described["default"] is not None, name


def _texts(part: Any) -> Iterator[dict[str, dict[str, str]]]:
    """Yield what a blueprint words in each language."""
    if isinstance(part, dict):
        if isinstance(texts := part.get("texts"), dict):
            yield texts
        for below in part.values():
            yield from _texts(below)
    elif isinstance(part, list):
        for below in part:
            yield from _texts(below)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_messages_are_worded_in_each_language(file: Path) -> None:
    """A user chooses one of those that the integration has; none lacks a text."""
    [texts] = _texts(load_yaml_dict(file))
    assert set(texts) == set(TRANSLATIONS)
    options = _inputs(file)["language"]["selector"]["select"]["options"]
    assert [option["value"] for option in options] == list(texts)
    for language, worded in texts.items():
        for key, english in texts["en"].items():
            assert _used(worded[key]) == _used(english), (language, key)
        assert set(worded) == set(texts["en"])
        words = re.sub(r"{{.*?}}", "", "\n".join(worded.values()))
        for pattern in FORBIDDEN[language]:
            assert not re.search(pattern, words, re.IGNORECASE), (language, pattern)


def _used(template: str) -> list[str]:
    return sorted(re.findall(r"{{ (\w+) }}", template))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_guide_imports_and_describes_it(file: Path) -> None:
    """With a button of My Home Assistant, and each input by its name."""
    links = re.findall(r"\]\((https://my\.home-assistant\.io/redirect/[^)]+)\)", GUIDE)
    imported = [parse_qs(urlsplit(link).query)["blueprint_url"] for link in links]
    assert imported.count([_url(file)]) == 1
    for described in _inputs(file).values():
        if described["name"] != "What to do":
            assert re.search(
                rf"^\| .*\b{described['name']}\b.* \|", GUIDE, re.MULTILINE
            )


def test_the_guide_has_no_button_too_many() -> None:
    """What was removed cannot be imported."""
    assert GUIDE.count("redirect/blueprint_import/") == len(FILES)
