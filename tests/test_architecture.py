"""One way only: platforms → coordinator → client; alerts, traps, pushes beside them."""

from pathlib import Path
import re

import pytest

from .architecture import PACKAGE, floors, rooms
from .imports import ROOT, circles, imported_names, imports_within

# What each room of the integration imports of the others. It knows only rooms that are
# written before it, so there are no circles.
ROOMS = {
    "const": set(),
    "client": set(),
    "alerts": set(),
    "alerts.timeline": set(),
    "alerts.clock": {"alerts.timeline"},
    "alerts.notes": {"alerts.timeline"},
    "alerts.model": {"alerts.notes", "alerts.timeline"},
    "alerts.rules": {"alerts.model", "alerts.timeline", "client"},
    "alerts.seen": {"alerts.model", "alerts.rules"},
    "alerts.typed": set(),
    "common_texts": {"const"},
    "compat": {"const"},
    "alerts.early_answers": {"compat", "const"},
    "alerts.put_off": {"compat"},
    "counters": {"const"},
    "dates": set(),
    "plain": set(),
    "quantities": {"client"},
    "rates": set(),
    "admission": {"client", "rates"},
    "recorded": {"const"},
    "settings": {"const"},
    "steps": set(),
    "storage": {"const", "plain"},
    "device": {"client", "compat", "const", "settings", "storage"},
    "subentries": {"compat"},
    "issues": {
        "client",
        "compat",
        "const",
        "dates",
        "device",
        "plain",
        "settings",
        "subentries",
    },
    "coordinator": {"client", "compat", "const", "device", "issues", "settings"},
    "entries": {"client", "const", "coordinator"},
    "entity": {"client", "coordinator", "device"},
    "alerts.readings": {
        "alerts.model",
        "alerts.rules",
        "alerts.timeline",
        "client",
        "compat",
        "const",
        "coordinator",
        "device",
        "entries",
        "quantities",
    },
    "alerts.messages": {
        "alerts.model",
        "alerts.notes",
        "alerts.readings",
        "alerts.rules",
        "alerts.timeline",
        "const",
        "dates",
        "plain",
    },
    "alerts.backtest": {
        "alerts.messages",
        "alerts.model",
        "alerts.readings",
        "alerts.rules",
        "alerts.timeline",
        "const",
        "recorded",
    },
    "hints": {"const", "coordinator"},
    "traps": {
        "client",
        "common_texts",
        "compat",
        "const",
        "coordinator",
        "counters",
        "device",
        "entries",
        "hints",
        "plain",
        "settings",
    },
    "more_entities": {"const", "coordinator"},
    "observed": {"compat", "const", "coordinator", "entries", "storage"},
    "pulse_meters": {
        "compat",
        "const",
        "coordinator",
        "device",
        "entity",
        "issues",
        "settings",
        "subentries",
    },
    "trail": {"compat", "const", "issues"},
    "alerts.notify": {
        "alerts.clock",
        "alerts.early_answers",
        "alerts.messages",
        "alerts.model",
        "alerts.rules",
        "alerts.timeline",
        "compat",
        "const",
        "device",
        "issues",
        "plain",
        "trail",
    },
    "alerts.config": {
        "alerts.model",
        "alerts.notify",
        "alerts.readings",
        "alerts.rules",
        "compat",
        "const",
        "issues",
        "plain",
        "settings",
        "steps",
    },
    "alerts.health": {
        "alerts.clock",
        "alerts.config",
        "alerts.messages",
        "alerts.model",
        "alerts.notify",
        "alerts.readings",
        "alerts.rules",
        "alerts.timeline",
        "const",
        "dates",
        "issues",
        "plain",
        "settings",
    },
    "alerts.events": {"alerts.notify", "alerts.rules", "const"},
    "action_choices": {
        "alerts.config",
        "alerts.messages",
        "alerts.rules",
        "compat",
        "const",
    },
    "alerts.action_records": {
        "alerts.clock",
        "alerts.model",
        "alerts.notify",
        "alerts.rules",
        "trail",
    },
    "alerts.hindsight": {
        "alerts.backtest",
        "alerts.clock",
        "alerts.messages",
        "alerts.model",
        "alerts.notify",
        "alerts.rules",
        "alerts.timeline",
        "observed",
        "recorded",
    },
    "alerts.kept": {
        "alerts.health",
        "alerts.model",
        "alerts.notify",
        "alerts.rules",
        "alerts.timeline",
        "alerts.typed",
    },
    "alerts.older": {
        "alerts.model",
        "alerts.notify",
        "alerts.rules",
        "alerts.timeline",
    },
    "alerts.store": {
        "alerts.kept",
        "alerts.notify",
        "alerts.older",
        "alerts.timeline",
        "const",
        "issues",
        "storage",
    },
    "alerts.saver": {"alerts.clock", "alerts.kept", "alerts.store", "alerts.timeline"},
    "alerts.told_through": {
        "alerts.health",
        "alerts.messages",
        "alerts.model",
        "alerts.notify",
        "alerts.rules",
        "alerts.timeline",
    },
    "alerts.actions": {
        "alerts.action_records",
        "alerts.clock",
        "alerts.health",
        "alerts.model",
        "alerts.notes",
        "alerts.notify",
        "alerts.put_off",
        "alerts.readings",
        "alerts.rules",
        "alerts.told_through",
        "const",
        "trail",
    },
    "alerts.manager": {
        "alerts.actions",
        "alerts.clock",
        "alerts.config",
        "alerts.events",
        "alerts.health",
        "alerts.hindsight",
        "alerts.kept",
        "alerts.model",
        "alerts.notify",
        "alerts.put_off",
        "alerts.readings",
        "alerts.rules",
        "alerts.saver",
        "alerts.seen",
        "alerts.store",
        "alerts.timeline",
        "observed",
        "steps",
        "trail",
    },
    "alerts.access": {"alerts.manager", "compat", "const"},
    "alerts.flows": {
        "alerts.access",
        "alerts.backtest",
        "alerts.config",
        "alerts.health",
        "alerts.messages",
        "alerts.model",
        "alerts.notify",
        "alerts.readings",
        "alerts.rules",
        "common_texts",
        "compat",
        "const",
        "plain",
        "settings",
    },
    "alerts.chronicle": {
        "alerts.access",
        "alerts.events",
        "alerts.manager",
        "alerts.messages",
        "alerts.model",
        "alerts.notify",
        "alerts.readings",
        "alerts.rules",
        "trail",
    },
    "alerts.permissions": {"alerts.manager", "alerts.readings", "const"},
    "alerts.silences": {
        "alerts.manager",
        "alerts.model",
        "alerts.notify",
        "alerts.rules",
        "alerts.timeline",
    },
    "alerts.as_dict": {
        "alerts.manager",
        "alerts.messages",
        "alerts.model",
        "alerts.notify",
        "alerts.rules",
        "alerts.silences",
        "alerts.timeline",
    },
    "alerts.entities": {
        "alerts.access",
        "alerts.as_dict",
        "alerts.events",
        "alerts.manager",
        "alerts.messages",
        "alerts.model",
        "alerts.notify",
        "alerts.rules",
        "alerts.silences",
        "alerts.timeline",
        "compat",
        "const",
        "coordinator",
        "device",
        "trail",
    },
    "automations": {
        "alerts.access",
        "alerts.as_dict",
        "alerts.clock",
        "alerts.events",
        "alerts.manager",
        "alerts.model",
        "alerts.notify",
        "alerts.readings",
        "alerts.rules",
        "compat",
        "const",
    },
    "backup": {"alerts.access", "const", "entries", "observed", "trail"},
    "condition": {"automations", "compat"},
    "dashboard": {
        "alerts.access",
        "alerts.model",
        "alerts.rules",
        "client",
        "common_texts",
        "compat",
        "const",
        "coordinator",
        "device",
        "entries",
    },
    "number": {
        "alerts.access",
        "client",
        "compat",
        "const",
        "coordinator",
        "device",
        "entity",
        "quantities",
        "trail",
    },
    "outputs": {"client", "coordinator", "device", "issues", "trail"},
    "reports": {
        "alerts.access",
        "alerts.chronicle",
        "alerts.config",
        "alerts.manager",
        "alerts.messages",
        "alerts.model",
        "alerts.permissions",
        "alerts.readings",
        "alerts.rules",
        "common_texts",
        "compat",
        "const",
        "coordinator",
        "dashboard",
        "dates",
        "device",
        "entries",
        "issues",
        "observed",
        "plain",
        "recorded",
        "settings",
        "storage",
        "subentries",
        "trail",
    },
    "media_source": {"const", "dates", "plain", "reports"},
    "services": {"compat", "const", "reports"},
    "acting": {
        "alerts.access",
        "alerts.chronicle",
        "alerts.manager",
        "alerts.notify",
        "alerts.permissions",
        "alerts.readings",
        "const",
        "services",
        "trail",
    },
    "service_calls": {
        "acting",
        "alerts.as_dict",
        "alerts.backtest",
        "alerts.silences",
        "const",
        "dashboard",
        "reports",
        "services",
    },
    "sms": {
        "admission",
        "alerts.access",
        "alerts.early_answers",
        "alerts.manager",
        "client",
        "compat",
        "const",
        "coordinator",
        "device",
        "entries",
        "settings",
        "subentries",
    },
    "flows": {
        "client",
        "const",
        "coordinator",
        "device",
        "entries",
        "more_entities",
        "plain",
        "settings",
        "sms",
        "subentries",
    },
    "discovery": {
        "client",
        "compat",
        "const",
        "device",
        "entries",
        "flows",
        "issues",
        "plain",
        "settings",
    },
    "notify": {
        "client",
        "const",
        "coordinator",
        "device",
        "issues",
        "settings",
        "sms",
        "subentries",
    },
    "push": {
        "admission",
        "alerts.early_answers",
        "alerts.rules",
        "client",
        "common_texts",
        "compat",
        "const",
        "coordinator",
        "counters",
        "device",
        "discovery",
        "entries",
        "flows",
        "hints",
        "observed",
        "plain",
        "recorded",
        "settings",
    },
    "config_flow": {
        "alerts.flows",
        "client",
        "const",
        "device",
        "entries",
        "flows",
        "plain",
        "push",
        "reports",
        "settings",
        "traps",
    },
    "entry_types": {"alerts.manager", "coordinator", "push", "traps"},
    "binary_sensor": {
        "alerts.access",
        "alerts.entities",
        "client",
        "coordinator",
        "entity",
        "entry_types",
        "more_entities",
        "sms",
    },
    "button": {
        "alerts.access",
        "alerts.entities",
        "client",
        "compat",
        "const",
        "entity",
        "entry_types",
        "outputs",
        "trail",
    },
    "diagnostics": {
        "alerts.manager",
        "alerts.timeline",
        "client",
        "const",
        "coordinator",
        "device",
        "entry_types",
        "push",
        "sms",
        "trail",
        "traps",
    },
    "event": {
        "alerts.access",
        "alerts.entities",
        "client",
        "coordinator",
        "device",
        "entity",
        "entry_types",
        "more_entities",
    },
    "kinds": {
        "action_choices",
        "alerts.chronicle",
        "alerts.config",
        "alerts.entities",
        "alerts.health",
        "alerts.manager",
        "alerts.notify",
        "alerts.store",
        "compat",
        "const",
        "coordinator",
        "device",
        "entry_types",
        "issues",
        "push",
        "reports",
        "sms",
        "traps",
    },
    "__init__": {
        "alerts.access",
        "alerts.early_answers",
        "compat",
        "const",
        "dashboard",
        "device",
        "discovery",
        "entry_types",
        "issues",
        "kinds",
        "observed",
        "push",
        "reports",
        "services",
        "sms",
        "trail",
    },
    "repairs": {"alerts.access", "compat", "const", "discovery", "issues", "storage"},
    "sensor": {
        "alerts.access",
        "alerts.entities",
        "client",
        "compat",
        "coordinator",
        "counters",
        "device",
        "entity",
        "entry_types",
        "more_entities",
        "pulse_meters",
        "push",
        "quantities",
        "sms",
        "traps",
    },
    "switch": {
        "alerts.access",
        "alerts.entities",
        "client",
        "compat",
        "const",
        "coordinator",
        "entity",
        "entry_types",
        "outputs",
        "trail",
    },
    "todo": {"alerts.entities", "alerts.manager"},
    "trigger": {"automations", "compat"},
    "update": {"common_texts", "coordinator", "entity", "issues", "plain"},
}
# The time of now, and the end of what the recorder remembers.
READ_A_CLOCK = ("clock.py", "backtest/recorder.py")
# Sends files to browsers, and asks nobody.
SERVES = PACKAGE / "reports" / "links.py"
# These decide, and touch nothing: no Home Assistant, no clock, no input or output.
PURE = (
    "alerts/notes.py",
    "alerts/timeline.py",
    "alerts/model.py",
    "alerts/rules",
    "alerts/typed.py",
    "alerts/backtest/replay.py",
    "alerts/health/drills.py",
    "alerts/hindsight/episodes.py",
    "alerts/kept.py",
    "alerts/notify/outbox.py",
    "alerts/notify/pauses.py",
    "alerts/notify/recipients.py",
    "client/dialects.py",
    "client/families.py",
    "client/family.py",
    "client/model.py",
    "client/models.py",
    "client/push_xml.py",
    "client/rows.py",
    "client/units.py",
    "client/values_xml.py",
    "device/alarms.py",
    "device/commands.py",
    "device/calibration.py",
    "device/evidence.py",
    "device/failover.py",
    "device/grace.py",
    "device/probes.py",
    "device/totals.py",
    "observed/gaps.py",
    "plain.py",
    "push/hours.py",
    "rates.py",
    "trail/record.py",
    "reports/curve.py",
    "reports/numbers.py",
    "reports/periods.py",
    "reports/spans.py",
    "settings.py",
)
TOUCHES = {
    "aiohttp",
    "asyncio",
    "homeassistant",
    "os",
    "pathlib",
    "pymodbus",
    "pysnmp",
    "random",
    "socket",
    "time",
}
# Units are converted by the tables of Home Assistant, which are pure themselves.
EXCEPTIONS = {"alerts/rules/units.py": ("homeassistant.components.sensor.const",)}
# All that is written here in Python; no module imports another one in a circle.
PACKAGES = (
    "benchmarks",
    "browser",
    "custom_components",
    "demo",
    "launcher",
    "library",
    "simulator",
    "soak",
    "tests",
    "worlds",
)
MODULES = sorted(PACKAGE.rglob("*.py"))


def test_each_room_imports_what_its_row_says() -> None:
    """A new room gets a row, and a row that nobody needs any more goes."""
    found = {room: used - {"__init__", "alerts"} for room, used in rooms().items()}
    assert found == ROOMS


def test_a_room_knows_only_the_rooms_before_it() -> None:
    """The order of the rows is the order of the layers."""
    order = list(ROOMS)
    for room, used in ROOMS.items():
        assert used <= set(order[: order.index(room)]), room


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_only_the_client_speaks_to_devices(module: Path) -> None:
    """And it knows nothing of Home Assistant."""
    libraries = {name.split(".")[0] for name in imported_names(module)}
    if module.is_relative_to(PACKAGE / "client"):
        assert "homeassistant" not in libraries
    elif module == SERVES:
        assert not libraries & {"pymodbus", "pysnmp", "socket", "xml", "yarl"}
    else:
        speaking = {"aiohttp", "pymodbus", "pysnmp", "socket", "xml", "yarl"}
        assert not libraries & speaking


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_a_file_says_one_thing(module: Path) -> None:
    """Past some 300 lines it says two."""
    assert len(module.read_text().splitlines()) <= 340


@pytest.mark.parametrize("module", (PACKAGE / "issues").glob("*.py"), ids=str)
def test_issues_call_a_device_as_people_do(module: Path) -> None:
    """Not by the title of its entry, which they may have renamed elsewhere."""
    assert "entry.title" not in module.read_text()


@pytest.mark.parametrize("module", sorted((PACKAGE / "alerts").rglob("*.py")), ids=str)
def test_only_one_place_of_the_alerts_reads_a_clock(module: Path) -> None:
    """All else is handed an instant of the time line, or asks that place for one."""
    reads = re.search(
        r"\b(utcnow|monotonic|perf_counter)\(|\b(datetime|dt_util|date)\.(now|today)\(",
        module.read_text(),
    )
    place = module.relative_to(PACKAGE / "alerts").as_posix()
    assert bool(reads) is (place in READ_A_CLOCK)


@pytest.mark.parametrize("place", PURE)
def test_the_pure_parts_touch_nothing(place: str) -> None:
    """They take values and return values."""
    folder = PACKAGE / place
    for module in folder.rglob("*.py") if folder.is_dir() else [folder]:
        allowed = EXCEPTIONS.get(module.relative_to(PACKAGE).as_posix(), ())
        touched = {
            name
            for name in imported_names(module)
            if name.split(".")[0] in TOUCHES and not name.startswith(allowed)
        }
        assert touched == set(), module


@pytest.mark.parametrize("package", [name for name in PACKAGES if name != "tests"])
def test_nothing_needs_the_tests(package: str) -> None:
    """What tests and soaks share is in a package of its own, such as `worlds`."""
    for module in (ROOT / package).rglob("*.py"):
        libraries = {name.split(".")[0] for name in imported_names(module)}
        assert "tests" not in libraries, module


@pytest.mark.parametrize("package", PACKAGES)
def test_no_files_import_each_other_in_a_circle(package: str) -> None:
    """Neither at run time nor for types only."""
    assert circles(imports_within(ROOT / package)) == []


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


def test_floors_are_counted() -> None:
    """From what imports nothing up to what nobody imports."""
    assert (
        floors({"roof": {"wall", "cellar"}, "wall": {"cellar"}, "cellar": set()}) == 3
    )
