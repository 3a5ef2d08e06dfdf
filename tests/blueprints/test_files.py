"""What all blueprints have in common, and what the guide says of them."""

import json
from pathlib import Path
import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from homeassistant.components.automation.config import AUTOMATION_BLUEPRINT_SCHEMA
from homeassistant.components.blueprint.models import Blueprint
from homeassistant.util.yaml import load_yaml_dict

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
