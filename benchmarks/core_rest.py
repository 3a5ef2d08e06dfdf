"""Core's `rest` on a device, as its users write it: one request, a template a reading."""

from homeassistant.components.rest import RestCoordinator, const
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .documents import READINGS
from .installation import NEVER
from .server import HOST

_ENTRY = "{{ value_json['val:Root']['SenSet']['Entry'][%d]['Value'] }}"


async def add_rest(hass: HomeAssistant, port: int) -> RestCoordinator:
    """Read the device at a port by core's own means, and return what polls it."""
    sensors = [
        {
            "name": f"Rack {number}",
            "unique_id": f"rack {number}",
            "device_class": "temperature",
            "state_class": "measurement",
            "unit_of_measurement": "°C",
            "value_template": _ENTRY % number,
        }
        for number in range(READINGS)
    ]
    resource = {
        "resource": f"http://{HOST}:{port}/values.xml",
        "scan_interval": NEVER,
        "sensor": sensors,
    }
    await async_setup_component(hass, const.DOMAIN, {const.DOMAIN: [resource]})
    await hass.async_block_till_done()
    coordinator: RestCoordinator = hass.data[const.DOMAIN][const.COORDINATOR][0]
    return coordinator
