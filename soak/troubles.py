"""What goes wrong in half an hour of a house, by chance: each with its begin and end."""

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from random import Random
from typing import Final

from simulator import Fault
from worlds.traces import MINUTE

from .residents import CALM, FREEZER, SHELF, Resident

type Act = Callable[[], Awaitable[None]]
type Planned = tuple[float, Act]
"""After how many seconds something happens, and what."""

HALF_HOUR: Final = 30 * MINUTE
# None is unplugged. Only what fails at once: nobody has to wait for it.
_FAULTS: Final = (None, Fault.ERROR_503, Fault.RESET, Fault.HTML, Fault.EMPTY)
POLL: Final = 44.0
"""Seconds between two polls of a device."""


async def _set(resident: Resident, slot: str, value: float) -> None:
    resident.probes[slot].value = value


async def _validate(resident: Resident, slot: str, valid: bool) -> None:
    resident.probes[slot].valid = valid


async def _move(resident: Resident, closed: bool) -> None:
    resident.door.move(closed=closed)


def _excursion(chance: Random, resident: Resident, begin: float) -> Iterator[Planned]:
    """Yield a freezer that is too warm, with some noise."""
    length = MINUTE * 20 ** chance.random()
    warm = chance.choice((8.6, 9.6, 11.0))
    at = begin
    while at < begin + length:
        value = round(chance.gauss(warm, 0.1), 1)
        yield at, partial(_set, resident, FREEZER, value)
        at += 2 * MINUTE
    yield begin + length, partial(_set, resident, FREEZER, CALM)


def _at_the_limit(
    chance: Random, resident: Resident, begin: float
) -> Iterator[Planned]:
    """Yield a shelf that is around the limit for a while."""
    for poll in range(chance.randrange(5, 18)):
        value = round(chance.gauss(8.0, 0.3), 1)
        yield begin + poll * POLL, partial(_set, resident, SHELF, value)
    yield begin + 18 * POLL, partial(_set, resident, SHELF, CALM)


def _door(chance: Random, resident: Resident, begin: float) -> Iterator[Planned]:
    """Yield a door that is open."""
    yield begin, partial(_move, resident, False)
    yield begin + MINUTE * 10 ** chance.random(), partial(_move, resident, True)


def _outage(chance: Random, resident: Resident, begin: float) -> Iterator[Planned]:
    """Yield a device that does not answer."""
    yield begin, partial(resident.fail, chance.choice(_FAULTS))
    yield begin + MINUTE * 12 ** chance.random(), resident.recover


def _lost(chance: Random, resident: Resident, begin: float) -> Iterator[Planned]:
    """Yield a probe that tells no value."""
    slot = chance.choice((FREEZER, SHELF))
    length = MINUTE * chance.choice((0.4, 1, 4, 8))
    yield begin, partial(_validate, resident, slot, False)
    yield begin + length, partial(_validate, resident, slot, True)


_KINDS: Final = {
    "excursion": _excursion,
    "at the limit": _at_the_limit,
    "door": _door,
    "outage": _outage,
    "lost probe": _lost,
}


def troubles(
    chance: Random, residents: list[Resident]
) -> Iterator[tuple[str, list[Planned]]]:
    """Yield what goes wrong: its kind, and what happens when."""
    for kind, plan in _KINDS.items():
        for resident in chance.sample(
            residents, min(chance.randrange(4), len(residents))
        ):
            begin = chance.uniform(MINUTE, HALF_HOUR / 2)
            yield kind, list(plan(chance, resident, begin))
