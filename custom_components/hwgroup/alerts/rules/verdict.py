"""What a rule says of a reading."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a rule is firing for a reading; None if the reading does not say.

    `limit` is the limit that is crossed, and `above` tells which way. `harder` tells
    whether it is the one that makes an alert critical, None where the value is so near
    to that limit that what was told before still counts.
    """

    firing: bool | None
    limit: float | None = None
    above: bool | None = None
    harder: bool | None = False


UNKNOWN: Final = Verdict(None)
CALM: Final = Verdict(False)
FIRING: Final = Verdict(True)
