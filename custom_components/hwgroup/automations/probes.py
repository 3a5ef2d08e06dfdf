"""Probes that are lost and found."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Final, cast, override

import voluptuous as vol

from homeassistant.const import ATTR_ENTITY_ID, CONF_FOR, CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.event import async_call_later
from homeassistant.helpers.typing import ConfigType

from ..alerts.clock import Clock, Machine
from ..alerts.model import Reading, ReadingKind
from ..alerts.readings.agreed import AgreedLimits
from ..alerts.readings.device import entity_of
from ..alerts.readings.listener import DeviceListener
from ..alerts.rules.conditions import Lost
from ..compat import (
    TargetSelection,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from .schema import WithSchema, is_targeted

_PROBES: Final = frozenset((ReadingKind.SENSOR, ReadingKind.INPUT))
# As the built-in rule of the alerts has it.
_LOST: Final = Lost()


def _not_empty(target: ConfigType) -> ConfigType:
    if not TargetSelection(target).has_any_target:
        raise vol.Invalid("nothing is chosen")
    return target


_PROBE_SCHEMA: Final = vol.Schema(
    {
        vol.Required(CONF_TARGET): vol.All(cv.TARGET_FIELDS, _not_empty),
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_FOR, default=timedelta(0)): cv.positive_time_period
        },
    }
)


class _ProbeTrigger(WithSchema, Trigger):
    """A probe or an input can be read no more, or again, while its device answers.

    Its entity alone does not tell: it is unavailable when the probe is gone, but when
    the device is offline, too.
    """

    _schema = _PROBE_SCHEMA
    _readable: ClassVar[bool]
    """What it has to become."""

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Initialize the trigger."""
        super().__init__(hass, config)
        self._target = cast(Mapping[str, Any], config.target)
        self._duration: timedelta = cast(Mapping[str, Any], config.options)[CONF_FOR]
        self._known: dict[str, bool] = {}
        self._pending: dict[str, CALLBACK_TYPE] = {}

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger to an action."""

        @callback
        def on_readings(_device: str, readings: list[Reading]) -> None:
            for reading in readings:
                if reading.kind in _PROBES:
                    self._take(reading, run_action)

        clock = Clock(Machine())
        watch = DeviceListener(
            self._hass, AgreedLimits(), clock.at, lambda _devices: None, on_readings
        )
        forget = watch.start()

        @callback
        def stop() -> None:
            forget()
            for cancel in self._pending.values():
                cancel()
            self._pending.clear()

        return stop

    def _take(self, reading: Reading, run_action: TriggerActionRunner) -> None:
        key = reading.key
        if (lost := _LOST.evaluate(reading, None).firing) is None:
            # What was about to last long enough has to begin anew.
            if cancel := self._pending.pop(key, None):
                cancel()
                self._known[key] = not self._readable
            return
        readable = not lost
        if (known := self._known.get(key)) is readable:
            return
        self._known[key] = readable
        if cancel := self._pending.pop(key, None):
            cancel()
        if known is None or readable is not self._readable:
            return
        if self._duration:
            self._pending[key] = async_call_later(
                self._hass, self._duration, partial(self._fire, reading, run_action)
            )
        else:
            self._fire(reading, run_action)

    @callback
    def _fire(
        self,
        reading: Reading,
        run_action: TriggerActionRunner,
        _now: datetime | None = None,
    ) -> None:
        self._pending.pop(reading.key, None)
        entity_id = entity_of(self._hass, reading)
        if entity_id and is_targeted(self._hass, self._target, entity_id):
            run_action(
                {
                    ATTR_ENTITY_ID: entity_id,
                    "device": reading.device_name,
                    "name": reading.name,
                    "for": self._duration,
                },
                f"probe {reading.name} of {reading.device_name}",
            )


class ProbeLostTrigger(_ProbeTrigger):
    """A probe cannot be read any more, or is gone."""

    _readable = False


class ProbeReadableAgainTrigger(_ProbeTrigger):
    """A probe that was lost can be read again."""

    _readable = True
