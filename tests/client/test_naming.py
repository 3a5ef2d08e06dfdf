"""What parts are called that share a name."""

from random import Random

import pytest

from custom_components.hwgroup.client import (
    Device,
    Identity,
    Input,
    Names,
    Output,
    Quantity,
    Sensor,
    Unit,
)


def _named(*parts: Sensor | Input | Output) -> list[str]:
    """Return what the parts of a device are called."""
    device = Device(
        identity=Identity(),
        sensors={part.key: part for part in parts if isinstance(part, Sensor)},
        inputs={part.key: part for part in parts if isinstance(part, Input)},
        outputs={part.key: part for part in parts if isinstance(part, Output)},
    )
    names = Names(device)
    return [names.of(part) for part in parts]


def _sensor(key: str, symbol: str | None, name: str = "Shelf") -> Sensor:
    return Sensor(key=key, name=name, value=1.0, unit=Unit(symbol, Quantity.OTHER))


@pytest.mark.parametrize(
    ("parts", "names"),
    [
        ([_sensor("1", "°C")], ["Shelf"]),
        ([_sensor("1", "°C"), _sensor("2", "%")], ["Shelf (°C)", "Shelf (%)"]),
        ([_sensor("1", "°C"), _sensor("2", "°C")], ["Shelf (1)", "Shelf (2)"]),
        (
            [_sensor("1", "°C"), _sensor("2", "°C"), _sensor("3", "%")],
            ["Shelf (1)", "Shelf (2)", "Shelf (%)"],
        ),
        ([_sensor("1", None), _sensor("2", "%")], ["Shelf (1)", "Shelf (%)"]),
        ([_sensor("1", "°C"), _sensor("2", "°C", "Room")], ["Shelf", "Room"]),
        ([_sensor("1", "°C", ""), _sensor("2", "°C", "")], ["", ""]),
        (
            [
                _sensor("1", None),
                Input(key="1", name="Shelf", closed=True),
                Output(key="151", name="Shelf", on=True),
            ],
            ["Shelf (1)", "Shelf (I1)", "Shelf (151)"],
        ),
        (
            [_sensor("7", "°C"), Input(key="1", name="Shelf", closed=True)],
            ["Shelf (°C)", "Shelf (I1)"],
        ),
    ],
)
def test_parts_of_one_name(
    parts: list[Sensor | Input | Output], names: list[str]
) -> None:
    """Each is called by what only it has, and by its name where that is enough."""
    assert _named(*parts) == names


def test_a_name_is_shared_with_what_is_there() -> None:
    """What stands in for a sensor that is gone has its name for itself."""
    old, new = _sensor("1", "°C"), _sensor("2", "°C")
    device = Device(identity=Identity(), sensors={"1": old, "2": new})
    assert Names(device, {("sensor", "1")}).of(new) == "Shelf"
    assert Names(device, {("input", "1")}).of(new) == "Shelf (2)"


def test_names_are_told_apart_whatever_they_are() -> None:
    """No two parts are called the same, as long as they have a name at all."""
    for seed in range(500):
        random = Random(seed)
        count = random.randint(1, 8)
        symbols, names = ("°C", "%", "V", None), ("Shelf", "Door", "")
        parts: list[Sensor | Input | Output] = [
            random.choice(
                (
                    _sensor(str(key), random.choice(symbols), random.choice(names)),
                    Input(key=str(key), name=random.choice(names), closed=True),
                    Output(key=str(150 + key), name=random.choice(names), on=True),
                )
            )
            for key in range(count)
        ]
        called = list(filter(None, _named(*parts)))
        assert len(called) == len(set(called)), seed
