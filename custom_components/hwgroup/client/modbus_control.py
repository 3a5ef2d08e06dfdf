"""Switching outputs over Modbus/TCP, and learning which coil is which output.

The manuals of Poseidon2 and Damocles have the outputs at the coils 200, 201, …, read by
function 1 and written by function 5. No one says whether that counts from 0, as on the
wire, or from 1. With the wrong one, a command would switch the neighbour; and that two
coils are equal proves nothing. So writing needs to have seen the coils follow an output
that somebody has switched on the device's own page.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Final, NamedTuple, Protocol

from .errors import (
    AmbiguousCoilsError,
    AutomaticOutputError,
    CoilsDifferError,
    CoilsUnknownError,
    HwgError,
    NothingChangedError,
    OtherAgentError,
    OtherOutputError,
    ResponseTimeoutError,
    SeveralChangedError,
    SwitchingError,
    UnknownAgentError,
    UnknownOutputError,
)
from .model import Device, Output
from .read_back import looks, refuse_unless_switched, seen_twice

# Where the first output is on the wire, by a numbering from 0 and by one from 1.
FIRST_COILS: Final = (200, 199)
# As IDs, outputs are 151, 152, …
_FIRST_ID: Final = 151
_MOST_OUTPUTS: Final = 16

type ReadDevice = Callable[[], Awaitable[Device]]


class Coils(Protocol):
    """The coils of a device, by their addresses on the wire.

    Raises one of the HwgError family.
    """

    async def read(self, address: int) -> bool | None:
        """Return what a coil is, None where there is none at this address."""

    async def write(self, address: int, *, on: bool) -> None:
        """Write a coil, once: a command that is lost is not sent again."""

    def close(self) -> None:
        """Release the connection."""


class Look(NamedTuple):
    """What outputs and coils were at one time; outputs are counted from 0."""

    outputs: Mapping[int, Output]
    coils: Mapping[int, bool | None]

    def follows(self, first_coil: int) -> bool:
        """Return whether each coil shows what its output shows.

        An output without a coil is a virtual one.
        """
        return all(
            self.coils.get(first_coil + number) in (output.on, None)
            for number, output in self.outputs.items()
            if not output.automatic
        )


class CoilLearner:
    """Learns which coil is which output, while somebody switches one on the device."""

    def __init__(self, read: ReadDevice, coils: Coils) -> None:
        """Ask the device in its usual way, and for its coils."""
        self._read, self._coils = read, coils
        self._before: Look
        self._identity: str

    async def begin(self) -> Device:
        """Look at a device before it is switched, and return it.

        Raises one of the HwgError family.
        """
        try:
            device, self._before = await self._look()
        finally:
            self._coils.close()
        self._identity = _identity(device)
        if not self._before.outputs:
            raise UnknownOutputError("The device has no output that is a coil")
        if all(coil is None for coil in self._before.coils.values()):
            raise CoilsDifferError("The device has no coils there")
        return device

    async def learn(self) -> int:
        """Return where the first output is, once that was seen twice.

        Raises one of the HwgError family.
        """
        seen: int | None = None
        error: SwitchingError = NothingChangedError("No output has changed")
        try:
            async for _ in looks():
                device, now = await self._look()
                if _identity(device) != self._identity:
                    raise OtherAgentError("Another device answers")
                try:
                    first = first_coil(self._before, now)
                except SwitchingError as err:
                    seen, error = None, err
                    continue
                if seen == first:
                    return first
                seen = first
        finally:
            self._coils.close()
        if isinstance(error, SeveralChangedError):
            self._before = now
        raise error

    async def _look(self) -> tuple[Device, Look]:
        device = await self._read()
        outputs = _outputs(device)
        addresses = {first + number for first in FIRST_COILS for number in outputs}
        coils = {each: await self._coils.read(each) for each in sorted(addresses)}
        return device, Look(outputs, coils)


def first_coil(before: Look, now: Look) -> int:
    """Return where the first output is: by the one numbering that explains a change.

    Raises SwitchingError where none does, or more than one.
    """
    changed = [
        number
        for number, output in now.outputs.items()
        if number in before.outputs and output.on is not before.outputs[number].on
    ]
    if not changed:
        raise NothingChangedError("No output has changed")
    if len(changed) > 1:
        raise SeveralChangedError("More than one output has changed")
    [number] = changed
    fitting = [
        first
        for first in FIRST_COILS
        if _moved(before, now, first + number)
        and before.follows(first)
        and now.follows(first)
    ]
    if not fitting:
        raise CoilsDifferError("No coil follows the output")
    if len(fitting) > 1:
        raise AmbiguousCoilsError("Two coils follow the output")
    return fitting[0]


def _moved(before: Look, now: Look, address: int) -> bool:
    coils = before.coils.get(address), now.coils.get(address)
    return None not in coils and coils[0] is not coils[1]


class ModbusControl:
    """Switches the outputs of one device over Modbus/TCP, one command at a time.

    The device is read in its usual way, too: before a command for who it is and for the
    mode of the output, after it for what became of it.
    """

    def __init__(
        self, read: ReadDevice, coils: Coils, *, identity: str, first_coil: int
    ) -> None:
        """Remember how to reach the device, who it is, and where its first output is."""
        self._read, self._coils = read, coils
        self._identity = identity
        self._first_coil: int | None = first_coil
        self._lock = asyncio.Lock()

    async def switch(self, key: str, *, on: bool) -> None:
        """Switch an output, and return when the device has shown that twice.

        Both the coil and the output have to show it. Raises one of the HwgError family;
        after OtherOutputError it switches nothing any more.
        """
        async with self._lock:
            try:
                await self._switch(key, on)
            finally:
                self._coils.close()

    async def _switch(self, key: str, on: bool) -> None:
        before, address = await self._prepared(key)
        answered = await self._write(address, on=on)
        others: Mapping[str, bool | None] = {}

        async def is_so() -> bool:
            nonlocal others
            try:
                device, coil = await self._read(), await self._coils.read(address)
            except HwgError:
                return False  # it may answer at the next look
            others = _moved_others(before, device, key)
            output = device.outputs.get(key)
            return coil is on and output is not None and output.on is on

        seen = await seen_twice(is_so)
        if seen is False and others:
            self._first_coil = None
            raise OtherOutputError(f"The outputs {', '.join(others)} have changed")
        refuse_unless_switched(seen, answered=answered)

    async def _prepared(self, key: str) -> tuple[Device, int]:
        """Return the device, and the address of an output that may be switched now."""
        if (first := self._first_coil) is None:
            raise CoilsUnknownError("It is not known which coil is which output")
        device = await self._read()
        if _identity(device) != self._identity:
            raise OtherAgentError("Another device answers")
        output, outputs = device.outputs.get(key), _outputs(device)
        number = next((each for each in outputs if outputs[each] is output), None)
        if output is None or number is None:
            raise UnknownOutputError("The device has no such output")
        if output.automatic:
            raise AutomaticOutputError("The device switches the output itself")
        coils = {first + each: await self._coils.read(first + each) for each in outputs}
        if coils[first + number] is None or not Look(outputs, coils).follows(first):
            raise CoilsDifferError("The coils do not show what the outputs show")
        return device, first + number

    async def _write(self, address: int, *, on: bool) -> bool:
        """Send the command, once; return whether the device has answered it."""
        try:
            await self._coils.write(address, on=on)
        except ResponseTimeoutError:
            return False  # the answer may be lost, and the command done
        return True


def _moved_others(before: Device, now: Device, key: str) -> Mapping[str, bool | None]:
    """Return the other outputs that have changed, but those that the device switches."""
    return {
        other: output.on
        for other, output in now.outputs.items()
        if other != key
        and not output.automatic
        and other in before.outputs
        and output.on is not before.outputs[other].on
    }


def _outputs(device: Device) -> Mapping[int, Output]:
    """Return the outputs that can be coils, counted from 0."""
    numbers = {
        int(key) - _FIRST_ID: output
        for key, output in device.outputs.items()
        if key.isdecimal()
    }
    return {
        number: output
        for number, output in sorted(numbers.items())
        if 0 <= number < _MOST_OUTPUTS
    }


def _identity(device: Device) -> str:
    identity = device.identity.unique_id
    if identity is None:
        raise UnknownAgentError("The device does not say which one it is")
    return identity
