"""The files that Home Assistant and HACS read."""

import json
from pathlib import Path

from homeassistant.const import REQUIRED_PYTHON_VER
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration

from .translations import PACKAGE

ROOT = Path(__file__).parent.parent


async def test_home_assistant_accepts_the_manifest(hass: HomeAssistant) -> None:
    """It is loaded as a custom integration with a flow."""
    integration = await async_get_integration(hass, "hwgroup")
    assert not integration.is_built_in
    assert integration.config_flow
    assert integration.version is not None
    assert integration.iot_class == "local_polling"
    # The very version that the core integration pins, so that the two never fight.
    core = await async_get_integration(hass, "snmp")
    assert integration.requirements == core.requirements


def test_keys_are_in_the_order_of_the_house() -> None:
    """Domain and name first, then by the alphabet."""
    keys = list(json.loads((PACKAGE / "manifest.json").read_text()))
    assert keys == ["domain", "name", *sorted(set(keys) - {"domain", "name"})]


def test_hacs_has_what_it_needs() -> None:
    """The keys that its validator asks for, and none that it refuses."""
    hacs = json.loads((ROOT / "hacs.json").read_text())
    assert hacs["name"] == "HW group"
    assert set(hacs) <= {"name", "homeassistant", "render_readme", "country"}
    manifest = json.loads((PACKAGE / "manifest.json").read_text())
    for key in ("codeowners", "documentation", "issue_tracker", "version"):
        assert manifest[key], key


def test_versions_agree() -> None:
    """The manifest's version is the project's, and Python is Home Assistant's."""
    project = (ROOT / "pyproject.toml").read_text()
    manifest = json.loads((PACKAGE / "manifest.json").read_text())
    assert f'\nversion = "{manifest["version"]}"\n' in project
    python = ".".join(map(str, REQUIRED_PYTHON_VER))
    assert f'requires-python = ">={python}"' in project
