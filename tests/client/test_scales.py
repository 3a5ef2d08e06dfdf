"""Which of the state scales a document is in: the same codes mean different things."""

from random import Random

import pytest

from custom_components.hwgroup.client import Device, ReadingState

from .helpers import POSEIDON, STE, Tags, document, entry, read

IN_STE = [
    *({"Model": number} for number in ("33", "52", "70", "78", "102")),
    *(
        {"ProductName": name}
        for name in ("HWg-STE", "STE2", "STE2 R2 PLUS", "STE2 LITE")
    ),
    {"Title": "HWg-STE plus"},
    {"Model": "STE2"},
]
IN_POSEIDON = [
    *({"Model": number} for number in ("65", "66", "67", "68")),
    {"Title": "Poseidon2 3268"},
    {"Title": "POSEIDON 4002"},
    {"ProductName": "Damocles2 MINI"},
]
NOT_TOLD: list[Tags] = [
    {},
    {"Model": "999"},
    {"ProductName": "System MASTER Steam", "Title": "Stereo"},
    {"DeviceName": "STE2"},  # what the user calls it says nothing
]


def _device(*sensors: Tags, namespace: str = "", agent: Tags | None = None) -> Device:
    plain = {"Units": "V", "Value": "20.0"}
    entries = [
        entry({"ID": str(number), "Name": "Probe"} | plain | tags)
        for number, tags in enumerate(sensors, 1)
    ]
    return read(document(*entries, namespace=namespace, agent=agent or {}))


def _states(device: Device) -> list[ReadingState]:
    return [sensor.state for sensor in device.sensors.values()]


@pytest.mark.parametrize("namespace", ["", POSEIDON, STE])
@pytest.mark.parametrize("agent", IN_STE)
def test_the_line_of_the_ste(agent: Tags, namespace: str) -> None:
    """The name of the product says it, whatever the namespace."""
    device = _device(
        *({"State": "0"}, {"State": "1"}, {"State": "5"}),
        namespace=namespace,
        agent=agent,
    )
    assert _states(device) == [
        ReadingState.INVALID,
        ReadingState.OK,
        ReadingState.ALARM_HIGH,
    ]
    assert device.doubts == ()


@pytest.mark.parametrize("namespace", ["", POSEIDON, STE])
@pytest.mark.parametrize("agent", IN_POSEIDON)
def test_the_line_of_the_poseidon(agent: Tags, namespace: str) -> None:
    """So it does here, even where every sensor is out of its range."""
    device = _device(
        *({"State": "1"}, {"State": "2"}), namespace=namespace, agent=agent
    )
    assert _states(device) == [ReadingState.OUT_OF_RANGE, ReadingState.ALARM]
    assert device.doubts == ()


@pytest.mark.parametrize("agent", NOT_TOLD)
@pytest.mark.parametrize(
    ("namespace", "state"),
    [(POSEIDON, ReadingState.OUT_OF_RANGE), (STE, ReadingState.OK)],
)
def test_a_namespace_is_enough(
    namespace: str, state: ReadingState, agent: Tags
) -> None:
    """It is doubted no more than a name."""
    device = _device({"State": "1"}, namespace=namespace, agent=agent)
    assert _states(device) == [state]
    assert device.doubts == ()


@pytest.mark.parametrize("agent", NOT_TOLD)
@pytest.mark.parametrize(
    ("sensors", "states", "doubted"),
    [
        # "Normal" of a STE on every sensor.
        ([{"State": "1"}], ["ok"], True),
        ([{"State": "1"}] * 3, ["ok"] * 3, True),
        ([{"State": "1", "Min": "10", "Max": "30"}], ["ok"], True),
        # With one that is in alarm in both scales, or has a code of the STE alone.
        (
            [{"State": "1"}, {"State": "2", "Min": "30"}],
            ["ok", "out_of_range_low"],
            True,
        ),
        ([{"State": "1"}, {"State": "5"}], ["ok", "alarm_high"], True),
        # A lost sensor says nothing of the scale.
        (
            [{"State": "1"}, {"State": "0", "Value": "-999.9", "Units": ""}],
            ["ok", "invalid"],
            True,
        ),
        # Each may be out of its range, or not be back by the hysteresis.
        ([{"State": "1", "Max": "19.9"}], ["out_of_range_high"], False),
        ([{"State": "1", "Min": "20.1"}], ["out_of_range_low"], False),
        ([{"State": "1", "Max": "20.5", "Hyst": "1"}], ["out_of_range"], False),
        ([{"State": "1", "Min": "19.5", "Hyst": "1"}], ["out_of_range"], False),
        # At its edge it is back.
        ([{"State": "1", "Max": "21", "Hyst": "1"}], ["ok"], True),
        ([{"State": "1", "Min": "19", "Hyst": "1"}], ["ok"], True),
        # Alarms stay what they are.
        ([{"State": "2"}] * 2, ["alarm"] * 2, False),
        ([{"State": "2", "Max": "19"}], ["alarm_high"], False),
        ([{"AlarmState": "1"}] * 2, ["alarm"] * 2, False),
        # One that is normal to a Poseidon is enough for it.
        ([{"State": "0"}, {"State": "1"}], ["ok", "out_of_range"], False),
        ([{"State": "0"}], ["ok"], False),
        ([{}], ["ok"], False),
        ([], [], False),
    ],
)
def test_states_that_nothing_explains(
    sensors: list[Tags], states: list[str], doubted: bool, agent: Tags
) -> None:
    """An alarm of every sensor is doubted where their limits speak against it."""
    device = _device(*sensors, agent=agent)
    assert _states(device) == states
    assert device.doubts == (("state_scale",) if doubted else ())


def test_a_flood_detector() -> None:
    """A HWg-WLD is of the line of the STE, too."""
    tags = {"Value": "0", "State": "1"}
    [sensor] = _device(tags, agent={"Model": "43"}).sensors.values()
    assert (sensor.value, sensor.state) == (0.0, ReadingState.OK)


@pytest.mark.parametrize(
    ("normal", "crossed"), [("0", "12"), ("1", "2345")], ids=["poseidon", "ste"]
)
def test_no_alarm_is_lost_to_a_doubt(normal: str, crossed: str) -> None:
    """What is beyond its limits is in alarm, and what is well within them is not."""
    doubted = 0
    for seed in range(1000):
        random = Random(seed)
        values = [random.randint(0, 40) for _ in range(random.randint(1, 4))]
        device = _device(
            *(
                {
                    "Value": str(value),
                    "Min": "10",
                    "Max": "30",
                    "Hyst": random.choice(("0", "2")),
                    "State": normal if 10 <= value <= 30 else random.choice(crossed),
                }
                for value in values
            )
        )
        doubted += bool(device.doubts)
        for value, sensor in zip(values, device.sensors.values(), strict=True):
            assert sensor.in_alarm or 10 <= value <= 30, seed
            assert not sensor.in_alarm or not 12 <= value <= 28, seed
    assert bool(doubted) is (normal == "1")
