"""The models of HW group: one row each, with what is known of it and from where.

Model numbers are those of the Agent in a document (portal push documentation; 33, 78 and
102 were seen on devices). Counts are those of the manuals and of the headers of the MIBs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
import re
from typing import Final, NamedTuple


class Evidence(StrEnum):
    """How sure it is that a protocol of a model is read rightly."""

    CAPTURE = "real capture"
    """A document or a recording of a real device, whole or in parts."""
    MANUAL = "manual"
    """A manual or a MIB of HW group, or what others have published of their device."""
    INFERRED = "inferred"
    """From models of the same line."""


class LimitRange(NamedTuple):
    """How large a limit can be, whatever its sign, and its smallest step."""

    largest: float
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """What a model has. A protocol that is None is not read."""

    name: str
    number: str | None = None
    sensors: str = "–"
    """How many, or of what kind."""
    inputs: int | None = 0
    """The most that it has, None for as many as its owner adds."""
    outputs: int | None = 0
    limits: LimitRange | None = None
    """What its limits can be set to over SNMP, by the MIB of its family."""
    sms: bool = False
    """Whether it sends SMS for others."""
    leaks_only: bool = False
    """Whether each of its sensors is a flood detector, whatever unit it names."""
    http: Evidence | None = None
    snmp: Evidence | None = None
    modbus: Evidence | None = None
    """Whether its outputs are coils over Modbus/TCP."""
    push: Evidence | None = None
    """Whether it can push, and the server can be changed."""

    @property
    def short_name(self) -> str:
        """Return the name as people say it."""
        return self.name.removeprefix("HWg-")


_CAPTURE: Final = Evidence.CAPTURE
_MANUAL: Final = Evidence.MANUAL
_INFERRED: Final = Evidence.INFERRED
_MANY: Final = "many"
# Integers of tenths, of which the displays show four digits.
_DISPLAYED: Final = LimitRange(999.9, 0.1)
# Texts, of whatever is measured.
_WRITTEN: Final = LimitRange(1e9, 0.001)

TABLE: Final = (
    Model(name="HWg-STE", number="33", sensors="2", http=_CAPTURE, snmp=_CAPTURE),
    Model(
        name="HWg-STE push",
        number="52",
        sensors="2",
        http=_INFERRED,
        snmp=_INFERRED,
        push=_MANUAL,
    ),
    Model(
        name="HWg-STE plus",
        number="70",
        sensors="2",
        inputs=2,
        http=_MANUAL,
        snmp=_MANUAL,
        push=_MANUAL,
    ),
    Model(
        name="STE2",
        number="78",
        sensors="2 or more",
        inputs=2,
        http=_MANUAL,
        snmp=_CAPTURE,
        push=_MANUAL,
    ),
    Model(
        name="STE2 LITE",
        number="102",
        sensors="temperature, flood",
        http=_CAPTURE,
        snmp=_MANUAL,
        push=_MANUAL,
    ),
    Model(
        name="STE2 R2",
        sensors="2 or more",
        inputs=2,
        http=_INFERRED,
        snmp=_CAPTURE,
        push=_INFERRED,
    ),
    Model(
        name="Poseidon 2250",
        limits=_DISPLAYED,
        sensors=_MANY,
        inputs=8,
        outputs=2,
        http=_MANUAL,
        snmp=_CAPTURE,
    ),
    Model(
        name="Poseidon 3265",
        limits=_DISPLAYED,
        sensors=_MANY,
        http=_MANUAL,
        snmp=_CAPTURE,
    ),
    Model(
        name="Poseidon 4002",
        limits=_DISPLAYED,
        sensors=_MANY,
        inputs=6,
        outputs=2,
        http=_MANUAL,
        snmp=_CAPTURE,
    ),
    Model(
        name="Poseidon2 3266",
        limits=_DISPLAYED,
        number="65",
        sensors=_MANY,
        inputs=4,
        http=_MANUAL,
        snmp=_CAPTURE,
        push=_MANUAL,
    ),
    Model(
        name="Poseidon2 3268",
        limits=_DISPLAYED,
        number="66",
        sensors=_MANY,
        inputs=4,
        outputs=2,
        http=_MANUAL,
        snmp=_MANUAL,
        modbus=_MANUAL,
        push=_MANUAL,
    ),
    Model(
        name="Poseidon2 3468",
        limits=_DISPLAYED,
        number="67",
        sensors=_MANY,
        inputs=4,
        outputs=2,
        http=_MANUAL,
        snmp=_MANUAL,
        modbus=_MANUAL,
        push=_MANUAL,
    ),
    Model(
        name="Poseidon2 4002",
        limits=_DISPLAYED,
        number="68",
        sensors=_MANY,
        inputs=12,
        outputs=4,
        http=_MANUAL,
        snmp=_CAPTURE,
        modbus=_INFERRED,
        push=_MANUAL,
    ),
    Model(
        name="Damocles MINI",
        limits=_DISPLAYED,
        sensors="1",
        inputs=4,
        outputs=2,
        snmp=_CAPTURE,
        modbus=_MANUAL,
    ),
    Model(
        name="Damocles2 MINI",
        limits=_DISPLAYED,
        sensors="1",
        inputs=4,
        outputs=2,
        http=_MANUAL,
        snmp=_MANUAL,
        modbus=_MANUAL,
        push=_INFERRED,
    ),
    Model(
        name="Damocles2 1208",
        limits=_DISPLAYED,
        inputs=12,
        outputs=8,
        http=_MANUAL,
        snmp=_MANUAL,
        modbus=_INFERRED,
        push=_INFERRED,
    ),
    Model(
        name="Damocles2 2404",
        limits=_DISPLAYED,
        sensors="1",
        inputs=24,
        outputs=4,
        http=_MANUAL,
        snmp=_MANUAL,
        modbus=_MANUAL,
        push=_INFERRED,
    ),
    Model(
        name="HWg-WLD",
        number="43",
        sensors="1 flood detector",
        leaks_only=True,
        http=_MANUAL,
        snmp=_CAPTURE,
        push=_MANUAL,
    ),
    Model(
        name="HWg-WLD2",
        sensors="4 flood detectors",
        leaks_only=True,
        http=_INFERRED,
        snmp=_INFERRED,
        push=_INFERRED,
    ),
    Model(name="HWg-SMS-GW2", number="50", sms=True, http=_MANUAL, push=_MANUAL),
    Model(name="HWg-SMS-GW3", sms=True, http=_MANUAL),
    Model(
        name="HWg-PWR",
        number="55",
        sensors="meters",
        inputs=8,
        snmp=_MANUAL,
        push=_MANUAL,
    ),
    Model(
        name="Perseus",
        limits=_WRITTEN,
        sensors="meters",
        inputs=None,
        outputs=None,
        snmp=_CAPTURE,
        push=_INFERRED,
    ),
    Model(name="HWg-SD", sensors="1 or more", push=_INFERRED),
)

BY_NUMBER: Final[Mapping[str, Model]] = {
    model.number: model for model in TABLE if model.number
}
# The longest name first: a STE2 LITE is a STE2, too.
_PATTERNS: Final = [
    (re.compile(rf"\b{model.short_name}\b", re.IGNORECASE), model)
    for model in sorted(TABLE, key=lambda model: -len(model.name))
]


def model_of(number: str, *texts: str) -> Model | None:
    """Return the model that a device names by its number or in a text, None for others."""
    if (model := BY_NUMBER.get(number)) is not None:
        return model
    for text in texts:
        for pattern, model in _PATTERNS:
            if pattern.search(text):
                return model
    return None
