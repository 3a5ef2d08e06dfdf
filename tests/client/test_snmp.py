"""Asking agents over SNMP, on the loopback."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
import socket
from typing import Any

import pytest

from custom_components.hwgroup.client import (
    AuthenticationError,
    CannotConnectError,
    Community,
    Credentials,
    Device,
    MalformedAnswerError,
    NotHwGroupDeviceError,
    Quantity,
    ReadingState,
    ResponseTimeoutError,
    SnmpClient,
    Unit,
    User,
    ValuesReader,
)
from custom_components.hwgroup.client.agent import StatusError
from custom_components.hwgroup.client.snmp_user import Engine
from simulator import (
    MODELS,
    XML_MODELS,
    Sensor,
    SimulatedAgent,
    SimulatedDevice,
    SnmpFault,
    SnmpRecording,
    SnmpUser,
)

from .helpers import TableSession, session_with

AGENTS = sorted(name for name, model in MODELS.items() if model.snmp is not None)
BOTH = sorted(set(AGENTS) & set(XML_MODELS))

type Ask = Callable[..., SnmpClient]
type MakeAgent = Callable[..., Awaitable[SimulatedDevice]]


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Return what all users of version 3 share."""
    return Engine()


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, engine: Engine) -> Ask:
    """Return a function that makes a client of an agent, which gives up quickly."""
    monkeypatch.setattr(
        "custom_components.hwgroup.client.snmp_session.TIMEOUT_SECONDS", 0.15
    )

    def make(device: Any, credentials: Credentials | None = None) -> SnmpClient:
        return SnmpClient(session_with(device, credentials, engine))

    return make


@pytest.fixture
async def make_agent() -> AsyncIterator[MakeAgent]:
    """Return a function that starts a device with an agent."""
    devices: list[SimulatedDevice] = []

    async def make(model: str, **kwargs: Any) -> SimulatedDevice:
        device = SimulatedDevice(MODELS[model], **kwargs)
        devices.append(device)
        await device.start(http=False, snmp=True)
        return device

    yield make
    for device in devices:
        await device.stop()


@pytest.mark.parametrize("model", BOTH)
async def test_both_protocols_say_the_same(
    ask: Ask, make_agent: MakeAgent, model: str
) -> None:
    """Keys, names, values, units and states are those of the XML."""
    device = await make_agent(model)
    over_snmp = await ask(device).read()
    over_http = ValuesReader().read(device.document)

    def parts(read: Device) -> Any:
        return (
            {k: (s.name, s.value, s.unit, s.state) for k, s in read.sensors.items()},
            {k: (i.name, i.closed) for k, i in read.inputs.items()},
            dict(read.outputs),
        )

    assert parts(over_snmp) == parts(over_http)
    assert not over_snmp.identity.differs_from(over_http.identity)
    if over_http.identity.mac:
        assert over_snmp.identity.unique_id == over_http.identity.unique_id
    for key, sensor in over_snmp.sensors.items():
        if sensor.limits.low is not None:
            assert sensor.limits == over_http.sensors[key].limits


@pytest.mark.parametrize("model", BOTH)
async def test_both_protocols_agree_on_trouble(
    ask: Ask, make_agent: MakeAgent, model: str
) -> None:
    """Unreadable probes, crossed limits and contacts in alarm."""
    device = await make_agent(model)
    for sensor in device.sensors[1:]:
        sensor.valid = False
    for sensor in device.sensors[:1]:
        if sensor.unit == "C":
            sensor.value, sensor.low, sensor.high = 61.5, 2.0, 8.0
    for contact in device.inputs:
        contact.move(closed=not contact.closed)
    over_snmp = await ask(device).read()
    over_http = ValuesReader().read(device.document)
    assert {k: (s.value, s.state) for k, s in over_snmp.sensors.items()} == {
        k: (s.value, s.state) for k, s in over_http.sensors.items()
    }
    assert {k: (i.closed, i.state.is_alarm) for k, i in over_snmp.inputs.items()} == {
        k: (i.closed, i.state.is_alarm) for k, i in over_http.inputs.items()
    }


@pytest.mark.parametrize("model", AGENTS)
async def test_identity(ask: Ask, make_agent: MakeAgent, model: str) -> None:
    """Model and firmware come from sysDescr, in all its spellings."""
    device = await make_agent(model, name="Ground floor")
    identity = (await ask(device).read()).identity
    assert identity.name == "Ground floor"
    assert identity.model is not None
    assert "fw:" not in identity.model
    assert "Supervisor" not in identity.model
    assert identity.unique_id in (device.mac.lower(), device.serial)
    if device.model.firmware in device.description:
        assert identity.firmware
        assert identity.firmware.startswith(device.model.firmware)
    else:
        assert identity.firmware is None


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize("model", AGENTS)
async def test_versions(
    ask: Ask, make_agent: MakeAgent, model: str, version: Any
) -> None:
    """What one version says with an error, the other says with a value."""
    device = await make_agent(model)
    client = ask(device, Community(version))
    first = await client.read()
    assert first.sensors or first.inputs
    assert await client.read() == first
    assert device.agent.bulk_requests == 0
    assert device.agent.largest_request <= 8


async def test_version_3(ask: Ask, make_agent: MakeAgent) -> None:
    """With authentication and privacy; a wrong key is refused, not awaited."""
    device = await make_agent("ste2")
    device.snmp_user = SnmpUser("watcher", "authentication", "privacyprivacy")
    user = User(
        name="watcher",
        authentication_key="authentication",
        privacy_key="privacyprivacy",
    )
    assert (await ask(device, user).read()).sensors
    wrong = User(
        name="watcher", authentication_key="nonsense", privacy_key="privacyprivacy"
    )
    with pytest.raises(AuthenticationError):
        await ask(device, wrong).read()
    with pytest.raises(AuthenticationError):
        await ask(device, User(name="nobody")).read()
    assert "privacyprivacy" not in repr(user)
    assert "authentication_key" not in repr(user)


async def test_a_community_is_never_shown(ask: Ask, make_agent: MakeAgent) -> None:
    """Neither by what holds it, nor by the error that it leads to."""
    device = await make_agent("ste2")
    community = Community("2c", "s3cret")
    assert "s3cret" not in repr(community)
    with pytest.raises(ResponseTimeoutError) as err:
        await ask(device, community).read()
    assert "s3cret" not in repr(err.value)


@pytest.mark.parametrize(
    "fault", [SnmpFault.TOO_BIG, SnmpFault.GEN_ERR, SnmpFault.SILENT]
)
async def test_an_agent_that_takes_one_variable(
    ask: Ask, make_agent: MakeAgent, fault: SnmpFault
) -> None:
    """It is asked for one at a time from then on."""
    device = await make_agent("poseidon2_3268")
    device.agent.max_varbinds = 1
    device.agent.fault = fault
    client = ask(device)
    first = await client.read()
    assert {str(sensor.id) for sensor in device.sensors} == set(first.sensors)
    device.agent.largest_request = 0
    assert await client.read() == first
    assert device.agent.largest_request == 1


async def test_a_slow_agent(ask: Ask, make_agent: MakeAgent) -> None:
    """Slow is not silent."""
    device = await make_agent("ste2")
    device.agent.delay = 0.05
    assert (await ask(device).read()).sensors
    assert device.agent.concurrent_peak == 1


@pytest.mark.parametrize(
    "fault", [SnmpFault.GARBAGE, SnmpFault.WRONG_ID, SnmpFault.OTHER_PORT]
)
async def test_answers_that_are_none(
    ask: Ask, make_agent: MakeAgent, fault: SnmpFault
) -> None:
    """What belongs to no request is no answer, nor what comes from another port."""
    device = await make_agent("ste2")
    device.agent.fault = fault
    client = ask(device)
    with pytest.raises(CannotConnectError):
        await client.read()
    device.agent.fault = SnmpFault.NONE
    assert (await client.read()).sensors


async def test_a_dead_agent_comes_back(ask: Ask, make_agent: MakeAgent) -> None:
    """Its silence does not make it an agent that takes one variable."""
    device = await make_agent("poseidon2_3268")
    client = ask(device)
    first = await client.read()
    await device.unplug()
    with pytest.raises(ResponseTimeoutError):
        await client.read()
    await device.plug()
    device.agent.largest_request = 0
    assert await client.read() == first
    assert device.agent.largest_request > 1


async def test_reads_do_not_overlap(ask: Ask, make_agent: MakeAgent) -> None:
    """One request at a time, whoever asks."""
    device = await make_agent("ste2")
    device.agent.delay = 0.005
    client = ask(device)
    reads = await asyncio.gather(*(client.read() for _ in range(4)))
    assert reads == [reads[0]] * 4
    assert device.agent.concurrent_peak == 1


async def test_meters(ask: Ask, make_agent: MakeAgent) -> None:
    """Exponents, texts and units of a PWR and a Perseus; big values are no sentinel."""
    for model in ("pwr", "perseus"):
        device = await make_agent(model)
        read = await ask(device).read()
        quantities = {sensor.unit.quantity for sensor in read.sensors.values()}
        assert quantities - {Quantity.OTHER, Quantity.UNKNOWN}
        told = {round(float(sensor.value), 3) for sensor in device.sensors}
        seen = {
            round(sensor.value, 3)
            for sensor in read.sensors.values()
            if sensor.value is not None
        }
        assert seen
        # A Perseus tells as many decimals as it was told to.
        assert all(min(abs(one - other) for other in told) <= 0.5 for one in seen)


async def test_contacts_of_a_meter_that_is_lost(
    ask: Ask, make_agent: MakeAgent
) -> None:
    """A Perseus goes on to tell their positions of before, and that they are invalid."""
    device = await make_agent("perseus")
    client = ask(device)
    read = await client.read()
    assert all(part.valid for part in (*read.inputs.values(), *read.outputs.values()))
    for meter in device.meters:
        meter.valid = False
    read = await client.read()
    for part in (*read.inputs.values(), *read.outputs.values()):
        assert not part.valid


@pytest.mark.parametrize("code", [2, 3])
async def test_a_wet_detector(ask: Ask, make_agent: MakeAgent, code: int) -> None:
    """The two known codes of the alarm, and a cable that is cut."""
    device = await make_agent("wld")
    detector = device.sensors[0]
    detector.value, detector.state = 1.0, code
    read = await ask(device).read()
    [sensor] = read.sensors.values()
    assert (sensor.value, sensor.state) == (1.0, ReadingState.ALARM)
    for state in (None, code):  # whether or not the device calls that an alarm
        detector.value, detector.state, detector.valid = 0.0, state, False
        [sensor] = (await ask(device).read()).sensors.values()
        assert (sensor.value, sensor.state) == (None, ReadingState.INVALID)


ENTERPRISE = "1.3.6.1.4.1.21796"


@pytest.fixture
async def recorded(tmp_path: Path) -> AsyncIterator[Callable[..., Any]]:
    """Return a function that starts an agent which serves lines of a recording."""
    agents: list[SimulatedAgent] = []

    async def start(*lines: str) -> SimulatedAgent:
        path = tmp_path / "recording.snmprec"
        path.write_text("".join(f"{line}\n" for line in lines))
        agent = SimulatedAgent(SnmpRecording.load(path))
        agents.append(agent)
        await agent.start()
        return agent

    yield start
    for agent in agents:
        await agent.stop()


@pytest.mark.parametrize("version", ["1", "2c"])
@pytest.mark.parametrize(
    "lines",
    [
        (),
        ("1.3.6.1.2.1.1.1.0|4|Printer", "1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1"),
        ("1.3.6.1.2.1.1.1.0|4|HWg-New", f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.9.9"),
    ],
)
async def test_an_agent_without_known_tables(
    ask: Ask, recorded: Any, version: Any, lines: tuple[str, ...]
) -> None:
    """Another maker's, or a family that nobody knows yet: both are refused."""
    agent = await recorded(*lines, "1.3.6.1.2.1.2.1.0|2|1")
    with pytest.raises(NotHwGroupDeviceError):
        await ask(agent, Community(version)).read()


def _as(device: SimulatedDevice, model: str) -> TableSession:
    """Return the rows of a device, under the name of another model."""
    variables = {oid: value.content for oid, value in device.snmp_rows().items()}
    other = SimulatedDevice(MODELS[model])
    variables[1, 3, 6, 1, 2, 1, 1, 1, 0] = other.description.encode()
    variables[1, 3, 6, 1, 2, 1, 1, 2, 0] = other.family.object_id
    return TableSession(variables)


@pytest.mark.parametrize("claimed", AGENTS)
@pytest.mark.parametrize("model", AGENTS)
async def test_what_an_agent_says_it_is_may_be_wrong(model: str, claimed: str) -> None:
    """Where the tables that belong to it are empty, those that are not decide."""
    device = SimulatedDevice(MODELS[model])
    honest = await SnmpClient(_as(device, model)).read()
    assert honest.doubts == ()
    client = SnmpClient(_as(device, claimed))
    read = await client.read()
    assert read.sensors == honest.sensors
    assert read.inputs == honest.inputs
    assert read.outputs == honest.outputs
    assert read.identity.mac == honest.identity.mac
    assert await client.read() == read
    same = SimulatedDevice(MODELS[claimed]).family.base == device.family.base
    assert read.doubts == (() if same else ("object_id",))


@pytest.mark.parametrize("model", AGENTS)
async def test_an_agent_with_nothing(model: str) -> None:
    """It is what it says it is, and has no readings."""
    device = SimulatedDevice(MODELS[model])
    for parts in (device.sensors, device.inputs, device.outputs):
        parts.clear()  # type: ignore[attr-defined]
    read = await SnmpClient(_as(device, model)).read()
    assert not read.has_parts
    assert read.doubts == ()
    assert read.identity.name == device.name


async def test_an_agent_without_system_group_is_probed(ask: Ask, recorded: Any) -> None:
    """The tables say what the agent does not."""
    table = f"{ENTERPRISE}.4.5.4.1"
    agent = await recorded(
        f"{table}.2.1|4|Cellar",
        f"{table}.3.1|2|1",
        f"{table}.5.1|2|215",
        f"{table}.6.1|2|0",
        f"{ENTERPRISE}.4.5.70.1.0|4|00:0A:59:0B:0C:0D",
    )
    client = ask(agent)
    read = await client.read()
    assert read.identity.mac == "00:0a:59:0b:0c:0d"
    assert read.sensors["215"].unit.quantity is Quantity.LEAK
    assert read.uptime is None
    assert await client.read() == read


async def test_gaps_in_a_table(ask: Ask, recorded: Any) -> None:
    """An agent leaves cells out: the others stay where they belong."""
    table = f"{ENTERPRISE}.4.1.3.1"
    agent = await recorded(
        "1.3.6.1.2.1.1.1.0|4|HWg-STE",
        f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.4.1",
        f"{table}.2.2|4|Second",
        f"{table}.3.1|2|0",
        f"{table}.3.2|2|1",
        f"{table}.5.1|2|0",
        f"{table}.5.2|2|-225",
        f"{table}.7.2|2|1",
        f"{table}.8.1|2|215",
    )
    read = await ask(agent).read()
    first, second = read.sensors["215"], read.sensors["2"]
    assert (first.name, first.value) == ("", None)
    assert (second.name, second.value, second.unit.symbol) == ("Second", -22.5, "°C")


async def test_undocumented_codes(ask: Ask, recorded: Any) -> None:
    """A state nobody knows is an alarm, a unit nobody knows is none."""
    table = f"{ENTERPRISE}.4.9.3.1"
    agent = await recorded(
        f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.4.9",
        f"{table}.3.1|2|9",
        f"{table}.5.1|2|9999",
        f"{table}.3.2|2|9",
        f"{table}.5.2|2|4500",
        f"{table}.7.2|2|7",
    )
    read = await ask(agent).read()
    assert read.sensors["1"].state is ReadingState.INVALID
    assert read.sensors["2"].value == 450.0
    assert read.sensors["2"].state is ReadingState.ALARM
    assert read.sensors["2"].unit == Unit(None, Quantity.OTHER)
    assert read.identity.unique_id is None


@pytest.mark.parametrize("counter", [0, 2**31 - 1, 2**31, 2**32 - 1])
async def test_a_counter_in_a_signed_integer(
    ask: Ask, recorded: Any, counter: int
) -> None:
    """It goes on where the INTEGER of the MIB turns negative, as it does in the XML."""
    signed = counter - 2**32 if counter >= 2**31 else counter
    table = f"{ENTERPRISE}.3.4.1.1"
    agent = await recorded(
        f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.3.4",
        f"{table}.2.1|2|1",
        f"{table}.6.1|2|{signed}",
    )
    assert (await ask(agent).read()).inputs["1"].counter == counter


async def test_an_invalid_contact_of_a_meter(ask: Ask, recorded: Any) -> None:
    """A PWR has a state for it, and a position beside it."""
    table = f"{ENTERPRISE}.4.6.2.2.1"
    agent = await recorded(
        f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.4.6",
        f"{table}.3.1|2|0",
        f"{table}.3.2|2|0",
        f"{table}.5.1|2|0",
        f"{table}.5.2|2|1",
    )
    inputs = (await ask(agent).read()).inputs
    assert (inputs["1"].closed, inputs["2"].closed) == (None, False)


async def test_a_host_name_that_leads_nowhere(
    ask: Ask, make_agent: MakeAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a device that cannot be reached, until the name leads to it."""
    device = await make_agent("ste2")
    device.host = "localhost"
    client = ask(device)

    def fail(*_: Any, **__: Any) -> None:
        raise socket.gaierror

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", fail)
        with pytest.raises(CannotConnectError):
            await client.read()
    assert (await client.read()).sensors


async def test_two_devices_with_one_user_name(ask: Ask, make_agent: MakeAgent) -> None:
    """Their keys may differ all the same."""
    clients = []
    for key in ("first-key", "second-key"):
        device = await make_agent("ste2")
        device.snmp_user = SnmpUser("watcher", key, f"{key}-privacy")
        user = User(
            name="watcher", authentication_key=key, privacy_key=f"{key}-privacy"
        )
        clients.append(ask(device, user))
    for client in clients * 2:
        assert (await client.read()).sensors


async def test_a_level_that_the_agent_does_not_allow(
    ask: Ask, make_agent: MakeAgent
) -> None:
    """Authentication alone is too little for an agent that wants privacy."""
    device = await make_agent("ste2")
    device.snmp_user = SnmpUser("watcher", "authentication", "privacyprivacy")
    user = User(name="watcher", authentication_key="authentication")
    with pytest.raises(AuthenticationError):
        await ask(device, user).read()


class OddSession:
    """An agent that answers as no agent should."""

    def __init__(self, answer: Callable[[Sequence[Any]], Any]) -> None:
        """Keep how to answer."""
        self.answer = answer

    async def get(self, oids: Sequence[Any]) -> Any:
        """Say that it is a STE2, and no more."""
        values = {(1, 3, 6, 1, 2, 1, 1, 2, 0): (1, 3, 6, 1, 4, 1, 21796, 4, 9)}
        return [(oid, values.get(oid)) for oid in oids]

    async def get_next(self, oids: Sequence[Any]) -> Any:
        """Answer oddly."""
        return self.answer(oids)

    def close(self) -> None:
        """Have no socket."""


@pytest.mark.parametrize(
    "answer",
    [
        lambda oids: [
            ((*oid[:-1], oid[-1] + 1) if len(oid) > 12 else (*oid, 1), 1)
            for oid in oids
        ],
        lambda oids: [],
        lambda oids: [(oid, 1) for oid in (*oids, *oids)],
    ],
)
async def test_tables_without_end_and_answers_without_a_question(
    answer: Callable[[Sequence[Any]], Any],
) -> None:
    """They are malformed, and they end."""
    with pytest.raises(MalformedAnswerError):
        await SnmpClient(OddSession(answer)).read()


async def test_a_table_that_goes_backwards_ends() -> None:
    """An answer that is not behind its question ends the column."""
    read = await SnmpClient(OddSession(lambda oids: [(oid, 1) for oid in oids])).read()
    assert read.sensors == {}


async def test_an_agent_that_is_too_slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A read has an end, however many requests it takes."""
    monkeypatch.setattr(
        "custom_components.hwgroup.client.snmp.READ_TIMEOUT_SECONDS", 0.01
    )
    session = OddSession(lambda oids: [])
    session.get = lambda _: asyncio.Event().wait()  # type: ignore[assignment]
    with pytest.raises(ResponseTimeoutError):
        await SnmpClient(session).read()


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("4|caf\u00e9", "caf\u00e9"),
        ("4x|9a6c757bb6", "\u0161lu{\u00b6"),
        ("4x|81e9", "\u00e9"),
    ],
)
async def test_names_in_any_encoding(
    ask: Ask, recorded: Any, line: str, text: str
) -> None:
    """UTF-8, else what Central Europe used before, else what no byte is wrong in."""
    agent = await recorded(
        f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.4.9",
        f"{ENTERPRISE}.4.9.3.1.2.1|{line}",
        f"{ENTERPRISE}.4.9.3.1.3.1|2|1",
    )
    assert (await ask(agent).read()).sensors["1"].name == text


@pytest.mark.parametrize("text", ["", "n/a", "nan", "inf", "1e999"])
async def test_texts_that_are_no_value(ask: Ask, recorded: Any, text: str) -> None:
    """A Perseus tells values as texts, and not every text is one."""
    table = f"{ENTERPRISE}.5.1.3.1"
    agent = await recorded(
        f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.5.1",
        f"{table}.3.2.2001|2|1",
        f"{table}.4.2.2001|4|{text}",
        f"{table}.7.2.2001|2|2",
    )
    [sensor] = (await ask(agent).read()).sensors.values()
    assert (sensor.value, sensor.state) == (None, ReadingState.INVALID)


async def test_a_value_that_is_no_number(ask: Ask, recorded: Any) -> None:
    """An integer is asked for, and something else comes."""
    agent = await recorded(
        f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.4.6",
        f"{ENTERPRISE}.4.6.1.3.1.6.1|4|text",
        f"{ENTERPRISE}.4.6.1.3.1.8.1|2|1",
        f"{ENTERPRISE}.4.6.1.3.1.6.2|2|12",
        f"{ENTERPRISE}.4.6.1.3.1.5.2|2|2",
        f"{ENTERPRISE}.4.6.1.3.1.8.2|4|x",
    )
    read = await ask(agent).read()
    assert read.sensors["1"].value is None
    assert read.sensors["2"].value == 1200.0
    assert read.sensors["2"].state is ReadingState.ALARM


async def test_a_refused_column_is_no_end_of_it() -> None:
    """Half a table would be a false all-clear, or probes under other IDs."""

    def refuse(oids: Sequence[Any]) -> Any:
        if any(oid[:11] == (1, 3, 6, 1, 4, 1, 21796, 4, 9, 3, 1) for oid in oids):
            raise StatusError(5, 1)
        return [(oid, None) for oid in oids]

    with pytest.raises(MalformedAnswerError):
        await SnmpClient(OddSession(refuse)).read()


async def test_two_probes_with_one_id(ask: Ask, make_agent: MakeAgent) -> None:
    """Both are there, under the keys that the XML gives them."""
    device = await make_agent("ste2")
    device.sensors = [Sensor(77, "One", "C", 4.2), Sensor(77, "Two", "C", 9.9)]
    over_snmp, over_http = (
        await ask(device).read(),
        ValuesReader().read(device.document),
    )
    assert {key: sensor.value for key, sensor in over_snmp.sensors.items()} == {
        key: sensor.value for key, sensor in over_http.sensors.items()
    }


async def test_a_count_goes_beyond_what_is_shown(ask: Ask, recorded: Any) -> None:
    """Other readings end at 999.9, which stands for no value."""
    table = f"{ENTERPRISE}.3.3.3.1"
    lines = [f"1.3.6.1.2.1.1.2.0|6|{ENTERPRISE}.3.3"]
    for row, (value, unit) in enumerate(
        [(12340, "p"), (-9999, "p"), (9999, "C"), (-9999, "C"), (9998, "C")], 1
    ):
        lines += [
            f"{table}.4.{row}|2|1",
            f"{table}.6.{row}|2|{value}",
            f"{table}.10.{row}|4|{unit}",
        ]
    agent = await recorded(*lines)
    values = [sensor.value for sensor in (await ask(agent).read()).sensors.values()]
    assert values == [1234.0, None, None, None, 999.8]
