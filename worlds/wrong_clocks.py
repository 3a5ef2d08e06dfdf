"""Each decision by clocks that are wrong, beside the same one by clocks that are right.

How late or early each may be is stated here beforehand.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from .clocks import DAY, HOUR, MINUTE, STOP, House, Trouble

type _Error = tuple[float, float]
"""By how many seconds a decision may be early, and late."""
type _ErrorOf = Callable[[float, bool], _Error]
"""The error of a decision, by two things:

By how many seconds less the time line moves than Home Assistant was off, and before a
crash since the state was saved; and whether the clock is set ahead first after a start
of the machine, as one is that was behind.
"""

_EXACT: Final = 1.0
# Before a crash, the state is no older than this while there are alerts.
_SAVE_EVERY: Final = 20 * MINUTE + 5 * MINUTE
# A clock that is behind is waited for, and then until the next look, and for the devices.
_SET_WITHIN: Final = (15 + 5 + 2) * MINUTE
# Drills are looked for once an hour here, and a trend takes a sample every two minutes.
_LOOK: Final = HOUR
_SAMPLE: Final = 2 * MINUTE


def _wait(rest: float, look: float = 0.0) -> _ErrorOf:
    """Return the error of what ends by time alone, with such a rest at the stop."""

    def error(missing: float, _doubted: bool) -> _Error:
        late = min(max(missing, 0.0), rest + _SAVE_EVERY)
        early = min(max(-missing, 0.0), rest)
        return early + look + _EXACT, late + look + _EXACT

    return error


def _alert(length: float) -> _ErrorOf:
    """Return the error of what an alert waits for, if it waits for so long.

    Whether the gap was long, after which it is told anew and waits anew, is what the
    clock says; if that is behind, what it says when it is set. A clock that was right at
    the start and is then set ahead looks the same.
    """

    def error(missing: float, doubted: bool) -> _Error:
        if abs(missing) <= _EXACT and not doubted:
            return _NONE
        return length + _EXACT, length + _SET_WITHIN * (missing > 0) + _EXACT

    return error


def _sure(error: float = _EXACT) -> _ErrorOf:
    """Return the error of what begins and ends in one run: no clock matters to it."""
    return lambda _missing, _doubted: (error, error)


_NONE: Final[_Error] = (_EXACT, _EXACT)
# By what is decided, the first time after the start.
ERRORS: Final[Mapping[str, _ErrorOf]] = {
    # Across the start: exact where the machine ran on, or its wall clock was right and
    # is not set ahead.
    "begun started": _alert(10 * MINUTE),
    "repeated to ann": _alert(30 * MINUTE),
    "escalated to bob": _alert(45 * MINUTE),
    "paused to ann": _wait(35 * MINUTE),
    "snoozed to ann": _wait(50 * MINUTE),
    "retry": _wait(33 * MINUTE),
    "drill": _wait(7 * DAY, _LOOK),
    # After the start.
    "new started": _sure(),
    "new to bob": _sure(),
    "pausing to ann": _sure(),
    "flapping started": _sure(),
    "network:192.168.1 to ann": _sure(),
    "night to ann": _sure(),
    "night to cid": _sure(),
    "steep started": _sure(_SAMPLE),
}


def case_of(trouble: Trouble) -> str:
    """Return what is known of the time that Home Assistant was off."""
    if abs(trouble.gained) <= _EXACT:
        return "sure"
    return "ahead" if trouble.gained > 0 else "behind"


_NEVER: Final = ("lost 0 to ann", "lost 1 to ann", "lost 2 to ann", "calm to ann")


@dataclass
class WrongClocks:
    """Lives through a trouble with clocks, and through the same without one."""

    seed: int
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    worst: dict[str, float] = field(default_factory=dict)
    """The greatest error of each decision, in seconds."""

    def run(self) -> None:
        """Compare them."""
        trouble = Trouble.of(self.seed)
        start, house = STOP + trouble.off, House(trouble).live()
        by_wrong, missing = house.decisions, house.missing
        by_right = House(trouble.right).live().decisions
        self._check_line(trouble, missing)
        for what, error in ERRORS.items():
            early, late = error(missing, trouble.set_ahead)
            made, meant = (
                next((at for at in decisions.get(what, ()) if at >= start), None)
                for decisions in (by_wrong, by_right)
            )
            if made is None or meant is None:
                self.wrong.append(f"{trouble}: {what}: {made} for {meant}")
                continue
            self.counts["decisions"] += 1
            self.worst[what] = max(abs(made - meant), self.worst.get(what, 0.0))
            if not -early <= made - meant <= late:
                self.wrong.append(f"{trouble}: {what}: by {made - meant:.0f} s")
        self._check_drills(trouble, by_wrong["drill"], len(by_right["drill"]))
        for what in _NEVER:
            if what in by_wrong:
                self.wrong.append(f"{trouble}: {what}")

    def _check_line(self, trouble: Trouble, missing: float) -> None:
        """See that the time line is wrong by no more than it may be."""
        off = trouble.off + _SAVE_EVERY * trouble.crash
        early, late = max(trouble.gained, 0.0), min(max(-trouble.gained, 0.0), off)
        self.counts[case_of(trouble)] += 1
        if not -early - _EXACT <= missing <= late + _EXACT:
            self.wrong.append(f"{trouble}: the line lacks {missing:.0f} s")

    def _check_drills(self, trouble: Trouble, drills: list[float], meant: int) -> None:
        """See that all but the first of them come at their time."""
        pauses = [(later - drill) / DAY for drill, later in pairwise(drills)]
        if len(drills) < meant - 1 or any(abs(pause - 27) > 0.1 for pause in pauses):
            self.wrong.append(f"{trouble}: drills after {pauses} days")

    def __str__(self) -> str:
        """Return the numbers."""
        return f"seed {self.seed}: {dict(self.counts)}, wrong {len(self.wrong)}"
