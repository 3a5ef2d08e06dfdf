"""Outputs as coils over real Modbus/TCP: what is learned, refused and believed."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, Final

import pytest

from custom_components.hwgroup import client
from custom_components.hwgroup.client import (
    AmbiguousCoilsError,
    AutomaticOutputError,
    CannotConnectError,
    CoilLearner,
    CoilsDifferError,
    CoilsUnknownError,
    Device,
    HwgError,
    MalformedAnswerError,
    ModbusControl,
    ModbusRefusedError,
    NothingChangedError,
    NotSwitchedError,
    OtherAgentError,
    OtherOutputError,
    ResponseTimeoutError,
    SeveralChangedError,
    TakenBackError,
    UnknownAgentError,
    UnknownOutputError,
    ValuesReader,
    WriteRefusedError,
)
from custom_components.hwgroup.client.modbus import ModbusCoils
from custom_components.hwgroup.client.modbus_control import Look, first_coil
from custom_components.hwgroup.client.read_back import seen_twice
from simulator import MODELS, ModbusFault, Output, SimulatedDevice
from tests.simulator.helpers import until

FAN: Final = "151"
BEACON: Final = "152"
PAUSES: Final = (0.0, 0.01, 0.02, 0.04)

type MakeDevice = Callable[..., Awaitable[SimulatedDevice]]


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{client.__name__}.modbus.TIMEOUT_SECONDS", 0.15)
    monkeypatch.setattr(f"{client.__name__}.read_back.READ_BACK_SECONDS", PAUSES)


@pytest.fixture
async def make_device() -> AsyncIterator[MakeDevice]:
    """Return a function that starts a device whose outputs are coils."""
    devices: list[SimulatedDevice] = []

    async def make(model: str = "poseidon2_3268", first: int = 200) -> SimulatedDevice:
        device = SimulatedDevice(MODELS[model])
        device.modbus.first_coil = first
        device.output(152).mode = 0
        devices.append(device)
        await device.plug_modbus()
        return device

    yield make
    for device in devices:
        await device.stop()


@pytest.fixture
async def device(make_device: MakeDevice) -> SimulatedDevice:
    """Return a device with two relays that counts its coils from 0."""
    return await make_device()


def _coils(device: SimulatedDevice, unit_id: int = 2) -> ModbusCoils:
    return ModbusCoils(device.host, device.modbus_port, unit_id)


def _reader(device: SimulatedDevice) -> Callable[[], Awaitable[Device]]:
    reader = ValuesReader()

    async def read() -> Device:
        return reader.read(device.document)

    return read


def _control(device: SimulatedDevice, first: int | None = None) -> ModbusControl:
    return ModbusControl(
        _reader(device),
        _coils(device),
        identity=device.mac.lower(),
        first_coil=device.modbus.first_coil if first is None else first,
    )


def _learner(device: SimulatedDevice) -> CoilLearner:
    return CoilLearner(_reader(device), _coils(device))


@pytest.mark.parametrize("first", [200, 199])
@pytest.mark.parametrize("model", ["poseidon2_3268", "damocles2_1208"])
async def test_learning_and_switching(
    make_device: MakeDevice, model: str, first: int
) -> None:
    """Whichever way the device counts, the output moves, and no neighbour."""
    device = await make_device(model, first)
    watched = device.outputs[::3]
    for output in watched:
        learner = _learner(device)
        await learner.begin()
        output.on = not output.on
        assert await learner.learn() == first
    control = _control(device)
    for output in watched:
        others = [other.on for other in device.outputs if other is not output]
        for on in (not output.on, output.on):
            await control.switch(str(output.id), on=on)
            assert output.on is on
        assert [other.on for other in device.outputs if other is not output] == others
    assert device.modbus.writes == 2 * len(watched)


def _fail(device: SimulatedDevice, fault: ModbusFault) -> None:
    device.modbus.fault = fault


async def _begun(device: SimulatedDevice) -> CoilLearner:
    learner = _learner(device)
    await learner.begin()
    return learner


async def test_nothing_has_changed(device: SimulatedDevice) -> None:
    """What is equal proves nothing; the next time may show it."""
    learner = await _begun(device)
    with pytest.raises(NothingChangedError):
        await learner.learn()
    device.output(151).on = True
    assert await learner.learn() == 200


async def test_two_have_changed(device: SimulatedDevice) -> None:
    """The next change counts from there."""
    learner = await _begun(device)
    device.output(151).on = device.output(152).on = True
    with pytest.raises(SeveralChangedError):
        await learner.learn()
    with pytest.raises(NothingChangedError):
        await learner.learn()
    device.output(152).on = False
    assert await learner.learn() == 200


async def test_coils_that_follow_no_output(device: SimulatedDevice) -> None:
    """They are those of something else."""
    learner = await _begun(device)
    device.modbus.first_coil = 202
    device.output(151).on = True
    with pytest.raises(CoilsDifferError):
        await learner.learn()


async def test_two_coils_follow_one_output(device: SimulatedDevice) -> None:
    """A device that shows it at both addresses tells no numbering."""
    device.modbus.mirrored = 1
    del device.outputs[1:]
    learner = await _begun(device)
    device.output(151).on = True
    with pytest.raises(AmbiguousCoilsError):
        await learner.learn()


@pytest.mark.parametrize("shown", [{3}, {3, 5, 7}])
async def test_a_change_that_is_not_held(
    device: SimulatedDevice, shown: set[int]
) -> None:
    """It has to be seen twice, one time after the other."""
    reader, looks = _reader(device), 0

    async def read() -> Device:
        nonlocal looks
        looks += 1
        device.output(151).on = looks in shown
        return await reader()

    learner = CoilLearner(read, _coils(device))
    await learner.begin()
    with pytest.raises(NothingChangedError):
        await learner.learn()


async def test_another_device_while_learning(device: SimulatedDevice) -> None:
    """What is learned of one is not known of another."""
    learner = await _begun(device)
    device.mac = "00:0A:59:99:99:99"
    device.output(151).on = True
    with pytest.raises(OtherAgentError):
        await learner.learn()


@pytest.mark.parametrize(
    ("prepare", "error"),
    [
        (lambda device: setattr(device.modbus, "unit_id", 1), ResponseTimeoutError),
        (lambda device: setattr(device.modbus, "first_coil", 0), CoilsDifferError),
        (lambda device: _fail(device, ModbusFault.LOCKED), ModbusRefusedError),
        (lambda device: _fail(device, ModbusFault.EMPTY), MalformedAnswerError),
        (lambda device: device.outputs.clear(), UnknownOutputError),
        (lambda device: setattr(device, "mac", ""), UnknownAgentError),
    ],
    ids=["other unit", "no coils", "locked", "empty", "no outputs", "no identity"],
)
async def test_nothing_to_learn(
    device: SimulatedDevice, prepare: Callable[[SimulatedDevice], Any], error: type
) -> None:
    """That is said at once, before anybody is asked to switch something."""
    prepare(device)
    device.serial = ""
    with pytest.raises(error):
        await _begun(device)


async def test_nobody_listens(device: SimulatedDevice) -> None:
    """Nor does that take long."""
    await device.unplug_modbus()
    with pytest.raises(CannotConnectError):
        await _begun(device)


def _look(outputs: str, coils: str) -> Look:
    """Return a look at outputs and at the coils from 199 on; a dash is none."""
    return Look(
        {
            number: client.Output(
                key=str(151 + number), name="", on=on == "1", automatic=False
            )
            for number, on in enumerate(outputs)
        },
        {
            199 + number: {"0": False, "1": True, "-": None}[coil]
            for number, coil in enumerate(coils)
        },
    )


@pytest.mark.parametrize(
    ("outputs", "coils", "expected"),
    [
        # One has changed, and its neighbours are equal to it before or after.
        (("00", "10"), ("-00", "-10"), 200),
        (("00", "10"), ("00-", "10-"), 199),
        (("00", "01"), ("-00", "-01"), 200),
        (("00", "01"), ("00-", "01-"), 199),
        (("11", "01"), ("011", "001"), 200),
        (("11", "10"), ("110", "100"), 199),
        (("1111", "1011"), ("11111", "11011"), 200),
        (("0000", "0010"), ("00000", "00100"), 199),
        # A coil has changed, and it is not that of the output.
        (("000", "010"), ("0000", "0001"), CoilsDifferError),
        # Both have changed, or none.
        (("0", "1"), ("00", "11"), AmbiguousCoilsError),
        (("0", "1"), ("00", "00"), CoilsDifferError),
        # It has changed the wrong way round.
        (("00", "10"), ("-11", "-01"), CoilsDifferError),
        # Its neighbour has changed as well.
        (("00", "10"), ("-00", "-11"), CoilsDifferError),
        # An output without a coil is a virtual one.
        (("000", "100"), ("-00-", "-10-"), 200),
        (("000", "001"), ("-00-", "-00-"), CoilsDifferError),
    ],
)
def test_which_numbering(
    outputs: tuple[str, str], coils: tuple[str, str], expected: Any
) -> None:
    """Only one that explains the change, and everything else that was seen."""
    before, now = (_look(*each) for each in zip(outputs, coils, strict=True))
    if isinstance(expected, int):
        assert first_coil(before, now) == expected
    else:
        with pytest.raises(expected):
            first_coil(before, now)


@pytest.mark.parametrize("code", [1, 2, 3, 4, 6, 10, 11])
async def test_a_refused_command(device: SimulatedDevice, code: int) -> None:
    """The device answers with an exception, and nothing moves."""
    device.modbus.fault, device.modbus.exception = ModbusFault.REFUSED, code
    with pytest.raises(ModbusRefusedError) as refused:
        await _control(device).switch(FAN, on=True)
    assert refused.value.code == code
    assert device.modbus.writes == 1
    assert not device.output(151).on


async def test_a_late_device_is_waited_for(device: SimulatedDevice) -> None:
    """Its old state is no refusal yet."""
    device.output(151).lag = PAUSES[1]
    await _control(device).switch(FAN, on=True)
    assert device.output(151).on


async def test_a_device_that_lies(device: SimulatedDevice) -> None:
    """It accepts the command and does nothing: that is no success."""
    device.output(151).lies = True
    with pytest.raises(NotSwitchedError):
        await _control(device).switch(FAN, on=True)
    assert device.modbus.writes == 1


async def test_a_writer_that_insists(device: SimulatedDevice) -> None:
    """Who takes the command back a moment later is found out."""
    reader, looks = _reader(device), 0

    async def read() -> Device:
        nonlocal looks
        looks += device.output(151).on
        if looks > 1:
            device.output(151).on = False
        return await reader()

    control = ModbusControl(
        read, _coils(device), identity=device.mac.lower(), first_coil=200
    )
    with pytest.raises(TakenBackError):
        await control.switch(FAN, on=True)


@pytest.mark.parametrize(
    ("shown", "seen"), [((1, 1), None), ((0, 1, 0, 1, 0, 1), True), ((0, 0), False)]
)
async def test_what_is_seen_has_to_last(
    shown: tuple[int, ...], seen: bool | None
) -> None:
    """What comes and goes is seen, and is not so."""
    looked = iter(shown)

    async def is_so() -> bool:
        return bool(next(looked, 0))

    assert await seen_twice(is_so) is seen


async def test_a_lost_answer_is_no_failure(device: SimulatedDevice) -> None:
    """The output is looked at; the command is not sent again."""
    device.modbus.fault = ModbusFault.UNANSWERED
    await _control(device).switch(FAN, on=True)
    assert device.output(151).on
    device.output(151).lies = True
    with pytest.raises(WriteRefusedError):
        await _control(device).switch(FAN, on=False)
    assert device.modbus.writes == 2


async def test_a_connection_that_is_cut(device: SimulatedDevice) -> None:
    """Nobody knows what became of the command, until the output is seen."""
    device.modbus.fault = ModbusFault.CUT
    with pytest.raises(WriteRefusedError):
        await _control(device).switch(FAN, on=True)
    assert device.modbus.writes == 1
    assert not device.output(151).on
    device.modbus.fault = ModbusFault.NONE
    await _control(device).switch(FAN, on=True)
    assert device.output(151).on


async def test_another_unit(device: SimulatedDevice) -> None:
    """It is silent, and nothing is written."""
    device.modbus.unit_id = 1
    with pytest.raises(ResponseTimeoutError):
        await _control(device).switch(FAN, on=True)
    assert not device.modbus.writes


@pytest.mark.parametrize(("first", "really"), [(200, 199), (199, 200)])
async def test_coils_that_are_off_by_one(
    make_device: MakeDevice, first: int, really: int
) -> None:
    """They do not show what the outputs show: nothing is written."""
    device = await make_device(first=really)
    device.output(151).on = True
    with pytest.raises(CoilsDifferError):
        await _control(device, first).switch(FAN, on=False)
    assert not device.modbus.writes


async def test_equal_coils_that_are_off_by_one(make_device: MakeDevice) -> None:
    """The neighbour moves: that is told, and nothing is written from then on."""
    device = await make_device("damocles2_1208", 199)
    control = _control(device, 200)
    with pytest.raises(OtherOutputError):
        await control.switch(FAN, on=True)
    assert [output.on for output in device.outputs[:3]] == [False, True, False]
    for _ in range(2):
        with pytest.raises(CoilsUnknownError):
            await control.switch(FAN, on=True)
    assert device.modbus.writes == 1


@pytest.mark.parametrize("mode", [1, 2, 3, 4])
async def test_an_output_that_the_device_switches(
    device: SimulatedDevice, mode: int
) -> None:
    """Nothing is written; the other output can be switched, whatever this one does."""
    device.output(151).mode = mode
    control = _control(device)
    with pytest.raises(AutomaticOutputError):
        await control.switch(FAN, on=True)
    assert not device.modbus.writes
    await control.switch(BEACON, on=True)
    assert device.output(152).on


async def test_another_device_gets_no_command(device: SimulatedDevice) -> None:
    """Whoever answers has to be the device whose coils were seen."""
    control = _control(device)
    device.mac = "00:0A:59:99:99:99"
    with pytest.raises(OtherAgentError):
        await control.switch(FAN, on=True)
    assert not device.modbus.writes


@pytest.mark.parametrize("key", ["153", "167", "1_1101", "150"])
async def test_no_such_output(device: SimulatedDevice, key: str) -> None:
    """Nor one that can be no coil."""
    device.outputs += [Output(167, "Virtual 1"), Output(150, "Virtual 0")]
    with pytest.raises(UnknownOutputError):
        await _control(device).switch(key, on=True)
    assert not device.modbus.writes


async def test_a_device_that_stumbles_after_a_command(device: SimulatedDevice) -> None:
    """It may answer at the next look."""
    reader, looks = _reader(device), 0

    async def read() -> Device:
        nonlocal looks
        looks += 1
        if looks == 2:
            raise MalformedAnswerError("Half a document")
        return await reader()

    control = ModbusControl(
        read, _coils(device), identity=device.mac.lower(), first_coil=200
    )
    await control.switch(FAN, on=True)
    assert device.output(151).on


async def test_one_command_at_a_time(device: SimulatedDevice) -> None:
    """Two at once are both done, one after the other."""
    control = _control(device)
    await asyncio.gather(control.switch(FAN, on=True), control.switch(BEACON, on=True))
    assert [output.on for output in device.outputs] == [True, True]


async def test_who_gives_up_waiting_is_not_held(device: SimulatedDevice) -> None:
    """What pymodbus makes an error of ends the task, as it should."""
    coils = _coils(device)
    assert await coils.read(200) is False
    device.modbus.unit_id, before = 1, device.modbus.requests
    task = asyncio.create_task(coils.read(200))
    await until(lambda: device.modbus.requests > before)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_no_connection_is_left_open(device: SimulatedDevice) -> None:
    """A device has few of them."""
    await _control(device).switch(FAN, on=True)
    with pytest.raises(HwgError):
        await (await _begun(device)).learn()
    await until(lambda: device.modbus.connections == 0)
