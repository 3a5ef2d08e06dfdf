"""What Home Assistant warns of, where our code causes it."""

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame
from homeassistant.loader import async_get_integration


async def test_it_is_noticed(hass: HomeAssistant, deprecations: list[str]) -> None:
    """As Home Assistant words it: the test in which it happens fails by that."""
    await async_get_integration(hass, DOMAIN)
    frame.report_usage(
        "uses what nobody should",
        integration_domain=DOMAIN,
        core_behavior=frame.ReportBehavior.LOG,
        custom_integration_behavior=frame.ReportBehavior.LOG,
        breaks_in_ha_version="2099.1",
    )
    assert len(deprecations) == 1
    deprecations.clear()
