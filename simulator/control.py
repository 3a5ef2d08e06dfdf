"""A web page that controls simulated devices."""

from collections.abc import Callable, Mapping, Sequence
from json import JSONDecodeError
from math import isfinite
from pathlib import Path
from typing import Any, cast

from aiohttp import web

from .device import SimulatedDevice
from .parts import Input, Sensor

_PAGE = Path(__file__).with_name("control.html").read_text(encoding="utf-8")

type Change[Part] = tuple[Callable[[object], bool], Callable[[Part, Any], None]]


def _is_number(value: object) -> bool:
    """Return whether a JSON value is a number that a sensor can show."""
    return type(value) in (int, float) and isfinite(cast("float", value))


def _is_flag(value: object) -> bool:
    """Return whether a JSON value is a boolean."""
    return isinstance(value, bool)


def _set_value(sensor: Sensor, value: float) -> None:
    """Set the value of a sensor."""
    sensor.value = value


def _set_valid(sensor: Sensor, valid: bool) -> None:
    """Disconnect a probe (False) or connect it again (True)."""
    sensor.valid = valid


def _set_closed(contact: Input, closed: bool) -> None:
    """Move a contact."""
    contact.move(closed=closed)


SENSOR_CHANGES: Mapping[str, Change[Sensor]] = {
    "steps": (_is_number, Sensor.nudge),
    "value": (_is_number, _set_value),
    "valid": (_is_flag, _set_valid),
}
INPUT_CHANGES: Mapping[str, Change[Input]] = {"closed": (_is_flag, _set_closed)}


def _describe_sensor(device: SimulatedDevice, sensor: Sensor) -> dict[str, Any]:
    """Return what the page shows of a sensor."""
    return {
        "id": sensor.id,
        "name": sensor.name,
        "unit": sensor.unit,
        "reading": sensor.reading,
        "valid": sensor.valid,
        "condition": device.model.dialect.condition(sensor),
    }


def _describe_input(contact: Input) -> dict[str, Any]:
    """Return what the page shows of an input."""
    return {
        "id": contact.id,
        "name": contact.name,
        "closed": contact.closed,
        "active": contact.active,
        "counter": contact.counter,
    }


def _address(device: SimulatedDevice) -> str:
    """Return the URL at which the readings of a device are."""
    if device.model.serves_xml:
        return device.url
    return f"udp://{device.host}:{device.snmp_port}"


def describe(device: SimulatedDevice) -> dict[str, Any]:
    """Return what the page shows of a device."""
    return {
        "name": device.name,
        "product": device.model.product,
        "url": _address(device),
        "plugged": device.plugged,
        "fixed": device.override is not None,
        "requests": device.requests + device.agent.requests,
        "sensors": [_describe_sensor(device, sensor) for sensor in device.sensors],
        "inputs": [_describe_input(contact) for contact in device.inputs],
        "outputs": [
            {"id": output.id, "name": output.name, "on": output.on}
            for output in device.outputs
        ],
    }


async def _changes(request: web.Request) -> dict[str, Any]:
    """Return the JSON object in the body of a request."""
    # A page of another origin cannot send this type without a CORS preflight.
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        changes = await request.json()
    except JSONDecodeError as error:
        raise web.HTTPBadRequest(text="not JSON") from error
    if not isinstance(changes, dict):
        raise web.HTTPBadRequest(text="not an object")
    return changes


def _apply[Part](
    part: Part, changes: Mapping[str, Any], allowed: Mapping[str, Change[Part]]
) -> None:
    """Make all changes, or none if one of them is not allowed."""
    for name, value in changes.items():
        if name not in allowed:
            raise web.HTTPBadRequest(text=f"unknown: {name}")
        fits, _ = allowed[name]
        if not fits(value):
            raise web.HTTPBadRequest(text=f"wrong type: {name}")
    for name, value in changes.items():
        allowed[name][1](part, value)


class ControlPage:
    """The page and the JSON behind it, on the loopback only."""

    def __init__(self, devices: Sequence[SimulatedDevice]) -> None:
        """Prepare a page for devices of the running loop."""
        self.url = ""
        self._devices = devices
        app = web.Application()
        device = r"/devices/{device:\d+}"
        app.add_routes(
            [
                web.get("/", self._get_page),
                web.get("/devices", self._get_devices),
                web.post(f"{device}/plug", self._plug),
                web.post(f"{device}/unplug", self._unplug),
                web.post(f"{device}/sensors/{{part:\\d+}}", self._change_sensor),
                web.post(f"{device}/inputs/{{part:\\d+}}", self._change_input),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)

    async def start(self, port: int = 0) -> None:
        """Serve the page; port 0 is any free port."""
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        host, bound = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{bound}"

    async def stop(self) -> None:
        """Stop serving the page."""
        await self._runner.cleanup()

    def _device(self, request: web.Request) -> SimulatedDevice:
        """Return the device that a request is about."""
        try:
            return self._devices[int(request.match_info["device"])]
        except IndexError as error:
            raise web.HTTPNotFound from error

    async def _get_page(self, request: web.Request) -> web.Response:
        """Serve the page."""
        return web.Response(text=_PAGE, content_type="text/html")

    async def _get_devices(self, request: web.Request) -> web.Response:
        """List the devices."""
        return web.json_response([describe(device) for device in self._devices])

    async def _plug(self, request: web.Request) -> web.Response:
        """Plug a device in."""
        await _changes(request)
        device = self._device(request)
        await device.plug()
        return web.json_response(describe(device))

    async def _unplug(self, request: web.Request) -> web.Response:
        """Unplug a device."""
        await _changes(request)
        device = self._device(request)
        await device.unplug()
        return web.json_response(describe(device))

    async def _change_sensor(self, request: web.Request) -> web.Response:
        """Change a sensor."""
        device = self._device(request)
        return await self._change(request, device, device.sensors, SENSOR_CHANGES)

    async def _change_input(self, request: web.Request) -> web.Response:
        """Change an input."""
        device = self._device(request)
        return await self._change(request, device, device.inputs, INPUT_CHANGES)

    async def _change[Part: (Sensor, Input)](
        self,
        request: web.Request,
        device: SimulatedDevice,
        parts: Sequence[Part],
        allowed: Mapping[str, Change[Part]],
    ) -> web.Response:
        """Make the changes of a request to one of the parts."""
        changes = await _changes(request)
        wanted = int(request.match_info["part"])
        part = next((part for part in parts if part.id == wanted), None)
        if part is None:
            raise web.HTTPNotFound
        _apply(part, changes, allowed)
        return web.json_response(describe(device))
