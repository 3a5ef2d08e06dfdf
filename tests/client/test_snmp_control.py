"""Switching outputs over real UDP: who is asked, and what is believed of the answer."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import Any, Final, NoReturn

import pytest

from custom_components.hwgroup.client import (
    AutomaticOutputError,
    Community,
    Credentials,
    NotSwitchedError,
    OtherAgentError,
    SnmpClient,
    SnmpControl,
    TakenBackError,
    UnknownAgentError,
    UnknownOutputError,
    User,
    WriteRefusedError,
)
from custom_components.hwgroup.client.snmp_user import Engine
from simulator import MODELS, Output, SimulatedDevice, SnmpUser
from simulator.snmp.answers import RefusedError, Status
from simulator.snmp.perseus import PERSEUS_BY_TEXT
from simulator.snmp.poseidon import OUTPUTS, SENSORS

from .helpers import session_with
from .relay import Relay

FAN: Final = "151"
BEACON: Final = "152"
WRITER: Final = "relays-42"
PAUSES: Final = (0.01, 0.02, 0.05, 0.1, 0.1)
USER: Final = User(
    name="operator",
    authentication_key="authentication",
    privacy_key="privacyprivacy",
)

type Control = Callable[..., SnmpControl]
type MakeAgent = Callable[..., Awaitable[SimulatedDevice]]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    client = "custom_components.hwgroup.client"
    monkeypatch.setattr(f"{client}.snmp_session.TIMEOUT_SECONDS", 0.15)
    monkeypatch.setattr(f"{client}.read_back.READ_BACK_SECONDS", PAUSES)


@pytest.fixture(scope="module")
def engine() -> Engine:
    """Return what all users of version 3 share."""
    return Engine()


@pytest.fixture
async def make_agent() -> AsyncIterator[MakeAgent]:
    """Return a function that starts a device whose outputs can be switched."""
    devices: list[SimulatedDevice] = []

    async def make(model: str = "poseidon2_3268", **kwargs: Any) -> SimulatedDevice:
        device = SimulatedDevice(MODELS[model], **kwargs)
        device.write_community = WRITER
        devices.append(device)
        await device.start(http=False, snmp=True)
        return device

    yield make
    for device in devices:
        await device.stop()


@pytest.fixture
def control(engine: Engine) -> Control:
    """Return a function that makes the control of a device."""

    def make(
        device: SimulatedDevice,
        credentials: Credentials | None = None,
        *,
        at: Any = None,
        identity: str | None = None,
    ) -> SnmpControl:
        at = at or device
        credentials = credentials or Community("1", WRITER)
        return SnmpControl(
            SnmpClient(session_with(at)),
            session_with(at, credentials, engine),
            identity or device.mac.lower(),
        )

    return make


@pytest.mark.parametrize("model", ["poseidon2_3268", "poseidon_4002", "damocles2_mini"])
@pytest.mark.parametrize(
    "credentials", [Community("1", WRITER), Community("2c", WRITER), USER]
)
async def test_switching(
    make_agent: MakeAgent, control: Control, model: str, credentials: Credentials
) -> None:
    """On and off, and no other output moves."""
    device = await make_agent(model)
    device.snmp_user = SnmpUser("operator", "authentication", "privacyprivacy")
    others = [output.on for output in device.outputs[1:]]
    switch = control(device, credentials)
    await switch.prove()
    for on in (True, False, True):
        await switch.switch(FAN, on=on)
        assert device.output(151).on is on
    assert [output.on for output in device.outputs[1:]] == others
    assert device.agent.bulk_requests == 0
    assert device.agent.concurrent_peak == 1


@pytest.mark.parametrize("by_text", [False, True])
async def test_perseus(make_agent: MakeAgent, control: Control, by_text: bool) -> None:
    """Whichever of its two columns can be written."""
    device = await make_agent("perseus")
    if by_text:
        device.family = PERSEUS_BY_TEXT
    switch = control(device, identity=device.serial)
    await switch.prove()
    await switch.switch("1_1101", on=True)
    assert device.output(1101).on
    await switch.switch("1_1101", on=False)
    assert not device.output(1101).on


async def test_a_pulse(make_agent: MakeAgent, control: Control) -> None:
    """It is accepted; the device ends it itself."""
    device = await make_agent("perseus")
    device.outputs.append(Output(1102, "Gate", pulse=0.02))
    reader = SnmpClient(session_with(device))
    outputs = (await reader.read()).outputs
    assert [output.pulse for output in outputs.values()] == [False, True]
    await control(device, identity=device.serial).pulse("1_1102")
    assert device.agent.set_requests == 1
    device.write_community = "another"
    with pytest.raises(WriteRefusedError):
        await control(device, identity=device.serial).pulse("1_1102")
    assert not device.output(1102).on  # that took longer than the pulse


async def test_a_slow_device_is_waited_for(
    make_agent: MakeAgent, control: Control
) -> None:
    """Its old state is no refusal yet."""
    device = await make_agent()
    device.output(151).lag = PAUSES[0] + PAUSES[1]
    await control(device).switch(FAN, on=True)
    assert device.output(151).on


async def test_a_device_that_lies(make_agent: MakeAgent, control: Control) -> None:
    """It accepts the command and does nothing: that is no success."""
    device = await make_agent()
    device.output(151).lies = True
    with pytest.raises(NotSwitchedError):
        await control(device).switch(FAN, on=True)


async def test_another_writer(make_agent: MakeAgent, control: Control) -> None:
    """Who takes the command back a moment later is found out."""
    device = await make_agent()
    fan = device.output(151)
    looks = 0

    async with Relay(device) as wire:

        async def take_back(_request: bytes, _manager: Any) -> None:
            nonlocal looks
            looks += fan.on
            fan.on = fan.on and looks < 2

        wire.before = take_back
        with pytest.raises(TakenBackError):
            await control(device, at=wire).switch(FAN, on=True)
    assert not fan.on


@pytest.mark.parametrize("mode", [1, 2, 3, 4])
async def test_an_output_that_the_device_switches(
    make_agent: MakeAgent, control: Control, mode: int
) -> None:
    """Nothing is written, even where the mode was changed a moment ago."""
    device = await make_agent()
    switch = control(device)
    await switch.switch(FAN, on=True)
    device.output(151).mode = mode
    device.agent.refused = 0
    async with Relay(device) as wire:
        with pytest.raises(AutomaticOutputError):
            await control(device, at=wire).switch(FAN, on=False)
        with pytest.raises(AutomaticOutputError):
            await switch.pulse(FAN)
    assert device.output(151).on
    assert not any(WRITER.encode() in request for request in wire.requests)


@pytest.mark.parametrize(
    "credentials",
    [
        Community("1", "guessed"),
        Community("2c", "public"),  # may read, and nothing else
        Community("1", "public"),
        User(name="operator", authentication_key="another-key"),
        User(name="nobody", authentication_key="authentication"),
    ],
)
async def test_credentials_that_may_not_write(
    make_agent: MakeAgent, control: Control, credentials: Credentials
) -> None:
    """Silence and refusal are told apart from an output that does not move."""
    device = await make_agent()
    device.snmp_user = SnmpUser("operator", "authentication", "privacyprivacy")
    with pytest.raises(WriteRefusedError):
        await control(device, credentials).switch(FAN, on=True)
    assert not device.output(151).on


async def test_what_proves_credentials(make_agent: MakeAgent, control: Control) -> None:
    """A variable is read by them; nothing is written."""
    device = await make_agent()
    with pytest.raises(WriteRefusedError):
        await control(device, Community("1", "guessed")).prove()
    before = [output.on for output in device.outputs]
    await control(device).prove()
    assert [output.on for output in device.outputs] == before


async def test_a_lost_answer_is_no_failure(
    make_agent: MakeAgent, control: Control
) -> None:
    """The command was done once, and that is seen."""
    device = await make_agent()
    commands: list[bytes] = []

    async with Relay(device) as wire:

        async def count(request: bytes, _manager: Any) -> None:
            if WRITER.encode() in request:
                commands.append(request)

        wire.before = count
        wire.answered = lambda answer: [] if WRITER.encode() in answer else [answer]
        await control(device, at=wire).switch(FAN, on=True)
    assert device.output(151).on
    assert len(commands) == 1


async def test_another_device_gets_no_secret(
    make_agent: MakeAgent, control: Control
) -> None:
    """Neither the command nor the community goes to who only has the address."""
    device = await make_agent()
    other = await make_agent(mac="00:0A:59:00:00:99")
    async with Relay(other) as wire:
        for act in (
            control(device, at=wire).prove(),
            control(device, at=wire).switch(FAN, on=True),
            control(device, at=wire).pulse(FAN),
        ):
            with pytest.raises(OtherAgentError):
                await act
    assert not other.output(151).on
    assert wire.requests
    assert not any(WRITER.encode() in request for request in wire.requests)


async def test_another_device_after_the_first_command(
    make_agent: MakeAgent, control: Control
) -> None:
    """Who it is, is asked each time."""
    device = await make_agent()
    switch = control(device)
    await switch.switch(FAN, on=True)
    device.mac = "00:0A:59:00:00:99"
    with pytest.raises(OtherAgentError):
        await switch.switch(FAN, on=False)
    assert device.output(151).on


async def test_an_agent_without_a_name_gets_no_secret(
    make_agent: MakeAgent, control: Control
) -> None:
    """One that tells neither MAC address nor serial number."""
    device = await make_agent()
    device.mac = ""
    async with Relay(device) as wire:
        with pytest.raises(UnknownAgentError):
            await control(device, at=wire, identity="00:0a:59:00:00:01").prove()
    assert not any(WRITER.encode() in request for request in wire.requests)


@pytest.mark.parametrize(("model", "key"), [("poseidon2_3268", "199"), ("ste2", "151")])
async def test_no_such_output(
    make_agent: MakeAgent, control: Control, model: str, key: str
) -> None:
    """An output that HTTP lists need not be one of the agent."""
    device = await make_agent(model)
    with pytest.raises(UnknownOutputError):
        await control(device).switch(key, on=True)


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_an_output_that_cannot_be_written(
    make_agent: MakeAgent, control: Control, version: Any
) -> None:
    """As a virtual one may be: each version has its own words for that."""
    device = await make_agent()
    device.family = replace(
        device.family, tables=(SENSORS, replace(OUTPUTS, changes={}))
    )
    with pytest.raises(WriteRefusedError):
        await control(device, Community(version, WRITER)).switch(FAN, on=True)


def _locked(_entry: object, _value: object) -> NoReturn:
    raise RefusedError(Status.INCONSISTENT_VALUE)


@pytest.mark.parametrize("version", ["1", "2c"])
async def test_a_refusal_for_another_reason(
    make_agent: MakeAgent, control: Control, version: Any
) -> None:
    """An error of the agent ends the command at once."""
    device = await make_agent()
    locked = replace(OUTPUTS, changes={2: _locked})
    device.family = replace(device.family, tables=(SENSORS, locked))
    with pytest.raises(WriteRefusedError):
        await control(device, Community(version, WRITER)).switch(FAN, on=True)
