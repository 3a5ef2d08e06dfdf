"""Compares a device found at another address with the known one."""

from enum import Enum, auto
from typing import Final

from ..client import Device

# IDs below are set by the factory, such as 215 and 216 in every HWg-STE, or number the
# places of probes. Those above come from the probe's own chip.
_LEAST_CHIP_ID: Final = 1000


class Agreement(Enum):
    """How far two readings of a device agree."""

    OTHER = auto()
    """A MAC or serial number tells them apart for sure."""
    NONE = auto()
    """Nothing agrees."""
    SOME = auto()
    """One thing agrees, which alone is easily a coincidence or copied."""
    FULL = auto()
    """At least two of MAC, serial number and probe IDs agree."""


def agreement(known: Device, seen: Device) -> Agreement:
    """Compare a device that was read elsewhere with the known one.

    Names are no evidence: those of new devices are alike.
    """
    if seen.identity.differs_from(known.identity):
        return Agreement.OTHER
    agreeing = (
        bool(seen.identity.mac) and seen.identity.mac == known.identity.mac,
        bool(seen.identity.serial) and seen.identity.serial == known.identity.serial,
        same_probes(known, seen),
    )
    return (Agreement.NONE, Agreement.SOME, Agreement.FULL)[min(sum(agreeing), 2)]


def same_probes(known: Device, seen: Device) -> bool:
    """Return whether most of the probes of both are the same ones, by their chips."""
    ours, theirs = _chips(known), _chips(seen)
    return 2 * len(ours & theirs) > len(ours | theirs)


def _chips(device: Device) -> set[str]:
    return {
        key for key in device.sensors if key.isdecimal() and int(key) >= _LEAST_CHIP_ID
    }
