"""A flood, which has a built-in rule of its own, and what was told of it before."""

from typing import Any

from ..site import Site

STORE = "hwgroup.alerts"


async def test_a_flood_from_before_its_rule_is_told_by_it(
    site: Site, hass_storage: dict[str, Any]
) -> None:
    """An alert that the rule for alarms has begun ends, and a critical one begins."""
    cellar = await site.make_device("wld", name="Cellar", mac="00:0A:59:10:21:31")
    entry = await site.add_device(cellar)
    cellar.sensors[0].value = 1.0
    await site.polls()
    [alert] = await site.ask("get_alerts")
    assert alert["rule"] == "flood"
    await site.hass.config_entries.async_unload(entry.entry_id)
    await site.hass.config_entries.async_unload(site.alerts.entry_id)
    [kept] = hass_storage[STORE]["data"]["alerts"]
    kept["rule"] = "alarm"
    for each in (entry, site.alerts):
        await site.hass.config_entries.async_setup(each.entry_id)
    await site.settle()
    await site.polls(2)
    [alert] = await site.ask("get_alerts")
    assert (alert["rule"], alert["severity"]) == ("flood", "critical")
    assert site.state("sensor.hw_group_alerts_active_alerts").state == "1"
    cellar.sensors[0].value = 0.0
    await site.polls()
    assert await site.ask("get_alerts") == []
    told = "Boiler floor: water detected"
    assert site.titles == [
        f"{told}, alarm – CRITICAL · Cellar",
        f"{told}, no longer watched · Cellar",
        f"{told}, alarm – CRITICAL · Cellar",
        "Boiler floor: dry, alarm over · Cellar",
    ]
