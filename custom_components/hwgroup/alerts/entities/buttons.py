"""Buttons that test notifiers, confirm messages and acknowledge alerts."""

from typing import TYPE_CHECKING, Final, override

from homeassistant.components.button import ButtonEntity, ButtonEntityDescription
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from ...compat import CalledEntity
from ...trail.service import async_name_of
from ..notify.tested import async_show_tested
from .entity import HwgAlertEntity, HwgRecipientEntity, add_recipient_entities

if TYPE_CHECKING:
    from ..manager import AlertsConfigEntry

TEST: Final = ButtonEntityDescription(key="test", translation_key="test")
CONFIRM: Final = ButtonEntityDescription(key="confirm", translation_key="confirm")
ACKNOWLEDGE_ALL: Final = ButtonEntityDescription(
    key="acknowledge_all", translation_key="acknowledge_all"
)


def add_alert_buttons(
    entry: AlertsConfigEntry, async_add_entities: AddConfigEntryEntitiesCallback
) -> None:
    """Add the buttons of the alerts, and one for each recipient that there will be."""
    async_add_entities(
        [HwgTestButton(entry, TEST), HwgAcknowledgeButton(entry, ACKNOWLEDGE_ALL)]
    )
    add_recipient_entities(
        entry,
        async_add_entities,
        lambda recipient: (
            HwgRecipientTestButton(entry, TEST, recipient),
            HwgConfirmButton(entry, CONFIRM, recipient),
        ),
    )


class HwgTestButton(CalledEntity, HwgAlertEntity, ButtonEntity):
    """Sends a test message to every recipient."""

    @override
    async def async_press(self) -> None:
        """Send the test messages; fail where one was not accepted, else say so."""
        by = await async_name_of(self.hass, self.take_context())
        async_show_tested(self.hass, await self._manager.actions.async_test(by))


class HwgRecipientTestButton(CalledEntity, HwgRecipientEntity, ButtonEntity):
    """Sends a test message to one recipient."""

    @override
    async def async_press(self) -> None:
        """Send the test message; fail where it was not accepted, else say so."""
        by = await async_name_of(self.hass, self.take_context())
        async_show_tested(
            self.hass, await self._manager.actions.async_test(by, self._recipient)
        )


class HwgConfirmButton(CalledEntity, HwgRecipientEntity, ButtonEntity):
    """Confirms that a message has reached this recipient."""

    @override
    async def async_press(self) -> None:
        """Note the confirmation."""
        by = await async_name_of(self.hass, self.take_context())
        self._manager.actions.async_confirm(self._recipient, by)


class HwgAcknowledgeButton(CalledEntity, HwgAlertEntity, ButtonEntity):
    """Acknowledges all alerts."""

    @override
    async def async_press(self) -> None:
        """Acknowledge all active alerts."""
        by = await async_name_of(self.hass, self.take_context())
        self._manager.actions.async_acknowledge(None, by)
