"""The end of the set-up of the alerts: a first test message."""

from typing import Any, Final

from homeassistant.config_entries import ConfigSubentryFlow, SubentryFlowResult

from ...compat import current_user_name
from ...const import DASHBOARDS
from ...plain import as_placeholders
from ..access import async_manager
from ..notify.tested import Tested, accepted_by, failures_of

# What starts the flow that follows the one by which the alerts were set up.
SOURCE_SET_UP: Final = "set_up"


class FirstTestSteps(ConfigSubentryFlow):
    """Offers a test message, and shows what became of it."""

    _tested: list[Tested]

    async def async_step_set_up(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Offer a test message."""
        return self._menu("set_up")

    async def async_step_test(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Send a test message to everybody."""
        if (manager := async_manager(self.hass)) is None:
            return self.async_abort(reason="alerts_not_loaded")
        self._tested = await manager.actions.async_test(current_user_name())
        if failures_of(self._tested):
            return await self.async_step_test_failed()
        return await self.async_step_test_accepted()

    async def async_step_test_accepted(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Tell that all have accepted it."""
        return self._menu("test_accepted", channels=accepted_by(self._tested))

    async def async_step_test_failed(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """Tell who has not accepted it, and why."""
        return self._menu("test_failed", failures=failures_of(self._tested))

    def _menu(self, step_id: str, **texts: str) -> SubentryFlowResult:
        return self.async_show_menu(
            step_id=step_id,
            menu_options=["test", "finish"],
            description_placeholders=as_placeholders(**texts),
        )

    async def async_step_finish(
        self, user_input: dict[str, Any] | None = None
    ) -> SubentryFlowResult:
        """End here, and tell what else there is."""
        return self.async_abort(
            reason="alerts_set_up", description_placeholders=DASHBOARDS
        )
