"""What can be mended with a click."""

from abc import abstractmethod
from collections.abc import Mapping
from typing import Final, override

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import AbortFlow
from homeassistant.helpers import issue_registry as ir

from .alerts.access import async_manager
from .compat import current_user_name
from .const import CONF_FINGERPRINT, DOMAIN
from .discovery.moves import async_move_by_hand
from .issues.probe_replaced import async_hand_over
from .storage import UNREADABLE


async def async_create_fix_flow(
    hass: HomeAssistant,
    issue_id: str,
    data: dict[str, str | int | float | None] | None,
) -> RepairsFlow:
    """Return the flow of an issue that one click fixes."""
    if issue_id.startswith(UNREADABLE):
        return ConfirmRepairFlow()
    for key, flow in _FLOWS.items():
        if key in (data or {}):
            return flow()
    return ReplacedProbeFlow()


class FixFlow(ConfirmRepairFlow):
    """Asks whether to do what an issue offers, as long as it does."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Do it, or tell why that is not possible any more."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        if issue is None or issue.data is None:
            return self.async_abort(reason="no_longer_offered")
        if user_input is not None:
            texts = {key: str(value) for key, value in issue.data.items()}
            await self._async_fix(texts)
        return await super().async_step_confirm(user_input)

    @abstractmethod
    async def _async_fix(self, data: Mapping[str, str]) -> None:
        """Do it by the data of the issue, or raise AbortFlow."""


class AddressFlow(FixFlow):
    """Asks whether a device is to be polled at another address."""

    @override
    async def _async_fix(self, data: Mapping[str, str]) -> None:
        """Poll it there, unless it is where it was by now, or not there."""
        entry = self.hass.config_entries.async_get_known_entry(data["entry_id"])
        if not await async_move_by_hand(self.hass, entry, data["host"]):
            raise AbortFlow("not_moved")


class CertificateFlow(FixFlow):
    """Asks whether another certificate of a device is right."""

    @override
    async def _async_fix(self, data: Mapping[str, str]) -> None:
        """Accept the certificate that was shown, and no other."""
        entries = self.hass.config_entries
        entry = entries.async_get_known_entry(data["entry_id"])
        accepted = {**entry.data, CONF_FINGERPRINT: data["fingerprint"]}
        if entry.state is ConfigEntryState.LOADED:
            await entry.runtime_data.async_reconnect(accepted)
        else:
            entries.async_update_entry(entry, data=accepted)
            await entries.async_reload(entry.entry_id)


class UndeliverableFlow(FixFlow):
    """Asks whether a message that was refused for ever may be forgotten."""

    @override
    async def _async_fix(self, data: Mapping[str, str]) -> None:
        """Dismiss the message, unless somebody has done that by now."""
        if (manager := async_manager(self.hass)) is None:
            raise AbortFlow("no_longer_offered")
        manager.actions.async_dismiss([data["message"]], current_user_name())


class ReplacedProbeFlow(FixFlow):
    """Asks whether a new probe is to go on with the history of the old one."""

    @override
    async def _async_fix(self, data: Mapping[str, str]) -> None:
        """Hand the history over, unless the old probe is back by now."""
        entries, entry_id = self.hass.config_entries, data["entry_id"]
        await entries.async_unload(entry_id)
        entry = entries.async_get_known_entry(entry_id)
        async_hand_over(self.hass, entry, data["old"], data["new"])
        await entries.async_setup(entry_id)


# By what the data of their issues have.
_FLOWS: Final[Mapping[str, type[RepairsFlow]]] = {
    "host": AddressFlow,
    "fingerprint": CertificateFlow,
    "message": UndeliverableFlow,
}
