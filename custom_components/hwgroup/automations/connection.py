"""Devices that go offline and come back."""

from collections.abc import Mapping
from typing import ClassVar, Final, override

from homeassistant.components.binary_sensor import (
    DOMAIN as BINARY_SENSOR_DOMAIN,
    BinarySensorDeviceClass,
)
from homeassistant.const import STATE_OFF, STATE_ON, STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, State, callback
from homeassistant.helpers import entity_registry as er

from ..compat import (
    DomainSpec,
    EntityStateConditionBase,
    EntityTargetStateTriggerBase,
    TargetStateChangedData,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
    async_track_target_selector_state_change_event,
)
from ..const import DOMAIN

_CONNECTIVITY: Final[Mapping[str, DomainSpec]] = {
    BINARY_SENSOR_DOMAIN: DomainSpec(device_class=BinarySensorDeviceClass.CONNECTIVITY)
}
_NO_VERDICT: Final = (STATE_UNAVAILABLE, STATE_UNKNOWN)


@callback
def _own(hass: HomeAssistant, entities: set[str]) -> set[str]:
    """Return those entities that are of this integration."""
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entities
        if (entity := registry.async_get(entity_id)) and entity.platform == DOMAIN
    }


class _ConnectionTrigger(EntityTargetStateTriggerBase):
    """A device went offline or came back, whatever lay between.

    While an entry is reloaded, its entities are unavailable and then unknown: neither
    is a verdict on the device. What counts is the last one that was seen, so that a
    start of Home Assistant, which has seen none, triggers nothing.
    """

    _domain_specs = _CONNECTIVITY
    _excluded_from_states: ClassVar[frozenset[str]] = frozenset()
    _primary_entities_only = False

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Initialize the trigger."""
        super().__init__(hass, config)
        self._verdicts: dict[str, str] = {}

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the connectivity of HW group devices."""
        return super().entity_filter(_own(self._hass, entities))

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Return whether the last verdict was another one."""
        before = from_state.state
        if before in _NO_VERDICT:
            before = self._verdicts.get(to_state.entity_id, to_state.state)
        return before != to_state.state

    @callback
    def _remember(self, change: TargetStateChangedData) -> None:
        before = change.state_change_event.data["old_state"]
        if before is not None and before.state not in _NO_VERDICT:
            self._verdicts[before.entity_id] = before.state

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger to an action."""
        forget = await async_track_target_selector_state_change_event(
            self._hass,
            self._target,
            self._remember,
            self.entity_filter,
            primary_entities_only=False,
        )
        detach = await super().async_attach_runner(run_action, did_not_trigger)

        @callback
        def stop() -> None:
            forget()
            detach()

        return stop


class DeviceWentOfflineTrigger(_ConnectionTrigger):
    """A device has not answered for longer than its grace."""

    _to_states = {STATE_OFF}  # noqa: RUF012


class DeviceCameBackOnlineTrigger(_ConnectionTrigger):
    """A device that was offline answers again."""

    _to_states = {STATE_ON}  # noqa: RUF012


class DeviceIsOfflineCondition(EntityStateConditionBase):
    """A device does not answer, and has not for longer than its grace."""

    _domain_specs = _CONNECTIVITY
    _states = {STATE_OFF}  # noqa: RUF012
    _primary_entities_only = False

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the connectivity of HW group devices."""
        return super().entity_filter(_own(self._hass, entities))
