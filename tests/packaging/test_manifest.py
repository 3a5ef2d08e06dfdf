"""The manifest: what Home Assistant, hassfest and HACS ask of it."""

from importlib.metadata import version
from importlib.util import find_spec
import re
import tomllib
from typing import Any, Final, get_args

from awesomeversion import AwesomeVersion
from packaging.requirements import Requirement
import pytest

from homeassistant.const import REQUIRED_PYTHON_VER, Platform
from homeassistant.core import HomeAssistant
from homeassistant.loader import Manifest, async_get_integration
from homeassistant.requirements import DISCOVERY_INTEGRATIONS

from ..client.test_package import REQUIREMENTS
from . import code
from .code import MANIFEST, PACKAGE, ROOT

# Keys that Home Assistant sets itself, or that only the core has.
_NOT_OURS: Final = {"disabled", "is_built_in", "overwrites_built_in", "quality_scale"}
# What no integration of the core uses; its own requirements are pinned by the core.
REPORTS: Final = "reportlab==5.1.0"
_REQUIRED: Final = {
    "codeowners",
    "config_flow",
    "documentation",
    "domain",
    "integration_type",
    "iot_class",
    "issue_tracker",
    "name",
    "requirements",
    "version",
}
_IOT_CLASSES: Final = {
    "assumed_state",
    "calculated",
    "cloud_polling",
    "cloud_push",
    "local_polling",
    "local_push",
}


async def test_home_assistant_accepts_it(hass: HomeAssistant) -> None:
    """It is loaded as a custom integration with a flow."""
    integration = await async_get_integration(hass, MANIFEST["domain"])
    assert not integration.is_built_in
    assert integration.config_flow
    assert integration.version == MANIFEST["version"]
    # The very versions that the core integrations pin, so that none of them fight.
    modbus = await async_get_integration(hass, "modbus")
    snmp = await async_get_integration(hass, "snmp")
    [client] = [each for each in modbus.requirements if each.startswith("pymodbus==")]
    assert integration.requirements == [client, *snmp.requirements, REPORTS]


def test_keys() -> None:
    """All that is needed, nothing unknown: domain and name first, then by alphabet."""
    keys = list(MANIFEST)
    assert keys == ["domain", "name", *sorted(set(keys) - {"domain", "name"})]
    assert set(keys) >= _REQUIRED
    assert set(keys) <= set(Manifest.__annotations__) - _NOT_OURS


def test_values() -> None:
    """Each value is one that hassfest takes."""
    assert MANIFEST["domain"] == PACKAGE.name
    assert MANIFEST["iot_class"] in _IOT_CLASSES
    assert MANIFEST["integration_type"] in get_args(
        Manifest.__annotations__["integration_type"]
    )
    assert MANIFEST["config_flow"] is True
    assert (PACKAGE / "config_flow.py").is_file()
    assert MANIFEST["codeowners"]
    assert all(owner.startswith("@") for owner in MANIFEST["codeowners"])
    assert AwesomeVersion(MANIFEST["version"]).valid
    for key in ("documentation", "issue_tracker"):
        assert re.fullmatch(r"https://[\w.-]+/\S+", MANIFEST[key])


@pytest.mark.parametrize("folder", [".", "library"])
def test_one_version(folder: str) -> None:
    """The project and its library have that of the integration."""
    project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text("utf-8"))
    assert project["project"]["version"] == MANIFEST["version"]


def test_the_library_needs_what_it_imports() -> None:
    """And what the integration pins is one of the versions that it takes."""
    project = tomllib.loads((ROOT / "library" / "pyproject.toml").read_text("utf-8"))
    needed = {
        each.name: each for each in map(Requirement, project["project"]["dependencies"])
    }
    assert needed.keys() == REQUIREMENTS
    for name, requirement in needed.items():
        assert version(name) in requirement.specifier
    pinned = {each.name: each for each in map(Requirement, MANIFEST["requirements"])}
    assert pinned.keys() >= {"pymodbus", "pysnmp"}
    for name in pinned.keys() & needed.keys():
        [only] = pinned[name].specifier
        assert only.version in needed[name].specifier


@pytest.mark.parametrize("matcher", MANIFEST["dhcp"], ids=str)
def test_dhcp(matcher: dict[str, Any]) -> None:
    """A device is known by its MAC address, or because it is registered."""
    assert matcher.get("registered_devices", True) is True
    if mac := matcher.get("macaddress"):
        assert re.fullmatch(r"[0-9A-F]{1,11}\*|[0-9A-F]{12}", mac)
    assert set(matcher) <= {"hostname", "macaddress", "registered_devices"}


@pytest.mark.parametrize(
    "dependency",
    [*MANIFEST["dependencies"], *MANIFEST.get("after_dependencies", [])],
)
async def test_each_dependency_is_used(hass: HomeAssistant, dependency: str) -> None:
    """It exists, and the code has something of it."""
    assert (await async_get_integration(hass, dependency)).is_built_in
    name = f"homeassistant.components.{dependency}"
    assert any(f"{used}.".startswith(f"{name}.") for used in code.imports())


def test_what_is_used_is_a_dependency() -> None:
    """A component must be loaded before its code is used, but for platforms of it."""
    used = {
        name.split(".")[2]
        for name in code.imports()
        if name.startswith("homeassistant.components.")
    }
    known = {*MANIFEST["dependencies"], *MANIFEST.get("after_dependencies", [])}
    known |= {platform.value for platform in Platform}
    known |= {
        domain
        for domain, keys in DISCOVERY_INTEGRATIONS.items()
        if any(key in MANIFEST for key in keys)
    }
    assert {
        name for name in used - known if not (PACKAGE / f"{name}.py").exists()
    } == set()


def test_dependencies_are_written_once() -> None:
    """In one of the two lists, by the alphabet."""
    before, after = MANIFEST["dependencies"], MANIFEST.get("after_dependencies", [])
    assert before == sorted(set(before))
    assert after == sorted(set(after) - set(before))


@pytest.mark.parametrize("requirement", MANIFEST["requirements"])
def test_requirements(requirement: str) -> None:
    """Each is pinned, installed here in that version, and used."""
    name, version = requirement.split("==")
    assert f"{name}=={version}" in (ROOT / "requirements" / "test.txt").read_text(
        "utf-8"
    )
    assert any(used.startswith(f"{name}.") for used in code.imports())


@pytest.mark.parametrize("logger", MANIFEST["loggers"])
def test_loggers(logger: str) -> None:
    """Each is that of a package which the code uses."""
    assert find_spec(logger)
    assert any(f"{used}.".startswith(f"{logger}.") for used in code.imports())


def test_versions_agree() -> None:
    """The manifest's version is the project's, and Python is Home Assistant's."""
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'\nversion = "{MANIFEST["version"]}"\n' in project
    python = ".".join(map(str, REQUIRED_PYTHON_VER))
    assert f'requires-python = ">={python}"' in project
