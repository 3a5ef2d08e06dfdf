"""What outputs do with a command: at once, late, not at all, or not for long."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from simulator import SimulatedDevice
from simulator.parts import HELD_AFTER, Output
from simulator.snmp.messages import MODULES
from simulator.snmp.perseus import PERSEUS_BY_TEXT

from .snmp_client import Manager

MOMENT = 0.02
PERSEUS = "1.3.6.1.4.1.21796.5.1.3.1"

type MakeAgent = Callable[[str], Awaitable[SimulatedDevice]]


async def test_a_command() -> None:
    """It is done at once."""
    output = Output(151, "Fan")
    for on in (True, False):
        output.command(on=on)
        assert output.on is on


async def test_a_slow_output() -> None:
    """It shows its old state for a while."""
    output = Output(151, "Fan", lag=MOMENT)
    output.command(on=True)
    assert not output.on
    await asyncio.sleep(2 * MOMENT)
    assert output.on


async def test_an_output_that_lies() -> None:
    """It does nothing."""
    output = Output(151, "Fan", lies=True)
    output.command(on=True)
    assert not output.on


async def test_another_writer() -> None:
    """It puts the output back after a moment, whatever is done."""
    output = Output(151, "Fan", held=False)
    output.command(on=True)
    assert output.on
    await asyncio.sleep(2 * HELD_AFTER)
    assert not output.on


async def test_a_pulse() -> None:
    """The output ends it itself."""
    output = Output(1102, "Gate", pulse=MOMENT)
    output.command(on=True)
    assert output.on
    await asyncio.sleep(2 * MOMENT)
    assert not output.on


@pytest.mark.parametrize(
    ("by_text", "column", "value", "error"),
    [
        (False, 12, MODULES["2c"].Integer(1), 0),
        (False, 12, MODULES["2c"].Integer(2), 10),
        (False, 12, MODULES["2c"].OctetString("1"), 7),
        (False, 4, MODULES["2c"].OctetString("1"), 17),
        (True, 4, MODULES["2c"].OctetString("1"), 0),
        (True, 4, MODULES["2c"].OctetString("on"), 10),
        (True, 4, MODULES["2c"].Integer(1), 7),
        (True, 12, MODULES["2c"].Integer(1), 17),
    ],
)
async def test_perseus(
    make_agent: MakeAgent,
    manager: Manager,
    by_text: bool,
    column: int,
    value: object,
    error: int,
) -> None:
    """One of the two columns can be written, as a number or as text."""
    device = await make_agent("perseus")
    device.outputs.append(Output(1102, "Gate", pulse=0.4))
    if by_text:
        device.family = PERSEUS_BY_TEXT
    answer = await manager.ask(
        device.snmp_port,
        "set",
        f"{PERSEUS}.{column}.1.1101",
        community="private",
        value=value,
    )
    assert answer.status == error
    assert device.output(1101).on is (error == 0)
    assert device.agent.set_requests == 1
    pulses = await manager.get(
        device.snmp_port, f"{PERSEUS}.10.1.1101", f"{PERSEUS}.10.1.1102"
    )
    assert pulses == [0, 400]
