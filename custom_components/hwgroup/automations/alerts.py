"""Alerts that begin and end, messages that fail, and pauses."""

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Final, Unpack, cast, override

import voluptuous as vol

from homeassistant.const import ATTR_ENTITY_ID, CONF_OPTIONS, CONF_TARGET
from homeassistant.core import CALLBACK_TYPE, HomeAssistant, callback
from homeassistant.helpers import config_validation as cv

from ..alerts.access import async_follow_manager, async_manager
from ..alerts.as_dict import of_delivery, of_event
from ..alerts.events import FeedItem
from ..alerts.model import Change, Reading, Severity
from ..alerts.notify.log import Delivery
from ..alerts.readings.device import entity_of
from ..alerts.readings.targets import async_chosen_devices, async_names_all
from ..alerts.rules.conditions import Rule
from ..alerts.rules.event import AlertEvent
from ..compat import (
    ATTR_BEHAVIOR,
    BEHAVIOR_ALL,
    BEHAVIOR_ANY,
    Condition,
    ConditionCheckParams,
    ConditionConfig,
    Trigger,
    TriggerActionRunner,
    TriggerConfig,
    TriggerNotTriggeredReporter,
)
from ..const import CONF_SEVERITY
from .schema import WithSchema, is_targeted

if TYPE_CHECKING:
    from ..alerts.manager import AlertManager

_SEVERITIES: Final = vol.All(
    cv.ensure_list, [vol.In([severity.value for severity in Severity])]
)
_ALERT_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_TARGET): cv.TARGET_FIELDS,
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_SEVERITY, default=[]): _SEVERITIES
        },
    }
)
_PAUSED_SCHEMA: Final = vol.Schema(
    {
        vol.Optional(CONF_TARGET): cv.TARGET_FIELDS,
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(ATTR_BEHAVIOR, default=BEHAVIOR_ANY): vol.In(
                [BEHAVIOR_ANY, BEHAVIOR_ALL]
            )
        },
    }
)


class _AlertFilter:
    """Which alerts a trigger or a condition is about."""

    def __init__(
        self,
        hass: HomeAssistant,
        target: Mapping[str, Any] | None,
        options: Mapping[str, Any] | None,
    ) -> None:
        """Take what was chosen; without a target, alerts of every device count."""
        self._hass = hass
        self._target = target
        self._severities = cast(Mapping[str, Any], options)[CONF_SEVERITY]

    def lets_pass(self, rule: Rule, reading: Reading) -> bool:
        """Return whether an alert by a rule about a reading is one of them."""
        if self._severities and rule.severity not in self._severities:
            return False
        if not self._target or async_names_all(self._hass, self._target):
            return True
        entity_id = entity_of(self._hass, reading)
        return entity_id is not None and is_targeted(
            self._hass, self._target, entity_id
        )


@callback
def _listen_to_manager(
    hass: HomeAssistant, subscribe: Callable[[AlertManager], CALLBACK_TYPE]
) -> CALLBACK_TYPE:
    """Subscribe to the alerts whenever they are set up, until the result is called."""
    unsubscribe: CALLBACK_TYPE | None = None

    @callback
    def on_change(manager: AlertManager | None) -> None:
        nonlocal unsubscribe
        if unsubscribe is not None:
            unsubscribe()
        unsubscribe = None if manager is None else subscribe(manager)

    disconnect = async_follow_manager(hass, on_change)

    @callback
    def stop() -> None:
        disconnect()
        if unsubscribe is not None:
            unsubscribe()

    return stop


class _NewsTrigger(WithSchema, Trigger):
    """Something that the alerts tell, whenever they are set up or reloaded."""

    @override
    async def async_attach_runner(
        self,
        run_action: TriggerActionRunner,
        did_not_trigger: TriggerNotTriggeredReporter | None = None,
    ) -> CALLBACK_TYPE:
        """Attach the trigger to an action."""

        @callback
        def read(manager: AlertManager, news: FeedItem) -> None:
            if told := self._told(manager, news):
                run_action(*told)

        return _listen_to_manager(
            self._hass,
            lambda manager: manager.events.async_subscribe(partial(read, manager)),
        )

    @abstractmethod
    def _told(
        self, manager: AlertManager, news: FeedItem
    ) -> tuple[dict[str, Any], str] | None:
        """Return the variables and the description, None for other news."""


class _AlertTrigger(_NewsTrigger):
    """A certain change of an alert."""

    _schema = _ALERT_SCHEMA
    _change: ClassVar[Change]

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Initialize the trigger."""
        super().__init__(hass, config)
        self._filter = _AlertFilter(hass, config.target, config.options)

    @override
    def _told(
        self, manager: AlertManager, news: FeedItem
    ) -> tuple[dict[str, Any], str] | None:
        if not isinstance(news, AlertEvent) or news.change is not self._change:
            return None
        if not self._filter.lets_pass(news.rule, news.reading):
            return None
        alert = of_event(self._hass, news, manager.clock.read())
        variables = {
            ATTR_ENTITY_ID: entity_of(self._hass, news.reading),
            "alert": alert,
        }
        return variables, f"alert of {alert['name']} {news.change}"


class AlertStartedTrigger(_AlertTrigger):
    """An alert has begun: people have to know of it."""

    _change = Change.STARTED


class AlertAcknowledgedTrigger(_AlertTrigger):
    """Somebody sees to an alert."""

    _change = Change.ACKNOWLEDGED


class AlertClearedTrigger(_AlertTrigger):
    """An alert is over."""

    _change = Change.CLEARED


class DeliveryFailedTrigger(_NewsTrigger):
    """A message was not accepted after several attempts."""

    _schema = vol.Schema({vol.Optional(CONF_OPTIONS): {}})

    @override
    def _told(
        self, manager: AlertManager, news: FeedItem
    ) -> tuple[dict[str, Any], str] | None:
        if not isinstance(news, Delivery) or not news.was_just_declared_failed:
            return None
        delivery = of_delivery(news, manager)
        return {"delivery": delivery}, f"delivery to {delivery['recipient']} failed"


class AlertIsActiveCondition(WithSchema, Condition):
    """There is an alert that people have to know of, acknowledged or not."""

    _schema = _ALERT_SCHEMA

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Initialize the condition."""
        super().__init__(hass, config)
        self._filter = _AlertFilter(hass, config.target, config.options)

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        manager = async_manager(self._hass)
        return manager is not None and any(
            self._filter.lets_pass(rule, reading) for _, rule, reading in manager.alerts
        )


class AlertsArePausedCondition(WithSchema, Condition):
    """Nobody is told of devices for now; without a target, of anything."""

    _schema = _PAUSED_SCHEMA

    def __init__(self, hass: HomeAssistant, config: ConditionConfig) -> None:
        """Initialize the condition."""
        super().__init__(hass, config)
        self._target = config.target
        behavior = cast(Mapping[str, Any], config.options)[ATTR_BEHAVIOR]
        self._combine = all if behavior == BEHAVIOR_ALL else any

    @override
    def _async_check(self, **kwargs: Unpack[ConditionCheckParams]) -> bool:
        if (manager := async_manager(self._hass)) is None:
            return False
        now = manager.clock.now()
        if not self._target or async_names_all(self._hass, self._target):
            return manager.pauses.all_until(now) is not None
        devices = async_chosen_devices(self._hass, self._target)
        return bool(devices) and self._combine(
            manager.pauses.until(device, now) is not None for device in devices
        )
