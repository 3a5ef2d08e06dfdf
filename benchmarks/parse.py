"""What a document costs until it is a Device, by `ElementTree.fromstring` of it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import cycle
from xml.etree import ElementTree as ET

from custom_components.hwgroup.client import MalformedAnswerError, ValuesReader

from .documents import CHANGED, TEN_KILOBYTES, documents, entity_bomb
from .report import Row
from .size import size
from .timing import paired, seconds_of


def measure(seed: int) -> Iterator[Row]:
    """Measure an unchanged document, one with changes, the first, and a hostile one."""
    steady = documents(TEN_KILOBYTES, seed, count=1)
    moving = documents(replace(TEN_KILOBYTES, changed=CHANGED), seed)
    size = f"{len(steady[0]) / 1000:.1f} kB"
    yield _row(f"parse {size}: nothing changed", steady, ValuesReader().read, goal=1.6)
    yield _row(f"parse {size}: {CHANGED} of 40 changed", moving, ValuesReader().read)
    yield _row(
        f"parse {size}: the first one", steady, lambda doc: ValuesReader().read(doc)
    )
    yield _refusal()


def _row(
    what: str,
    served: list[bytes],
    read: Callable[[bytes], object],
    goal: float | None = None,
) -> Row:
    """Measure reading documents, each by ElementTree and by the integration."""
    read(served[-1])
    floor, measured = cycle(served), cycle(served)
    ratios = paired(
        lambda: ET.fromstring(next(floor)),  # noqa: S314
        lambda: read(next(measured)),
    )
    return Row(what, ratios.cpu, goal=goal, note="CPU, by ElementTree")


def _refusal() -> Row:
    """Measure refusing a DTD; there is no floor but zero."""
    bomb = entity_bomb()

    def refuse() -> None:
        try:
            ValuesReader().read(bomb)
        except MalformedAnswerError:
            return
        raise RuntimeError("An entity bomb was accepted")

    times = [seconds * 1000 for seconds in seconds_of(refuse, size(200))]
    return Row("parse an entity bomb: refused", times, "ms", goal=1.0, note="wall")
