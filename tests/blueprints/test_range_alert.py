"""The blueprint for readings out of range."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from homeassistant.core import HomeAssistant, ServiceCall
from simulator import Fault, Sensor, SimulatedDevice

from ..conftest import AddDevice, Elapse, MakeDevice
from .conftest import Automate, Settle, Start

FRIDGE = "sensor.unit_fridge"
FREEZER = "sensor.unit_freezer"


@pytest.fixture
async def device(make_device: MakeDevice) -> SimulatedDevice:
    """Return a device with a fridge and a freezer."""
    device = await make_device("ste2", name="Unit")
    device.sensors = [Sensor(1, "Fridge", "C", 5.0), Sensor(2, "Freezer", "C", 5.0)]
    return device


@pytest.fixture
def watch(automate: Automate, tell: Callable[..., Any]) -> Automate:
    """Return a function that makes the automation."""
    return partial(
        automate,
        "range_alert",
        sensors=[FRIDGE, FREEZER],
        warning_low=2,
        warning_high=8,
        critical_high=12,
        warning_for={"minutes": 10},
        critical_for={"minutes": 2},
        hysteresis=0.5,
        warning_actions=tell("warning", "entity_id", "limit", "value"),
        critical_actions=tell("critical", "entity_id", "limit", "value"),
        recovery_actions=tell("recovered", "entity_id", "minutes", "value"),
    )


def _kinds(told: list[ServiceCall]) -> list[str]:
    return [call.data["kind"] for call in told]


async def test_the_weak_signal_of_an_sms_gateway(
    hass: HomeAssistant,
    make_device: MakeDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """It is a reading as any other; one that comes back in time tells nobody."""
    gateway = await make_device("sms_gw3")
    await add_device(gateway)
    modem = gateway.modem
    assert modem is not None
    await watch(
        sensors=["sensor.hwg_sms_gw3_signal"],
        warning_low=-95,
        warning_high="",
        critical_high="",
    )
    modem.signal = -101
    await elapse(61)
    modem.signal = -85
    await elapse(61)
    await elapse(600)
    assert not told
    modem.signal = -101
    await elapse(61)
    await elapse(601)
    assert _kinds(told) == ["warning"]
    assert told[0].data["value"] == "-101 dBm"
    modem.signal = -85
    await elapse(61)
    assert _kinds(told) == ["warning", "recovered"]


async def test_a_warning_a_critical_alert_and_one_recovery(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """Each tier is told after its own time, and the end once."""
    await add_device(device)
    await watch()
    fridge = device.sensor(1)
    fridge.value = 9.0
    await elapse(31)
    await elapse(550)
    assert not told
    await elapse(60)
    assert _kinds(told) == ["warning"]
    assert told[0].data["entity_id"] == FRIDGE
    assert told[0].data["limit"] == 8
    assert told[0].data["value"] == "9.0 °C"
    assert told[0].data["title"] == "Warning: Unit Fridge"
    assert told[0].data["message"] == (
        "Unit Fridge: 9.0 °C (limit 8 °C), out of range for 10 min."
    )
    fridge.value = 13.0
    await elapse(31)
    assert len(told) == 1
    await elapse(121)
    assert _kinds(told) == ["warning", "critical"]
    assert told[1].data["limit"] == 12
    fridge.value = 9.0
    await elapse(31)
    await elapse(3600)
    assert len(told) == 2
    fridge.value = 7.0
    await elapse(31)
    assert _kinds(told) == ["warning", "critical", "recovered"]
    assert told[2].data["entity_id"] == FRIDGE
    assert told[2].data["minutes"] == 74
    assert told[2].data["title"] == "Back in range: Unit Fridge"
    assert told[2].data["message"] == (
        "Unit Fridge: 7.0 °C, back in range after 74 min."
    )
    fridge.value = 1.0
    await elapse(31)
    await elapse(601)
    assert _kinds(told)[3:] == ["warning"]
    assert told[3].data["limit"] == 2


async def test_what_is_critical_at_once_needs_no_warning(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """A tier that was passed by is not told of afterwards."""
    await add_device(device)
    await watch()
    device.sensor(1).value = 20.0
    await elapse(31)
    await elapse(121)
    await elapse(900)
    assert _kinds(told) == ["critical"]
    device.sensor(1).value = 11.0
    await elapse(31)
    await elapse(900)
    assert len(told) == 1
    device.sensor(1).value = 13.0
    await elapse(31)
    await elapse(121)
    assert _kinds(told) == ["critical", "critical"]


async def test_noise_at_the_limit_tells_once(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """Before it is told nothing is, and afterwards it is not told again."""
    await add_device(device)
    await watch()
    fridge = device.sensor(1)
    for _ in range(15):
        fridge.value = 8.2
        await elapse(50)
        fridge.value = 7.9
        await elapse(50)
    assert not told
    fridge.value = 8.2
    await elapse(31)
    await elapse(601)
    assert _kinds(told) == ["warning"]
    for _ in range(3):
        fridge.value = 7.6
        await elapse(400)
        fridge.value = 8.1
        await elapse(700)
    assert len(told) == 1
    fridge.value = 7.4
    await elapse(31)
    assert _kinds(told) == ["warning", "recovered"]


async def test_sensors_are_told_of_one_by_one(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """One alert that stands hides no other."""
    await add_device(device)
    await watch()
    device.sensor(1).value = 9.0
    await elapse(31)
    await elapse(601)
    device.sensor(2).value = 15.0
    await elapse(31)
    await elapse(121)
    device.sensor(1).value = 5.0
    await elapse(31)
    device.sensor(2).value = 5.0
    await elapse(31)
    assert [(call.data["kind"], call.data["entity_id"]) for call in told] == [
        ("warning", FRIDGE),
        ("critical", FREEZER),
        ("recovered", FRIDGE),
        ("recovered", FREEZER),
    ]


async def test_one_bad_reading_tells_nobody(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """It is over before its time."""
    await add_device(device)
    await watch()
    device.sensor(1).value = 85.0
    await elapse(31)
    assert hass.states.get(FRIDGE).state == "85.0"
    device.sensor(1).value = 5.0
    await elapse(31)
    await elapse(900)
    assert not told


@pytest.mark.parametrize("lost", ["unavailable", "unknown"])
async def test_a_lost_sensor_is_neither_out_of_range_nor_back(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
    lost: str,
) -> None:
    """Only a reading says that."""
    await add_device(device)
    await watch()

    async def lose() -> None:
        if lost == "unavailable":
            device.fault = Fault.ERROR_500
        else:
            device.sensor(1).valid = False
        for _ in range(3):
            await elapse(31)
        assert hass.states.get(FRIDGE).state == lost
        await elapse(900)
        device.fault, device.sensor(1).valid = Fault.NONE, True

    await lose()
    await elapse(31)
    device.sensor(1).value = 9.0
    await elapse(31)
    await lose()
    assert not told
    await elapse(31)
    assert _kinds(told) == ["warning"]
    await lose()
    assert len(told) == 1
    device.sensor(1).value = 5.0
    await elapse(31)
    assert _kinds(told) == ["warning", "recovered"]


@pytest.mark.parametrize(("value", "kinds"), [(5.0, []), (9.0, ["warning"])])
async def test_a_restart(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
    starting: Start,
    value: float,
    kinds: list[str],
) -> None:
    """It alerts by itself nobody, and hides nothing that is out of range."""
    device.sensor(1).value = value
    await add_device(device)
    await watch()
    await starting()
    await elapse(601)
    assert _kinds(told) == kinds


async def test_what_is_out_of_range_when_it_is_saved(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """The editor reloads automations, after which one looks by itself."""
    device.sensor(1).value = 9.0
    await add_device(device)
    await watch()
    hass.bus.async_fire("automation_reloaded")
    await elapse(1)
    await elapse(601)
    assert _kinds(told) == ["warning"]


async def test_an_excursion_of_many_readings(
    hass: HomeAssistant,
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
    settle: Settle,
) -> None:
    """Home Assistant ends long loops; this one outlasts what it looks at in one."""
    await add_device(device)
    await watch()
    device.sensor(1).value = 9.0
    await elapse(31)
    await elapse(601)
    for number in range(120):
        hass.states.async_set(FREEZER, str(number % 2 + 4))
        await settle(5)
    assert _kinds(told) == ["warning"]
    device.sensor(1).value = 5.0
    await elapse(31)
    assert _kinds(told) == ["warning", "recovered"]


async def test_the_messages_are_in_the_language_that_was_chosen(
    device: SimulatedDevice,
    add_device: AddDevice,
    watch: Automate,
    told: list[ServiceCall],
    elapse: Elapse,
) -> None:
    """The warning, and that it is over."""
    await add_device(device)
    await watch(language="cs")
    fridge = device.sensor(1)
    fridge.value = 9.0
    await elapse(31)
    await elapse(601)
    fridge.value = 7.0
    await elapse(31)
    assert [call.data["title"] for call in told] == [
        "Varování: Unit Fridge",
        "Zpět v rozsahu: Unit Fridge",
    ]
    assert [call.data["message"] for call in told] == [
        "Unit Fridge: 9.0 °C (limit 8 °C), mimo rozsah už 10 min.",
        "Unit Fridge: 7.0 °C, zpět v rozsahu po 11 min.",
    ]
