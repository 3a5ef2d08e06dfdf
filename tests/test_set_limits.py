"""The limits of a device as numbers, over real SNMP: what is set is what it shows."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.hwgroup.client import (
    Column,
    Community,
    Limits,
    SnmpClient,
    SnmpControl,
    Unit,
    UnknownLimitError,
    read_back,
    snmp_session,
)
from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import Context, HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er, issue_registry as ir
from homeassistant.util.unit_system import US_CUSTOMARY_SYSTEM
from simulator import MODELS, SimulatedDevice
from simulator.snmp.perseus import CONDITIONS
from simulator.snmp.poseidon import SENSORS, SETUP

from .client.helpers import session_with
from .conftest import AddAlerts, AddDevice, Elapse, MakeDevice, polls
from .site import Notifier, click
from .trail.rows import trail_rows

WRITER: Final = "limits-42"
LOW: Final = "number.data_hall_cold_aisle_low_limit"
HIGH: Final = "number.data_hall_cold_aisle_high_limit"
HYSTERESIS: Final = "number.data_hall_cold_aisle_hysteresis"
UNDER_FLOOR: Final = "number.data_hall_under_floor_high_limit"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snmp_session, "TIMEOUT_SECONDS", 0.2)
    monkeypatch.setattr(read_back, "READ_BACK_SECONDS", (0, 0, 0, 0))


@pytest.fixture
async def hall(make_device: MakeDevice) -> SimulatedDevice:
    """Return a device without outputs, one of whose sensors shows °F."""
    hall = await make_device("poseidon2_3266", name="Data hall")
    hall.write_community = WRITER
    hall.snmp_port = await hall.agent.open("127.0.0.1", 0)
    return hall


@pytest.fixture(params=["http", "snmp"])
async def entry(
    hass: HomeAssistant,
    hall: SimulatedDevice,
    add_device: AddDevice,
    request: pytest.FixtureRequest,
) -> MockConfigEntry:
    """Return the device as a user has added it, with numbers for the limits."""
    entry = await add_device(hall, transport=request.param, port=hall.snmp_port)
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {
            "host": hall.url,
            "snmp": {"transport": request.param, "port": hall.snmp_port},
            "control": {"enabled": True, "version": "2c", "community": WRITER},
        },
    )
    assert result["reason"] == "reconfigure_successful", result
    await hass.async_block_till_done(wait_background_tasks=True)
    return entry


async def _enable(hass: HomeAssistant, entry: MockConfigEntry) -> None:
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if entity.domain == "number":
            assert entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
            registry.async_update_entity(entity.entity_id, disabled_by=None)
    await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)


async def _set(
    hass: HomeAssistant, entity_id: str, value: float, context: Context | None = None
) -> None:
    data = {"entity_id": entity_id, "value": value}
    await hass.services.async_call(
        "number", "set_value", data, blocking=True, context=context
    )


def _state(hass: HomeAssistant, entity_id: str) -> float:
    state = hass.states.get(entity_id)
    assert state is not None, entity_id
    return float(state.state)


async def test_limits_are_set(
    hass: HomeAssistant, hall: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """Each one alone; what is shown is what the device says afterwards."""
    assert hass.states.get(LOW) is None
    await _enable(hass, entry)
    aisle = hall.sensor(49)
    assert [_state(hass, limit) for limit in (LOW, HIGH, HYSTERESIS)] == [18, 27, 0.5]
    await _set(hass, LOW, -5.5)
    assert (aisle.low, aisle.high, aisle.hysteresis) == (-5.5, 27.0, 0.5)
    await _set(hass, HIGH, 30.1)
    await _set(hass, HYSTERESIS, 1.2)
    assert (aisle.low, aisle.high, aisle.hysteresis) == (-5.5, 30.1, 1.2)
    shown = [_state(hass, limit) for limit in (LOW, HIGH, HYSTERESIS)]
    assert shown == [-5.5, 30.1, 1.2]
    assert hall.sensor(50).high == 80.0


async def test_a_sensor_that_is_replaced_keeps_its_limits(
    hass: HomeAssistant, hall: SimulatedDevice, entry: MockConfigEntry, elapse: Elapse
) -> None:
    """As it keeps its other entities: automations set them."""
    await _enable(hass, entry)
    registry = er.async_get(hass)
    before = {limit: registry.async_get(limit).id for limit in (LOW, HIGH, HYSTERESIS)}
    hall.sensor(49).id = 77
    await polls(elapse, 8)
    [offer] = ir.async_get(hass).issues.values()
    await click(hass, offer)
    assert {limit: registry.async_get(limit).id for limit in before} == before
    await _set(hass, LOW, -5.5)
    assert hall.sensor(77).low == -5.5


async def test_who_has_set_a_limit(
    hass: HomeAssistant, entry: MockConfigEntry, tmp_path: Path
) -> None:
    """It is in the audit trail, from what to what."""
    hass.config.media_dirs = {"local": str(tmp_path)}
    await _enable(hass, entry)
    anna = MockUser(name="Anna", is_owner=True).add_to_hass(hass)
    await _set(hass, HIGH, 30.1, Context(user_id=anna.id))
    await _set(hass, HYSTERESIS, 1.2)
    rows = await trail_rows(hass, "limit_set")
    assert {(row["name"], row["device"]) for row in rows} == {
        ("Cold aisle", "Data hall")
    }
    assert [
        (row["by"], row["setting"], row["before"], row["after"]) for row in rows
    ] == [
        ("Anna", "high", "27.0", "30.1"),
        ("Home Assistant", "hysteresis", "0.5", "1.2"),
    ]


async def test_a_limit_in_another_unit_than_the_device_keeps(
    hass: HomeAssistant, hall: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """It keeps °C, whatever its display shows, and whatever Home Assistant shows."""
    await _enable(hass, entry)
    assert hass.states.get(UNDER_FLOOR).attributes["unit_of_measurement"] == "°C"
    await _set(hass, UNDER_FLOOR, 30.0)
    assert hall.sensor(one_of(hall, "Under floor")).high == 30.0
    assert _state(hass, UNDER_FLOOR) == 30.0
    hysteresis = "number.data_hall_under_floor_hysteresis"
    assert hass.states.get(hysteresis).attributes["unit_of_measurement"] == "°F"
    await _set(hass, hysteresis, 3.6)
    assert hall.sensor(one_of(hall, "Under floor")).hysteresis == 2.0


def one_of(device: SimulatedDevice, name: str) -> int:
    """Return the ID of the sensor of a name."""
    return next(sensor.id for sensor in device.sensors if sensor.name == name)


async def test_home_assistant_may_show_fahrenheit(
    hass: HomeAssistant, hall: SimulatedDevice, entry: MockConfigEntry
) -> None:
    """What is typed is in the unit that is shown."""
    hass.config.units = US_CUSTOMARY_SYSTEM
    await _enable(hass, entry)
    await _set(hass, HIGH, 86.0)
    assert hall.sensor(49).high == 30.0


def _take_the_right_away(hall: SimulatedDevice) -> None:
    hall.write_community = None


def _be_another_device(hall: SimulatedDevice) -> None:
    hall.mac = "00:0A:59:99:99:99"


def _have_no_limits(hall: SimulatedDevice) -> None:
    hall.family = replace(hall.family, tables=(SENSORS,))


def _refuse(hall: SimulatedDevice) -> None:
    locked = replace(SETUP, changes={})
    hall.family = replace(hall.family, tables=(SENSORS, locked))


def _lie(hall: SimulatedDevice) -> None:
    changes = {column: lambda _entry, _value: bool for column in (6, 7, 8)}
    liar = replace(SETUP, changes=changes)
    hall.family = replace(hall.family, tables=(SENSORS, liar))


@pytest.mark.parametrize(
    ("happens", "key"),
    [
        (_take_the_right_away, "write_refused"),
        (_be_another_device, "other_device"),
        (_refuse, "write_refused"),
        (_lie, "limit_not_set"),
    ],
)
async def test_refusals(
    hass: HomeAssistant,
    hall: SimulatedDevice,
    entry: MockConfigEntry,
    happens: Callable[[SimulatedDevice], None],
    key: str,
) -> None:
    """Each has its own words, and the old limit stays."""
    await _enable(hass, entry)
    happens(hall)
    with pytest.raises(HomeAssistantError) as refused:
        await _set(hass, HIGH, 30.0)
    assert refused.value.translation_key == key
    assert hall.sensor(49).high == 27.0
    assert _state(hass, HIGH) == 27.0


@pytest.mark.parametrize("value", [-1.0, 1000.0])
async def test_what_no_display_shows(
    hass: HomeAssistant, hall: SimulatedDevice, entry: MockConfigEntry, value: float
) -> None:
    """Home Assistant refuses it."""
    await _enable(hass, entry)
    with pytest.raises(HomeAssistantError):
        await _set(hass, HYSTERESIS, value)


async def test_no_such_limit() -> None:
    """A limit that HTTP lists need not be one of the agent."""
    device = SimulatedDevice(MODELS["poseidon2_3266"])
    device.write_community = WRITER
    await device.start(http=False, snmp=True)
    _have_no_limits(device)
    control = SnmpControl(
        SnmpClient(session_with(device)),
        session_with(device, Community("1", WRITER)),
        device.mac.lower(),
    )
    for key in ("49", "1"):
        with pytest.raises(UnknownLimitError):
            await control.set_limit(key, Column.HIGH, 30.0, Unit("°C"))
    await device.stop()


@pytest.fixture
async def park(
    hass: HomeAssistant, make_device: MakeDevice, add_device: AddDevice
) -> SimulatedDevice:
    """Return a Perseus whose limits are numbers: they are conditions, kept as texts."""
    park = await make_device("perseus", name="Solar park")
    park.write_community = WRITER
    park.snmp_port = await park.agent.open("127.0.0.1", 0)
    entry = await add_device(park, park.host, transport="snmp", port=park.snmp_port)
    result = await hass.config_entries.flow.async_init(
        DOMAIN, context={"source": "reconfigure", "entry_id": entry.entry_id}
    )
    result = await hass.config_entries.flow.async_configure(
        result["flow_id"],
        {
            "host": park.host,
            "snmp": {"transport": "snmp", "port": park.snmp_port},
            "control": {"enabled": True, "version": "2c", "community": WRITER},
        },
    )
    assert result["reason"] == "reconfigure_successful", result
    await hass.async_block_till_done(wait_background_tasks=True)
    await _enable(hass, entry)
    return park


AIR: Final = "number.solar_park_air_"


async def test_limits_that_are_texts(
    hass: HomeAssistant, park: SimulatedDevice
) -> None:
    """They are read back as numbers, however the device writes them."""
    air = park.sensor(402001)
    kinds = ("low_limit", "high_limit", "hysteresis")
    assert [_state(hass, AIR + kind) for kind in kinds] == [-20.0, 40.0, 0.0]
    for kind, value in zip(kinds, (-1005.25, 1012.5, 0.75), strict=True):
        await _set(hass, AIR + kind, value)
        assert _state(hass, AIR + kind) == value
    assert (air.low, air.high, air.hysteresis) == (-1005.25, 1012.5, 0.75)
    # A limit that there is not cannot be set.
    assert hass.states.get("number.solar_park_wind_low_limit") is None
    assert _state(hass, "number.solar_park_wind_high_limit") == 15.0


def _keep_nothing(_entry: Any, _value: Any) -> Callable[[], None]:
    return lambda: None


@pytest.mark.parametrize(
    ("changes", "key"),
    [({}, "write_refused"), ({7: _keep_nothing}, "limit_not_set")],
)
async def test_limits_that_are_not_taken(
    hass: HomeAssistant, park: SimulatedDevice, changes: dict[int, Any], key: str
) -> None:
    """No such write was ever seen: refusal and silence have their words."""
    tables = tuple(table for table in park.family.tables if table is not CONDITIONS)
    locked = replace(CONDITIONS, changes=changes)
    park.family = replace(park.family, tables=(*tables, locked))
    with pytest.raises(HomeAssistantError) as refused:
        await _set(hass, f"{AIR}high_limit", 30.0)
    assert refused.value.translation_key == key
    assert park.sensor(402001).high == 40.0


async def test_two_conditions_are_no_limits() -> None:
    """Which of the two would be meant?"""
    park = SimulatedDevice(MODELS["perseus"])
    park.write_community = WRITER
    another = replace(CONDITIONS, suffix=lambda entry: (402, entry.part.id, 2))
    park.family = replace(park.family, tables=(*park.family.tables, another))
    await park.start(http=False, snmp=True)
    reader = SnmpClient(session_with(park))
    sensors = (await reader.read()).sensors
    assert {sensor.limits for sensor in sensors.values()} == {Limits()}
    writer = session_with(park, Community("1", WRITER))
    with pytest.raises(UnknownLimitError):
        await SnmpControl(reader, writer, park.serial).set_limit(
            "402_402001", Column.HIGH, 30.0, Unit("°C")
        )
    await park.stop()


async def test_a_limit_that_was_set_here_is_no_drift(
    hass: HomeAssistant,
    hall: SimulatedDevice,
    entry: MockConfigEntry,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> None:
    """No message says that limits were changed, but of those that others change."""
    await _enable(hass, entry)
    alerts = await add_alerts(notifier)
    await polls(elapse, 2)
    await _set(hass, HIGH, 30.0)
    await _set(hass, LOW, 17.0)
    await polls(elapse, 14)
    assert not _limit_alerts(alerts)
    hall.sensor(49).high = 31.0
    if entry.data["snmp"]["transport"] == "snmp":
        await polls(elapse, 20)
    await polls(elapse, 14)
    assert _limit_alerts(alerts) == ["limits"]


def _limit_alerts(alerts: MockConfigEntry) -> list[str]:
    manager: Any = alerts.runtime_data
    return [rule.id for _, rule, _ in manager.alerts if rule.id == "limits"]
