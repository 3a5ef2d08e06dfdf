"""A rule of which the settings cannot be read. Pure."""

from dataclasses import dataclass
from typing import Self

from ..model import Reading
from .conditions import EVERYTHING, Band
from .verdict import UNKNOWN, Verdict


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Says nothing of any reading: what was active before stays so until it can be read."""

    setting: str
    """What cannot be read."""

    def evaluate(self, reading: Reading, above: bool | None) -> Verdict:
        """Return that nothing is known."""
        return UNKNOWN

    def band(self, reading: Reading) -> Band | None:
        """Return every value: no reading has to be looked at."""
        return EVERYTHING

    def fitted(self, _reading: Reading) -> Self:
        """Return the condition as it is."""
        return self
