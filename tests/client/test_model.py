"""The picture of a device: compared, frozen, stored and restored."""

from dataclasses import FrozenInstanceError, replace
import json
from typing import Any

import pytest

from custom_components.hwgroup.client import (
    Device,
    Identity,
    Input,
    Limits,
    Output,
    ReadingState,
    Sensor,
    Unit,
)

from .helpers import FIXTURES, fixture, read

NAMES = sorted(path.stem for path in FIXTURES.glob("*.xml"))


@pytest.mark.parametrize("name", NAMES)
def test_round_trip(name: str) -> None:
    """A device survives being stored."""
    device = read(fixture(name))
    restored = Device.from_dict(json.loads(json.dumps(device.to_dict())))
    assert restored == device
    assert restored.uptime == device.uptime
    assert repr(restored) == repr(device)


def test_round_trip_of_a_doubt() -> None:
    """So does what was doubted, and what was stored before anything was."""
    device = replace(read(fixture("ste")), doubts=("state_scale",))
    data = json.loads(json.dumps(device.to_dict()))
    assert Device.from_dict(data) == device
    del data["doubts"]
    assert Device.from_dict(data) == replace(device, doubts=())


def test_stored_data_is_a_copy() -> None:
    """What is stored can be changed without changing the device."""
    device = read(fixture("ste2"))
    device.to_dict()["sensors"]["4444"]["name"] = "changed"
    assert device.sensors["4444"].name == "Cold room"


@pytest.mark.parametrize(
    ("name", "in_use"),
    [
        ("Door", True),
        ("Input 2 door", True),
        ("", False),
        ("Input 1", False),
        ("Binary 12", False),
        ("INPUT1", False),
    ],
)
def test_an_input_with_the_name_of_the_factory_is_not_in_use(
    name: str, in_use: bool
) -> None:
    """Unless it is in alarm."""
    contact = Input(key="1", name=name, closed=False)
    assert contact.in_use is in_use
    assert replace(contact, state=ReadingState.ALARM).in_use is True


def _damaged(*path: str, value: Any = None, remove: bool = False) -> dict[str, Any]:
    data = read(fixture("poseidon2_3268")).to_dict()
    place = data
    for key in path[:-1]:
        place = place[key]
    if remove:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return data


@pytest.mark.parametrize(
    "path",
    [
        ("identity",),
        ("sensors",),
        ("inputs",),
        ("outputs",),
        ("uptime",),
        ("sensors", "48", "key"),
        ("sensors", "48", "value"),
        ("sensors", "48", "unit"),
        ("sensors", "48", "unit", "symbol"),
        ("sensors", "48", "limits"),
        ("sensors", "48", "state"),
        ("inputs", "1", "name"),
        ("inputs", "1", "state"),
        ("outputs", "151", "on"),
    ],
)
def test_missing_data(path: tuple[str, ...]) -> None:
    """Data that lacks something is no device."""
    with pytest.raises((KeyError, TypeError)):
        Device.from_dict(_damaged(*path, remove=True))


@pytest.mark.parametrize("value", [None, 5, "text", [], [1], True, {"x": "y"}])
@pytest.mark.parametrize(
    "path",
    [
        ("identity",),
        ("sensors",),
        ("inputs",),
        ("outputs",),
        ("sensors", "48"),
        ("sensors", "48", "unit"),
        ("sensors", "48", "unit", "quantity"),
        ("sensors", "48", "limits"),
        ("sensors", "48", "state"),
        ("inputs", "1"),
        ("inputs", "1", "state"),
        ("outputs", "151"),
    ],
)
def test_damaged_data(path: tuple[str, ...], value: Any) -> None:
    """Data of another shape is no device."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        Device.from_dict(_damaged(*path, value=value))


@pytest.mark.parametrize("data", [{}, [], None, "text", 5, {"identity": {}}])
def test_no_data(data: Any) -> None:
    """Neither is anything else."""
    with pytest.raises((KeyError, TypeError, ValueError)):
        Device.from_dict(data)


def test_unknown_field() -> None:
    """Data of a later version is not understood by halves."""
    with pytest.raises(TypeError):
        Device.from_dict(_damaged("outputs", "151", "colour", value="red"))


def test_uptime_is_no_difference() -> None:
    """Two polls of a device at rest are equal."""
    device = read(fixture("ste2"))
    assert device.uptime == 86400
    assert replace(device, uptime=86430) == device


@pytest.mark.parametrize(
    "changes",
    [
        {"identity": Identity()},
        {"sensors": {}},
        {"inputs": {}},
        {"outputs": {"151": Output(key="151", name="", on=True)}},
    ],
)
def test_difference(changes: dict[str, Any]) -> None:
    """Everything else is one."""
    device = read(fixture("ste2"))
    assert replace(device, **changes) != device


PARTS = [
    Device(identity=Identity()),
    Identity(),
    Sensor(key="1", name="", value=1.0),
    Input(key="1", name="", closed=True),
    Output(key="1", name="", on=True),
    Limits(),
    Unit(),
]


@pytest.mark.parametrize("part", PARTS, ids=lambda part: type(part).__name__)
def test_frozen(part: Any) -> None:
    """Nobody changes what others hold, by accident or by a typing error."""
    for name in type(part).__slots__:
        with pytest.raises(FrozenInstanceError):
            setattr(part, name, None)
    with pytest.raises((FrozenInstanceError, TypeError)):
        part.unheard_of = 1
