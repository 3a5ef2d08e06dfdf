"""Run as a program: Home Assistant in a folder, with the integration that lies there.

Adds the device whose address is given, as a user would, and writes what came of it.
"""

import asyncio
import json
import sys
from typing import Any

from homeassistant import bootstrap
from homeassistant.core import HomeAssistant
from homeassistant.loader import async_get_integration
from homeassistant.runner import RuntimeConfig


async def _main(folder: str, url: str) -> None:
    # What comes with every Home Assistant needs packages that a test has no use for; what
    # the integration asks for is set up with it.
    bootstrap.DEFAULT_INTEGRATIONS.clear()
    bootstrap.CRITICAL_INTEGRATIONS.clear()
    hass = await bootstrap.async_setup_hass(RuntimeConfig(folder, skip_pip=True))
    assert hass is not None
    try:
        await hass.async_start()
        sys.stdout.write(json.dumps(await _add_device(hass, url)))
    finally:
        await hass.async_stop()


async def _add_device(hass: HomeAssistant, url: str) -> dict[str, Any]:
    flow = hass.config_entries.flow
    result = await flow.async_init("hwgroup", context={"source": "user"})
    for answer in (
        {"next_step_id": "device"},
        {"host": url, "snmp": {"transport": "http"}},
    ):
        result = await flow.async_configure(result["flow_id"], answer)
    await hass.async_block_till_done()
    integration = await async_get_integration(hass, "hwgroup")
    return {
        "flow": result["type"],
        "folder": str(integration.file_path),
        "version": integration.version,
        "states": {state.entity_id: state.state for state in hass.states.async_all()},
    }


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))
