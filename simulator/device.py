"""A simulated device."""

from base64 import b64encode
from collections.abc import Callable
from http import HTTPStatus
from typing import Self

from .connection import Connection, Request
from .document import render
from .faults import ANSWERS, Fault
from .listener import Listener
from .modbus import ModbusServer
from .models import Model
from .push import Pusher, PushReply
from .sms import Modem, event
from .snmp.agent import Agent
from .snmp.answers import Commit
from .snmp.notification import TrapKind
from .snmp.port import send_from_new_port
from .snmp.traps import Reported
from .snmp.user import VERSIONS, SnmpUser
from .snmp.values import Oid, Rows, Value
from .state import DeviceState
from .tls import server_context

# What hangs, for longer than anybody waits for it.
_FOR_EVER = 3600.0


class SimulatedDevice(DeviceState):
    """A device that answers over HTTP and SNMP from real sockets."""

    def __init__(
        self,
        model: Model,
        *,
        name: str | None = None,
        mac: str | None = None,
        serial: str | None = None,
    ) -> None:
        """Make a device that is not plugged in yet."""
        super().__init__(model, name=name, mac=mac, serial=serial)
        self.credentials: tuple[str, str] | None = None
        self.fault = Fault.NONE
        self.delay = 0.0
        self.override: bytes | None = None
        """A document to serve instead of the rendered one."""
        self.declare_encoding: bool | None = True
        """True names the encoding, False names none, None claims utf-8 anyway."""

        self.community = "public"
        self.write_community: str | None = "private"
        self.snmp_user: SnmpUser | None = None
        self.snmp_versions = set(VERSIONS)
        self.agent = Agent(self)
        self.snmp_port = 0

        self.modbus = ModbusServer(lambda: self.outputs)
        self.modbus_port = 0

        self.modem = Modem() if model.sends_sms else None
        self.requests = 0
        self.concurrent_peak = 0
        self.host = "127.0.0.1"
        self.port = 0
        self.tls = False
        self.certificate = 0
        """Which certificate it shows; all devices share those of the same number."""
        self._transports = (True, False)
        self._concurrent = 0
        self._listener = Listener(self._handle)

    async def start(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        tls: bool = False,
        *,
        http: bool = True,
        snmp: bool = False,
        snmp_port: int = 0,
    ) -> None:
        """Set where to listen, and plug in; port 0 is any free port.

        Raises ValueError where an agent is wanted and the model has none.
        """
        if snmp and self.model.snmp is None:
            raise ValueError(f"{self.model.product} has no SNMP agent")
        self.host, self.port, self.tls = host, port, tls
        self.snmp_port = snmp_port
        self._transports = (http, snmp)
        await self.plug()

    async def stop(self) -> None:
        """Release the ports and all connections."""
        await self.unplug()

    async def plug(self) -> None:
        """Listen, on the same ports as before."""
        http, snmp = self._transports
        try:
            if http:
                await self.plug_http()
            if snmp:
                await self.plug_snmp()
        except OSError:
            await self.unplug()
            raise

    async def unplug(self) -> None:
        """Stop listening, and cut the open connections."""
        await self.unplug_http()
        await self.unplug_snmp()
        await self.unplug_modbus()
        self.power_off()

    async def plug_http(self) -> None:
        """Serve HTTP, on the same port as before."""
        if self._listener.is_open:
            return
        tls = server_context(self.certificate) if self.tls else None
        self.port = await self._listener.open(self.host, self.port, tls)
        self.power_on()

    async def unplug_http(self) -> None:
        """Stop serving HTTP; the device stays on."""
        await self._listener.close()

    async def plug_snmp(self) -> None:
        """Answer SNMP, on the same port as before."""
        if self.agent.is_open:
            return
        self.snmp_port = await self.agent.open(self.host, self.snmp_port)
        self.power_on()

    async def unplug_snmp(self) -> None:
        """Stop answering SNMP; the device stays on."""
        await self.agent.close()

    async def plug_modbus(self) -> None:
        """Serve the outputs over Modbus/TCP, on the same port as before."""
        if not self.modbus.is_open:
            self.modbus_port = await self.modbus.open(self.host, self.modbus_port)

    async def unplug_modbus(self) -> None:
        """Stop serving Modbus/TCP; the device stays on."""
        await self.modbus.close()

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
        return self._listener.is_open or self.agent.is_open

    @property
    def connections(self) -> int:
        """Return how many connections are open."""
        return self._listener.connections

    @property
    def url(self) -> str:
        """Return the address of the device."""
        return f"{'https' if self.tls else 'http'}://{self.host}:{self.port}"

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

    def snmp_rows(self) -> Rows:
        """Return all values that the agent would serve now."""
        return self.family.rows(self)

    def snmp_change(self, oid: Oid, value: Value) -> Commit:
        """Check a SET and return the function that makes the change."""
        return self.family.change(self, oid, value)

    async def send_trap(
        self,
        to: tuple[str, int],
        *,
        kind: TrapKind | str,
        version: str = "1",
        community: str = "public",
        part: Reported | None = None,
    ) -> None:
        """Send all traps that the family sends for a reason.

        Without a part they are about the first part in alarm, or else about the first.
        Raises ValueError for a reason for which the family sends none.
        """
        from .snmp.messages import write_trap  # noqa: PLC0415

        for notification in self.family.notifications(self, TrapKind(kind), part):
            data = write_trap(version, community, notification, self.host)
            send_from_new_port(self.host, data, to)

    async def report(
        self, number: str, text: str | None, source: str | None = None
    ) -> PushReply:
        """Report an SMS, or a call where there is no text, to the URL of the modem.

        Raises ValueError where it was told none.
        """
        if self.modem is None or self.modem.reports_to is None:
            raise ValueError(f"{self.name} reports to nobody")
        pusher = Pusher(self, self.modem.reports_to, source=source)
        return await pusher.send(event(number, text))

    @property
    def _document_request(self) -> tuple[str, str] | None:
        """Return the method and path of the document, None without a document."""
        return ("GET", "/values.xml") if self.model.serves_xml else None

    def _declaration(self) -> str:
        """Return the XML declaration of the document."""
        if self.declare_encoding is False:
            return '<?xml version="1.0"?>'
        encoding = self.encoding if self.declare_encoding else "utf-8"
        return f'<?xml version="1.0" encoding="{encoding}"?>'

    def _agent(self) -> dict[str, str]:
        """Return the text of each tag that the document can have about the device."""
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
        """Return whether a request has the right credentials."""
        if self.credentials is None:
            return True
        token = b64encode(":".join(self.credentials).encode()).decode()
        scheme, _, given = request.authorization.partition(" ")
        return scheme.lower() == "basic" and given == token

    async def _handle(self, connection: Connection) -> None:
        """Answer a request."""
        request = await connection.receive()
        if self.modem is not None and self._is_for_modem(request):
            await self._serve_modem(connection, request, self.modem)
        elif (request.method, request.path) == self._document_request:
            await self._count_and_serve(connection, request)
        elif not self._admits(request):
            await self._refuse(connection)
        elif request.method == "GET" and request.path == "/":
            await connection.send_page(HTTPStatus.OK, self.model.product)
        else:
            await connection.send_page(HTTPStatus.NOT_FOUND, "Not found")

    @staticmethod
    def _is_for_modem(request: Request) -> bool:
        """Return whether a request is about SMS."""
        return request.path in ("/service.xml", "/status.xml") or "Cmd" in request.query

    async def _serve_modem(
        self, connection: Connection, request: Request, modem: Modem
    ) -> None:
        """Answer for the modem."""
        if modem.hangs:
            await connection.is_abandoned_within(_FOR_EVER)
        elif request.path == "/status.xml":
            await self._serve(connection, request, modem.status)
        elif request.method == "POST":
            await self._serve(connection, request, lambda: modem.soap(request.body))
        else:
            await self._serve(connection, request, lambda: modem.get(request.query))

    async def _count_and_serve(self, connection: Connection, request: Request) -> None:
        """Serve the document, and count the request while it is open."""
        self.requests += 1
        self._concurrent += 1
        self.concurrent_peak = max(self.concurrent_peak, self._concurrent)
        try:
            await self._serve(connection, request, lambda: self.document)
        finally:
            self._concurrent -= 1

    async def _serve(
        self, connection: Connection, request: Request, answer: Callable[[], bytes]
    ) -> None:
        """Serve an answer, or fail in the way of the fault."""
        if self.delay and await connection.is_abandoned_within(self.delay):
            return
        if not self._admits(request):
            await self._refuse(connection)
            return
        await ANSWERS[self.fault](connection, answer())

    async def _refuse(self, connection: Connection) -> None:
        """Answer 401 and ask for credentials."""
        headers = {"WWW-Authenticate": f'Basic realm="{self.model.product}"'}
        await connection.send_page(HTTPStatus.UNAUTHORIZED, "Unauthorized", headers)
