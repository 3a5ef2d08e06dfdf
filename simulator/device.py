"""A simulated device."""

from base64 import b64encode
from copy import deepcopy
from hashlib import sha256
from http import HTTPStatus
from time import monotonic
from typing import Self

from .connection import Connection, Request
from .document import render
from .faults import ANSWERS, Fault
from .listener import Listener
from .models import Model
from .parts import Input, Output, Sensor
from .tls import server_context


def _default_mac(model: Model) -> str:
    """Return an invented MAC that is always the same for a model."""
    return f"00:0A:59:{sha256(model.product.encode()).digest()[:3].hex(':').upper()}"


def _serial_of(mac: str) -> str:
    """Return a serial number that differs as the MACs do."""
    return f"6{int(mac.replace(':', '')[6:], 16):09d}"


class SimulatedDevice:
    """A device that serves its values.xml from a real socket."""

    def __init__(
        self,
        model: Model,
        *,
        name: str | None = None,
        mac: str | None = None,
        serial: str | None = None,
    ) -> None:
        """Make a device with its own copy of what the model has by default."""
        self.model = model
        self.name = model.title if name is None else name
        self.mac = _default_mac(model) if mac is None else mac
        self.serial = _serial_of(self.mac) if serial is None else serial
        self.sensors: list[Sensor] = deepcopy(list(model.sensors))
        self.inputs: list[Input] = deepcopy(list(model.inputs))
        self.outputs: list[Output] = deepcopy(list(model.outputs))

        self.credentials: tuple[str, str] | None = None
        self.fault = Fault.NONE
        self.delay = 0.0
        self.override: bytes | None = None
        self.encoding = "utf-8"
        self.declare_encoding: bool | None = True
        """True tells the encoding, False tells none, None claims utf-8 anyway."""

        self.requests = 0
        self.concurrent_peak = 0
        self.host = "127.0.0.1"
        self.port = 0
        self.tls = False
        self._concurrent = 0
        self._plugged_at: float | None = None
        self._listener = Listener(self._handle)

    async def start(
        self, host: str = "127.0.0.1", port: int = 0, tls: bool = False
    ) -> None:
        """Choose where to listen, and plug in; port 0 is any free port."""
        self.host, self.port, self.tls = host, port, tls
        await self.plug()

    async def stop(self) -> None:
        """Release the port and all connections."""
        await self.unplug()

    async def plug(self) -> None:
        """Listen, on the same port as before."""
        if self.plugged:
            return
        tls = server_context() if self.tls else None
        self.port = await self._listener.open(self.host, self.port, tls)
        self._plugged_at = monotonic()

    async def unplug(self) -> None:
        """Stop to listen, and cut the open connections."""
        await self._listener.close()
        self._plugged_at = None

    async def __aenter__(self) -> Self:
        """Start on any free port of the loopback."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()

    @property
    def plugged(self) -> bool:
        """Return whether the device can be reached."""
        return self._listener.is_open

    @property
    def connections(self) -> int:
        """Return how many connections are open."""
        return self._listener.connections

    @property
    def url(self) -> str:
        """Return the address of the device."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

    @property
    def uptime(self) -> int:
        """Return the seconds since the device was plugged in."""
        if self._plugged_at is None:
            return 0
        return int(monotonic() - self._plugged_at)

    @property
    def document(self) -> bytes:
        """Return the values.xml that would be served now."""
        if self.override is not None:
            return self.override
        body = render(
            self.model, self._agent(), self.sensors, self.inputs, self.outputs
        )
        text = f"{self._declaration()}\n{body}\n"
        return text.encode(self.encoding, "xmlcharrefreplace")

    def sensor(self, sensor_id: int) -> Sensor:
        """Return the sensor with an ID."""
        return next(sensor for sensor in self.sensors if sensor.id == sensor_id)

    def input(self, input_id: int) -> Input:
        """Return the input with an ID."""
        return next(contact for contact in self.inputs if contact.id == input_id)

    def output(self, output_id: int) -> Output:
        """Return the output with an ID."""
        return next(output for output in self.outputs if output.id == output_id)

    def _declaration(self) -> str:
        """Return the first line of the document."""
        if self.declare_encoding is False:
            return '<?xml version="1.0"?>'
        encoding = self.encoding if self.declare_encoding else "utf-8"
        return f'<?xml version="1.0" encoding="{encoding}"?>'

    def _agent(self) -> dict[str, str]:
        """Return all that the device can tell about itself."""
        number = self.model.number
        return {
            "Version": self.model.firmware,
            "XmlVer": "1.01",
            "DeviceName": self.name,
            "Title": self.model.product,
            "ProductName": self.model.product,
            "Model": "" if number is None else str(number),
            "vendor_id": "0",
            "MAC": self.mac,
            "SerialNumber": self.serial,
            "IP": self.host,
            "MASK": "255.0.0.0",
            "wifi_IP": "192.0.2.59",
            "wifi_MASK": "255.255.255.0",
            "sys_name": self.name,
            "sys_location": "",
            "sys_contact": "",
            "UpTime": str(self.uptime),
        }

    def _admits(self, request: Request) -> bool:
        """Return whether a request brings the credentials."""
        if self.credentials is None:
            return True
        token = b64encode(":".join(self.credentials).encode()).decode()
        scheme, _, given = request.authorization.partition(" ")
        return scheme.lower() == "basic" and given == token

    async def _handle(self, connection: Connection) -> None:
        """Answer a request."""
        request = await connection.receive()
        if request.method == "GET" and request.path == "/values.xml":
            await self._count_and_serve(connection, request)
        elif not self._admits(request):
            await self._refuse(connection)
        elif request.method == "GET" and request.path == "/":
            await connection.send_page(HTTPStatus.OK, self.model.product)
        else:
            await connection.send_page(HTTPStatus.NOT_FOUND, "Not found")

    async def _count_and_serve(self, connection: Connection, request: Request) -> None:
        """Serve the document while the request counts as open."""
        self.requests += 1
        self._concurrent += 1
        self.concurrent_peak = max(self.concurrent_peak, self._concurrent)
        try:
            await self._serve(connection, request)
        finally:
            self._concurrent -= 1

    async def _serve(self, connection: Connection, request: Request) -> None:
        """Serve the document, or what the fault makes of it."""
        if self.delay and await connection.is_abandoned_within(self.delay):
            return
        if not self._admits(request):
            await self._refuse(connection)
            return
        await ANSWERS[self.fault](connection, self.document)

    async def _refuse(self, connection: Connection) -> None:
        """Ask for credentials."""
        headers = {"WWW-Authenticate": f'Basic realm="{self.model.product}"'}
        await connection.send_page(HTTPStatus.UNAUTHORIZED, "Unauthorized", headers)
