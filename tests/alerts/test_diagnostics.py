"""What the diagnostics download of the alerts tells."""

import json
from pathlib import Path

from custom_components.hwgroup.diagnostics import async_get_config_entry_diagnostics

from ..site import Site


async def test_alerts(site: Site, trail_folder: Path) -> None:
    """How far they are, without a word of what they say to whom."""
    site.set_options(heartbeat_url="http://127.0.0.1:9/ping/secret-of-the-house")
    site.notifier.break_down()
    await site.device.stop()
    await site.polls(20)
    data = await async_get_config_entry_diagnostics(site.hass, site.alerts)
    assert [alert["phase"] for alert in data["alerts"]] == ["active"]
    [delivery] = data["owed"]
    assert delivery["kind"] == "action"
    assert delivery["attempts"] >= 1
    assert data["last_sign_of_life"] is None
    assert data["subentries"] == {"recipient": 1}
    trail = data["audit_trail"]
    assert (trail["files"], trail["waiting"]) == (1, 0)
    assert trail["bytes"] > 100 * trail["records"] > 0
    assert trail["since"] <= data["alerts"][0]["since"]
    (trail_folder / "hwgroup.audit_trail.1999.jsonl").mkdir()
    data = await async_get_config_entry_diagnostics(site.hass, site.alerts)
    assert data["audit_trail"] == {"waiting": 0, "problem": "IsADirectoryError"}
    for secret in (
        "Server room",
        "IT on call",
        "it_on_call",
        site.device.host,
        "of-the-house",
    ):
        assert secret not in json.dumps(data)
