"""What outputs do with a command: at once, late, not at all, or not for long."""

from collections.abc import Awaitable, Callable
from operator import itemgetter
from typing import Any

import pytest

from simulator import SimulatedDevice
from simulator.parts import HELD_AFTER, Output
from simulator.snmp.messages import MODULES
from simulator.snmp.perseus import PERSEUS_BY_TEXT

from .snmp_client import Manager

PERSEUS = "1.3.6.1.4.1.21796.5.1.3.1"

type MakeAgent = Callable[[str], Awaitable[SimulatedDevice]]


class _Time:
    """A time that passes when it is told to."""

    def __init__(self) -> None:
        self._now = 0.0
        self._due: list[tuple[float, Callable[[], None]]] = []

    def call_later(self, seconds: float, call: Callable[[], None]) -> None:
        self._due.append((self._now + seconds, call))

    def pass_until(self, now: float) -> None:
        self._now = now
        due = sorted((each for each in self._due if each[0] <= now), key=itemgetter(0))
        for each in due:
            self._due.remove(each)
            each[1]()


@pytest.mark.parametrize(
    ("how", "shown"),
    [
        ({}, [(0, True), (60, True)]),
        ({"lag": 2.0}, [(0, False), (1.9, False), (2, True), (60, True)]),
        ({"lies": True}, [(0, False), (60, False)]),
        (
            {"held": False},
            [(0, True), (0.9 * HELD_AFTER, True), (HELD_AFTER, False), (60, False)],
        ),
        ({"pulse": 5.0}, [(0, True), (4.9, True), (5, False), (60, False)]),
        (
            {"pulse": 5.0, "lag": 2.0},
            [(1.9, False), (2, True), (6.9, True), (7, False)],
        ),
    ],
)
def test_a_command(how: dict[str, Any], shown: list[tuple[float, bool]]) -> None:
    """It is done at once, late, not at all, until another writer comes, or for a pulse."""
    time = _Time()
    output = Output(151, "Fan", call_later=time.call_later, **how)
    output.command(on=True)
    for seconds, on in shown:
        time.pass_until(seconds)
        assert output.on is on, seconds


def test_off() -> None:
    """An output that stays goes off by a command, too."""
    output = Output(151, "Fan", on=True)
    output.command(on=False)
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
