"""What Home Assistant warns of, where our code causes it."""

import pytest

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame
from homeassistant.loader import async_get_integration

from .conftest import WARNERS, names_us


async def test_it_is_noticed(
    hass: HomeAssistant, caplog: pytest.LogCaptureFixture
) -> None:
    """As Home Assistant words it: the test in which it happens fails by that."""
    await async_get_integration(hass, DOMAIN)
    frame.report_usage(
        "uses what nobody should",
        integration_domain=DOMAIN,
        core_behavior=frame.ReportBehavior.LOG,
        custom_integration_behavior=frame.ReportBehavior.LOG,
        breaks_in_ha_version="2099.1",
    )
    said = [each for each in caplog.records if names_us(each.getMessage())]
    assert said
    assert all(each.name.startswith(WARNERS) for each in said)
    caplog.clear()
