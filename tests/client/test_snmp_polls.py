"""What a poll over SNMP asks for, how often, and whose values it believes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from time import monotonic
from typing import Any

import pytest

from custom_components.hwgroup.client import (
    Community,
    Device,
    MalformedAnswerError,
    ResponseTimeoutError,
    SnmpClient,
    snmp,
)
from custom_components.hwgroup.client.agent import Binding, Session, StatusError
from custom_components.hwgroup.client.family import Oid, Value
from custom_components.hwgroup.client.model import MOST_PARTS
from custom_components.hwgroup.client.snmp import (
    LOOK_EVERY,
    SURVEY_EVERY,
    SURVEY_SECONDS,
)
from simulator import MODELS, Input, Sensor, SimulatedDevice, SnmpFault

from .helpers import TableSession, session_with

POSEIDON = "poseidon2_3268"
MODELS_WITH_IDS = [POSEIDON, "ste2", "wld"]

type MakeAgent = Callable[..., Awaitable[SimulatedDevice]]


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "custom_components.hwgroup.client.snmp_session.TIMEOUT_SECONDS", 0.1
    )


@pytest.fixture
async def make_agent() -> AsyncIterator[MakeAgent]:
    """Return a function that starts a device with an agent."""
    devices: list[SimulatedDevice] = []

    async def make(model: str = POSEIDON, **kwargs: Any) -> SimulatedDevice:
        device = SimulatedDevice(MODELS[model], **kwargs)
        devices.append(device)
        await device.start(http=False, snmp=True)
        return device

    yield make
    for device in devices:
        await device.stop()


def _sensors(count: int, model: str = POSEIDON) -> list[Sensor]:
    """Return sensors that have nothing in common but their unit, two by two."""
    units = {"wld": ("WLD",), POSEIDON: ("C", "%RH", "V")}.get(model, ("C", "%RH"))
    return [
        Sensor(
            id=100 + 7 * number,
            name=f"Sensor {number}",
            unit=units[number // 2 % len(units)],
            value=float(number % 2 if model == "wld" else number),
            low=-20.0 - number,
            high=80.0 + number,
            hysteresis=number / 2,
        )
        for number in range(count)
    ]


def _client(device: SimulatedDevice) -> SnmpClient:
    return SnmpClient(session_with(device))


async def _requests_of(device: SimulatedDevice, client: SnmpClient) -> int:
    device.agent.requests = 0
    await client.read()
    return device.agent.requests


# How much is asked


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_poll_takes_few_requests(make_agent: MakeAgent, version: Any) -> None:
    """Twelve GETs of eight variables for thirty readings, one more for new rows."""
    device = await make_agent()
    device.sensors, device.inputs, device.outputs = _sensors(30), [], []
    client = SnmpClient(session_with(device, Community(version)))
    survey = await _requests_of(device, client)
    polls = [await _requests_of(device, client) for _ in range(SURVEY_EVERY - 1)]
    assert sorted({*polls}) == [12, 13]
    assert polls.count(13) <= SURVEY_EVERY // LOOK_EVERY
    assert device.agent.largest_request == 8
    assert await _requests_of(device, client) == survey > 30


async def test_a_poll_brings_what_changes(make_agent: MakeAgent) -> None:
    """Values, states, positions and counters, each as the device has it now."""
    device = await make_agent()
    client = _client(device)
    before = await client.read()
    for sensor in device.sensors:
        sensor.value = float(sensor.value) + 1.5
    device.sensors[0].state = 3
    for contact in device.inputs:
        contact.move(closed=not contact.closed)
    for output in device.outputs:
        output.on = not output.on
    assert await client.read() == await _client(device).read() != before


async def test_what_stays_is_read_every_so_often(make_agent: MakeAgent) -> None:
    """A name and limits that were changed show with the next survey."""
    device = await make_agent()
    client = _client(device)
    await client.read()
    device.sensors[0].name, device.sensors[0].high = "Renamed", 77.0
    key = str(device.sensors[0].id)
    for _ in range(SURVEY_EVERY):
        read = await client.read()
    assert (read.sensors[key].name, read.sensors[key].limits.high) == ("Renamed", 77.0)


async def test_what_stays_is_not_believed_for_long(
    make_agent: MakeAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A device that is rarely read, as where HTTP serves, is read whole again."""
    device = await make_agent()
    client = _client(device)
    await client.read()
    device.sensors[0].name = "Renamed"
    key, later = str(device.sensors[0].id), monotonic() + SURVEY_SECONDS
    monkeypatch.setattr(snmp, "monotonic", lambda: later - 60)
    assert (await client.read()).sensors[key].name != "Renamed"
    monkeypatch.setattr(snmp, "monotonic", lambda: later + 60)
    assert (await client.read()).sensors[key].name == "Renamed"


async def test_what_stays_is_read_after_a_restart(make_agent: MakeAgent) -> None:
    """At once: whoever changes much on a device restarts it."""
    device = await make_agent()
    client = _client(device)
    device._on_since = (device._on_since or 0) - 100  # it has been on for a while
    await client.read()
    device.sensors[0].name = "Renamed"
    await device.unplug()
    await device.plug()
    assert (await client.read()).sensors[str(device.sensors[0].id)].name == "Renamed"


async def test_what_stays_is_read_after_a_hint(make_agent: MakeAgent) -> None:
    """The hint itself is followed quickly, the read after it is a survey."""
    device = await make_agent()
    device.sensors = _sensors(20)
    client = _client(device)
    await client.read()
    device.sensors[0].name, device.sensors[0].value = "Renamed", 42.0
    client.expect_changes()
    device.agent.requests = 0
    assert (await client.read()).sensors["100"].value == 42.0
    assert device.agent.requests < 15
    assert (await client.read()).sensors["100"].name == "Renamed"


# Rows that come, go and move


async def test_a_new_row_is_soon_seen(make_agent: MakeAgent) -> None:
    """Of each table, an empty one included."""
    device = await make_agent("ste2")
    device.inputs.clear()
    client = _client(device)
    await client.read()
    device.sensors.append(Sensor(4711, "New", "C", 1.5))
    for _ in range(LOOK_EVERY):
        read = await client.read()
    assert read.sensors["4711"].value == 1.5
    device.inputs.append(Input(1, "Door"))
    for _ in range(LOOK_EVERY):
        read = await client.read()
    assert read.inputs["1"].name == "Door"


@pytest.mark.parametrize("model", MODELS_WITH_IDS)
@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize("place", [0, 2, 5])
async def test_a_row_that_goes_is_missed_at_once(
    make_agent: MakeAgent, model: str, version: Any, place: int
) -> None:
    """The rows behind it move up, and stay what they are."""
    device = await make_agent(model)
    device.sensors = _sensors(6, model)
    client = SnmpClient(session_with(device, Community(version)))
    before = dict((await client.read()).sensors)
    del before[str(device.sensors.pop(place).id)]
    assert dict((await client.read()).sensors) == before


async def test_another_unit_on_the_display(make_agent: MakeAgent) -> None:
    """No value is shown with the unit that the device had before."""
    device = await make_agent()
    device.sensors, device.inputs, device.outputs = _sensors(12), [], []
    client = _client(device)
    await client.read()
    for sensor in device.sensors:
        if sensor.unit == "C":
            sensor.unit, sensor.value = "F", float(sensor.value) * 1.8 + 32
    assert (await client.read()).sensors == (await _client(device).read()).sensors


async def test_another_device_at_the_address(make_agent: MakeAgent) -> None:
    """It is known by its MAC address, though all that it measures has the same IDs."""
    device = await make_agent("ste")
    client = _client(device)
    before = await client.read()
    device.mac, device.sensors[0].value = "00:0A:59:0B:0C:0D", 33.0
    after = await client.read()
    assert after.identity.differs_from(before.identity)
    assert after.identity.mac == "00:0a:59:0b:0c:0d"


class ShiftingSession(TableSession):
    """An agent whose rows change before one of its requests, and no more."""

    def __init__(
        self, before: dict[Oid, Value], after: dict[Oid, Value], most: int
    ) -> None:
        """Begin with the rows as they are before."""
        super().__init__(before)
        self.after = after
        self.most = most
        self.requests = 0
        self.shifts_at = -1

    async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Return the variables."""
        self._count(oids)
        return await super().get(oids)

    async def get_next(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Return the variables that follow."""
        self._count(oids)
        return await super().get_next(oids)

    def _count(self, oids: Sequence[Oid]) -> None:
        if len(oids) > self.most:
            raise StatusError(1, 0)
        if self.requests == self.shifts_at:
            self.variables = dict(sorted(self.after.items()))
        self.requests += 1


def _rows(device: SimulatedDevice) -> dict[Oid, Value]:
    return {oid: value.content for oid, value in device.snmp_rows().items()}


def _assert_each_has_its_own(device: Device, sensors: Sequence[Sensor]) -> None:
    """Nothing of one sensor may be another one's."""
    for sensor in sensors:
        if read := device.sensors.get(str(sensor.id)):
            assert read.name == sensor.name
            assert read.value == sensor.value
            if read.limits.low is not None:
                assert read.limits.low == sensor.low


@pytest.mark.parametrize("model", MODELS_WITH_IDS)
@pytest.mark.parametrize("most", [8, 3, 1])
@pytest.mark.parametrize("gone", [0, 2, 4])
@pytest.mark.parametrize("comes_back", [False, True])
async def test_rows_that_move_while_they_are_read(
    model: str, most: int, gone: int, comes_back: bool
) -> None:
    """Before whichever request of a survey or a poll: no sensor gets another's value."""
    device = SimulatedDevice(MODELS[model])
    sensors = _sensors(5, model)
    device.sensors, device.inputs, device.outputs = list(sensors), [], []
    whole = _rows(device)
    device.sensors.pop(gone)
    before, after = whole, _rows(device)
    if comes_back:
        before, after = after, before
    for polls in (0, 1):
        shifts_at, reached = 0, True
        while reached:
            session = ShiftingSession(before, after, most)
            client = SnmpClient(session)
            for _ in range(polls):
                await client.read()
            session.shifts_at = session.requests + shifts_at
            read = await client.read()
            reached = session.requests > session.shifts_at
            _assert_each_has_its_own(read, sensors)
            for _ in range(LOOK_EVERY):
                read = await client.read()
                _assert_each_has_its_own(read, sensors)
            shown = sensors if comes_back else device.sensors
            assert not reached or len(read.sensors) == len(shown)
            shifts_at += 1
        assert shifts_at > 2


async def test_rows_that_never_stop_moving() -> None:
    """There is nothing to be believed, and an end."""
    device = SimulatedDevice(MODELS["ste2"])
    device.sensors = _sensors(3, "ste2")
    one = _rows(device)
    device.sensors.reverse()
    other = _rows(device)

    class Restless(TableSession):
        async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
            """Turn the rows around before any of them is asked for."""
            if oids[0][: len(TABLE)] == TABLE:
                self.variables = other if self.variables is one else one
            return await super().get(oids)

    session = Restless(one)
    session.variables = one
    with pytest.raises(MalformedAnswerError):
        await SnmpClient(session).read()


# How large a request may be


@pytest.mark.parametrize(("most", "learned"), [(7, 4), (4, 4), (3, 2), (1, 1)])
@pytest.mark.parametrize("fault", [SnmpFault.TOO_BIG, SnmpFault.GEN_ERR])
@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_refusal_is_learned_from(
    make_agent: MakeAgent, most: int, learned: int, fault: SnmpFault, version: Any
) -> None:
    """Half as many are asked for until they are taken, and no more again."""
    device = await make_agent()
    device.agent.max_varbinds, device.agent.fault = most, fault
    client = SnmpClient(session_with(device, Community(version)))
    first = await client.read()
    assert {str(sensor.id) for sensor in device.sensors} == {*first.sensors}
    device.agent.largest_request = 0
    for _ in range(SURVEY_EVERY):
        assert await client.read() == first
    assert device.agent.largest_request == learned


@pytest.mark.usefixtures("_impatient")
async def test_a_lost_packet_is_no_refusal(make_agent: MakeAgent) -> None:
    """An agent that was silent once is asked for as much as before."""
    device = await make_agent()
    client = _client(device)
    await client.read()
    device.agent.max_varbinds, device.agent.fault = 1, SnmpFault.SILENT
    await client.read()
    device.agent.max_varbinds = None
    device.agent.fault = SnmpFault.NONE
    device.agent.largest_request = 0
    for _ in range(SURVEY_EVERY):
        await client.read()
    assert device.agent.largest_request == 8


@pytest.mark.usefixtures("_impatient")
async def test_an_agent_that_is_silent_where_it_is_too_much(
    make_agent: MakeAgent,
) -> None:
    """It is learned what it takes, and then it is never silent again."""
    device = await make_agent()
    device.agent.max_varbinds, device.agent.fault = 3, SnmpFault.SILENT
    client = _client(device)
    for _ in range(6 * SURVEY_EVERY):
        await client.read()
    device.agent.largest_request = 0
    for _ in range(SURVEY_EVERY):
        await client.read()
    assert device.agent.largest_request == 2


@pytest.mark.usefixtures("_impatient")
async def test_silence_teaches_nothing_of_size(make_agent: MakeAgent) -> None:
    """An agent that was unplugged takes as much as before."""
    device = await make_agent()
    client = _client(device)
    await client.read()
    for _ in range(2):
        await device.unplug()
        with pytest.raises(ResponseTimeoutError):
            await client.read()
        await device.plug()
        device.agent.largest_request = 0
        await client.read()
        assert device.agent.largest_request == 8


# Tables of hostile agents

TABLE: Oid = (1, 3, 6, 1, 4, 1, 21796, 4, 9, 3, 1)
SYSTEM: dict[Oid, Value] = {(1, 3, 6, 1, 2, 1, 1, 2, 0): TABLE[:-2]}


class HostileSession(TableSession):
    """An agent that makes up what follows."""

    def __init__(self, following: Callable[[Oid], Oid]) -> None:
        """Say that it is a STE2."""
        super().__init__(SYSTEM)
        self.following = following
        self.answered = 0

    async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Have every cell of the table."""
        values = SYSTEM | {oid: 7 for oid in oids if oid[: len(TABLE)] == TABLE}
        return [(oid, values.get(oid)) for oid in oids]

    def _next(self, oid: Oid) -> Binding:
        if oid[: len(TABLE)] != TABLE:
            return oid, None
        self.answered += 1
        return self.following(oid), 7


def _loop(oid: Oid) -> Oid:
    """Go from row 1 to 2, to 3, and to 1 again."""
    *column, row = oid if len(oid) > len(TABLE) + 1 else (*oid, 0)
    return (*column, row % 3 + 1)


@pytest.mark.parametrize(
    ("following", "most"),
    [
        (lambda oid: oid, 1),
        (lambda oid: oid[:-1], 1),
        (lambda oid: (*oid[:-1], oid[-1] - 1), 1),
        (lambda oid: (*TABLE, 99, 1), 1),
        (lambda oid: (1, 3, 6, 1, 4, 1, 99999, 1), 1),
        (lambda oid: (), 1),
        (lambda oid: (*oid, *range(1, 100)), 1),
        (lambda oid: (*oid, 1), 5),
        (_loop, 4),
    ],
)
async def test_a_walk_ends_where_it_does_not_go_on(
    following: Callable[[Oid], Oid], most: int
) -> None:
    """At the first OID that does not increase, or is outside of the column."""
    session = HostileSession(following)
    await SnmpClient(session).read()
    assert session.answered <= most * 5  # columns


async def test_a_table_without_end() -> None:
    """It is given up soon, and costs no more than a large device."""

    def next_row(oid: Oid) -> Oid:
        return (*oid[:-1], oid[-1] + 1) if len(oid) > len(TABLE) + 1 else (*oid, 1)

    session = HostileSession(next_row)
    with pytest.raises(MalformedAnswerError):
        await SnmpClient(session).read()
    # Each of the five columns once for each row, and to see that there are too many.
    assert session.answered == 5 * (MOST_PARTS + 2)


@pytest.mark.parametrize("answer", [lambda oid: (*oid, 1), lambda oid: TABLE])
async def test_answers_to_something_else(answer: Callable[[Oid], Oid]) -> None:
    """What is answered to a GET counts for what it names only."""
    device = SimulatedDevice(MODELS["ste2"])

    class Elsewhere(TableSession):
        async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
            """Answer with other variables."""
            answers = await super().get(oids)
            return [
                (answer(oid) if oid[:8] == TABLE[:8] else oid, value)
                for oid, value in answers
            ]

    session: Session = Elsewhere(_rows(device))
    with pytest.raises(MalformedAnswerError):
        await SnmpClient(session).read()
