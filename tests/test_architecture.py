"""One way only: platforms → coordinator → client, alerts and traps beside them."""

from pathlib import Path

import pytest

from .imports import ROOT, circles, imported_names, imports_within

PACKAGE = ROOT / "custom_components" / "hwgroup"

# What the modules of a folder, or a module, may import of this package.
ALLOWED = {
    "client": {"client"},
    "alerts": {"alerts", "const", "coordinator", "entries"},
    "traps": {"client", "const", "coordinator", "entries", "traps"},
    "discovery": {
        "client",
        "const",
        "device_form",
        "device_steps",
        "discovery",
        "errors",
        "failover",
        "transports",
    },
    "const": set(),
    "errors": {"client", "const"},
    "grace": {"client"},
    "failover": {"client"},
    "fallback": {"const", "failover"},
    "issues": {"const"},
    "swapped": {"client", "const", "issues"},
    "advisories": {"client", "const", "issues"},
    "probes": {"client"},
    "replaced": {"const", "issues", "probes"},
    "upkeep": {"advisories", "client", "probes", "replaced", "swapped"},
    "repairs": {"const", "replaced"},
    "memory": {"client", "const"},
    "history": {"failover"},
    "transports": {"client", "const", "failover"},
    "device_form": {"client", "const", "transports"},
    "device_steps": {
        "client",
        "const",
        "device_form",
        "entries",
        "errors",
        "failover",
        "transports",
    },
    "coordinator": {
        "client",
        "const",
        "errors",
        "failover",
        "fallback",
        "grace",
        "history",
        "issues",
        "memory",
        "probes",
        "swapped",
        "transports",
        "upkeep",
    },
    "entries": {"const", "coordinator"},
    "alarms": {"client"},
    "entity": {"client", "const", "coordinator"},
    "sensor": {
        "alerts",
        "client",
        "const",
        "coordinator",
        "entity",
        "failover",
        "traps",
    },
    "binary_sensor": {"alerts", "client", "const", "coordinator", "entity"},
    "event": {"alarms", "alerts", "client", "coordinator", "entity"},
    "dashboard": {"client", "const", "coordinator", "entries"},
    "automations": {"alerts", "automations", "const"},
    "trigger": {"automations"},
    "condition": {"automations"},
    "button": {"alerts"},
    "switch": {"alerts", "coordinator"},
    "services": {"alerts", "const", "dashboard"},
    "diagnostics": {"alerts", "client", "const", "coordinator", "errors", "traps"},
    "config_flow": {
        "alerts",
        "client",
        "const",
        "device_form",
        "discovery",
        "failover",
        "traps",
    },
    "__init__": {
        "alerts",
        "const",
        "coordinator",
        "discovery",
        "fallback",
        "memory",
        "services",
        "traps",
    },
}
# Outside the integration: no circles of imports in these.
WITHOUT_CIRCLES = ("benchmarks", "browser", "demo", "simulator", "soak", "tests")
MODULES = sorted(PACKAGE.rglob("*.py"))


def _room(module: Path) -> str:
    """Return the folder or the module that a rule is written for."""
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_module_knows_only_the_rooms_before_it(module: Path) -> None:
    """A new room has to be written into the table above."""
    prefix = "custom_components.hwgroup."
    used = {
        name.removeprefix(prefix).split(".")[0]
        for name in imported_names(module)
        if name.startswith(prefix)
    }
    assert used <= ALLOWED[_room(module)]


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_only_the_client_speaks_to_devices(module: Path) -> None:
    """And it knows nothing of Home Assistant."""
    libraries = {name.split(".")[0] for name in imported_names(module)}
    if _room(module) == "client":
        assert "homeassistant" not in libraries
    else:
        assert not libraries & {"aiohttp", "pysnmp", "socket", "xml", "yarl"}


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_file_says_one_thing(module: Path) -> None:
    """Past some 300 lines it says two."""
    assert len(module.read_text().splitlines()) <= 340


def test_the_pure_parts_touch_nothing() -> None:
    """Rules and lifecycle take values and return values."""
    pure = [PACKAGE / name for name in ("alarms.py", "grace.py", "probes.py")]
    pure += [PACKAGE / "alerts" / name for name in ("lifecycle.py", "model.py")]
    for module in pure:
        libraries = {name.split(".")[0] for name in imported_names(module)}
        assert not libraries & {"asyncio", "homeassistant", "random", "time"}, module


@pytest.mark.parametrize(
    "package",
    [PACKAGE / "client", *(ROOT / name for name in WITHOUT_CIRCLES)],
    ids=lambda package: package.name,
)
def test_no_files_import_each_other_in_a_circle(package: Path) -> None:
    """Neither at run time nor for types only."""
    assert circles(imports_within(package)) == []


def test_a_circle_is_found(tmp_path: Path) -> None:
    """Also one for types only, one inside a function, and one through a package."""
    package = tmp_path / "house"
    package.mkdir()
    for name, text in {
        "__init__": "from .cellar import Cellar",
        "cellar": "from . import Cellar",
        "door": "from . import hinge, wall",
        "hinge": "def turn():\n    from house.door import Door",
        "wall": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import house.roof",
        "roof": "from .wall import Wall",
        "garden": "from .door import Door\nimport house.roof",
    }.items():
        (package / f"{name}.py").write_text(text)
    assert circles(imports_within(package, tmp_path)) == [
        ["house", "house.cellar"],
        ["house.door", "house.hinge"],
        ["house.roof", "house.wall"],
    ]
