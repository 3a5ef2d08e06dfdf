"""What can be mended with a click."""

from collections.abc import Mapping
from typing import Final, override

from homeassistant.components.repairs import (
    ConfirmRepairFlow,
    RepairsFlow,
    RepairsFlowResult,
)
from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import HomeAssistant
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


class AddressFlow(ConfirmRepairFlow):
    """Asks whether a device is to be polled at another address."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Poll it there, unless it is where it was by now, or not there."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        if issue is None or issue.data is None:
            return self.async_abort(reason="no_longer_offered")
        if user_input is not None:
            entry = self.hass.config_entries.async_get_known_entry(
                str(issue.data["entry_id"])
            )
            if not await async_move_by_hand(self.hass, entry, str(issue.data["host"])):
                return self.async_abort(reason="not_moved")
        return await super().async_step_confirm(user_input)


class CertificateFlow(ConfirmRepairFlow):
    """Asks whether another certificate of a device is right."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Accept the certificate that was shown, and no other."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        if issue is None or issue.data is None:
            return self.async_abort(reason="no_longer_offered")
        if user_input is not None:
            entries = self.hass.config_entries
            entry = entries.async_get_known_entry(str(issue.data["entry_id"]))
            data = {**entry.data, CONF_FINGERPRINT: issue.data["fingerprint"]}
            if entry.state is ConfigEntryState.LOADED:
                await entry.runtime_data.async_reconnect(data)
            else:
                entries.async_update_entry(entry, data=data)
                await entries.async_reload(entry.entry_id)
        return await super().async_step_confirm(user_input)


class UndeliverableFlow(ConfirmRepairFlow):
    """Asks whether a message that was refused for ever may be forgotten."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Dismiss the message, unless somebody has done that by now."""
        manager = async_manager(self.hass)
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        if manager is None or issue is None or issue.data is None:
            return self.async_abort(reason="no_longer_offered")
        if user_input is not None:
            manager.actions.async_dismiss(
                [str(issue.data["message"])], current_user_name()
            )
        return await super().async_step_confirm(user_input)


class ReplacedProbeFlow(ConfirmRepairFlow):
    """Asks whether a new probe is to go on with the history of the old one."""

    @override
    async def async_step_confirm(
        self, user_input: dict[str, str] | None = None
    ) -> RepairsFlowResult:
        """Hand the history over, unless the old probe is back by now."""
        issue = ir.async_get(self.hass).async_get_issue(DOMAIN, self.issue_id)
        if issue is None or issue.data is None:
            return self.async_abort(reason="no_longer_offered")
        if user_input is not None:
            await self._async_hand_over(
                *(str(issue.data[key]) for key in ("entry_id", "old", "new"))
            )
        return await super().async_step_confirm(user_input)

    async def _async_hand_over(self, entry_id: str, old: str, new: str) -> None:
        entries = self.hass.config_entries
        await entries.async_unload(entry_id)
        async_hand_over(self.hass, entries.async_get_known_entry(entry_id), old, new)
        await entries.async_setup(entry_id)


# By what the data of their issues have.
_FLOWS: Final[Mapping[str, type[RepairsFlow]]] = {
    "host": AddressFlow,
    "fingerprint": CertificateFlow,
    "message": UndeliverableFlow,
}
