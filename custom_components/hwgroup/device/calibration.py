"""The calibration of probes, as a user has typed it from the certificate. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ..const import (
    CONF_CALIBRATED,
    CONF_CERTIFICATE,
    CONF_DUE,
    CONF_OFFSET,
    CONF_SENSOR,
)
from ..settings import Settings, number, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """A certificate: of which probe, of which day, and how long it is good for."""

    sensor: str
    """The key of the probe."""
    certificate: str
    calibrated: date
    due: date
    offset: float | None
    """The deviation that it states, in the unit of the certificate; nothing is corrected by it."""


def calibration_of(settings: Settings) -> Calibration:
    """Read what the form keeps.

    Raises UnreadableSettingError where what the certificate is about cannot be read.
    """
    return Calibration(
        sensor=settings.needed(CONF_SENSOR, text),
        certificate=settings.needed(CONF_CERTIFICATE, text),
        calibrated=settings.needed(CONF_CALIBRATED, date.fromisoformat),
        due=settings.needed(CONF_DUE, date.fromisoformat),
        offset=settings.get(CONF_OFFSET, number, None),
    )


def latest(calibrations: Iterable[Calibration]) -> dict[str, Calibration]:
    """Return the one of each probe that was made last."""
    return {
        each.sensor: each
        for each in sorted(calibrations, key=lambda each: each.calibrated)
    }
