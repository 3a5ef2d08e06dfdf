"""A device that pushes (HWg-Push): it sends documents, and takes what it is answered."""

import asyncio
from base64 import b64encode
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
import re
import ssl
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from .dialects import Condition
from .document import Content, fill
from .parts import Input, Meter, Output, Sensor
from .state import DeviceState

type Part = Sensor | Input | Output

SCALE = {
    Condition.INVALID: 2,
    Condition.NORMAL: 1,
    Condition.LOW: 4,
    Condition.HIGH: 5,
    Condition.ALARM_LOW: 4,
    Condition.ALARM_HIGH: 5,
}
# A device without a time server; the answer sets its clock.
WRONG_CLOCK = 151_454_546
FACTORY_PERIOD = 900
_SECONDS = 10.0


class PushSource(IntEnum):
    """Why a device pushes."""

    PERIODIC = 0
    EVENT = 1
    MANUAL = 2


@dataclass(frozen=True, slots=True)
class PushReply:
    """What a device was answered."""

    status: int
    body: str

    def tag(self, name: str) -> str | None:
        """Return the text of a tag of the answer, None where it has none."""
        found = re.search(rf"<{name}>([^<]*)</{name}>", self.body)
        return found and found[1]

    @property
    def erases_log(self) -> bool:
        """Whether the device takes it for "all was kept", as also without a status."""
        return self.status == 200 and self.tag("Status") in (None, "0")


class Pusher:
    """Pushes for a simulated device, which need not be plugged in."""

    def __init__(
        self,
        device: DeviceState,
        url: str,
        *,
        credentials: tuple[str, str] | None = None,
        obedient: bool = True,
        chunked: bool = False,
        tls: ssl.SSLContext | None = None,
        source: str | None = None,
    ) -> None:
        """Push to a URL, from an address of the loopback where one is named.

        One that is not obedient goes on with its own period, whatever it is told.
        """
        self.device = device
        self.url = url
        self.credentials = credentials
        self.obedient = obedient
        self.chunked = chunked
        self.tls = tls
        self.source = source
        self.period = FACTORY_PERIOD
        self.pushes = 0
        self.log_period = 0
        self.log: list[tuple[float, dict[int, tuple[float, int]]]] = []
        """Since the log was erased: when it measured, and value and state by part."""
        self.now = 0.0
        """When it measured last."""

    def document(
        self,
        source: PushSource = PushSource.PERIODIC,
        only: Collection[Part] | None = None,
    ) -> bytes:
        """Return what would be pushed now; `only` limits it to some of the parts."""
        device = self.device
        root = ET.Element("Root")
        for tag, contents in self._heads(source).items():
            fill(ET.SubElement(root, tag), contents)
        if not device.meters:
            _fill_part(root, "Sensors", map(self._sensor, _of(device.sensors, only)))
        elif meters := [self._meter(meter, only) for meter in device.meters]:
            ET.SubElement(root, "Meters").extend(meters)
        _fill_part(root, "Inputs", map(self._position, _of(device.inputs, only)))
        _fill_part(root, "Outputs", map(self._position, _of(device.outputs, only)))
        text = ET.tostring(root, encoding="unicode", short_empty_elements=False)
        return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()

    def _heads(self, source: PushSource) -> dict[str, dict[str, Content]]:
        """Return what stands before the parts."""
        device = self.device
        number = device.model.number
        return {
            "Agent": {
                "Version": device.model.firmware,
                "XmlVer": "1.03",
                "Model": "" if number is None else str(number),
                "vendor_id": "0",
                "MAC": device.mac,
                "SerNum": device.serial,
            },
            "Network": {"IPAddr": "192.0.2.42", "HttpPort": "80"},
            "Time": {
                "Timestamp": str(WRONG_CLOCK + self.pushes),
                "UpTime": str(device.uptime),
            },
            "Portal": {
                "DeviceName": device.name,
                "PushSource": str(source.value),
                "PushPeriod": str(self.period),
                "LogPeriod": str(self.log_period),
                "ServerAddres": self.url,
            },
        }

    def _sensor(self, sensor: Sensor) -> dict[str, Content]:
        """Return the tags of a sensor: an integer and its exponent."""
        reading = sensor.reading if sensor.valid else "-999.9"
        _, _, decimals = reading.partition(".")
        return {
            "ID": str(sensor.id),
            "Name": sensor.name,
            "Units": sensor.unit,
            "Exp": str(-len(decimals)),
            "Value": reading.replace(".", ""),
            "Status": str(self._state_of(sensor)),
            **sensor.extra,
            **self._log_of(sensor, len(decimals)),
        }

    def _state_of(self, sensor: Sensor) -> int:
        condition = self.device.model.dialect.condition(sensor)
        return SCALE[condition] if sensor.state is None else sensor.state

    def _position(self, part: Input | Output) -> dict[str, Content]:
        """Return the tags of an input or output."""
        value = str(int(_is_on(part)))
        log = self._log_of(part)
        return {"ID": str(part.id), "Name": part.name, "Value": value, **log}

    def measure(self, now: float) -> None:
        """Log all sensors that can be read, and all positions, at a time in seconds."""
        device = self.device
        values = {
            id(each): (float(each.value), self._state_of(each))
            for each in device.sensors
        }
        values |= {
            id(part): (float(_is_on(part)), 0)
            for parts in (device.inputs, device.outputs)
            for part in parts
        }
        self.log.append((now, values))
        self.now = now

    def _log_of(self, part: Part, decimals: int = 0) -> dict[str, Content]:
        """Return the lists of a log; the last item is of now. Positions have no states."""
        items = [
            (time - self.now, *values[id(part)])
            for time, values in self.log
            if id(part) in values
        ]
        if not items:
            return {}
        lists = {
            "Value": ";".join(str(round(each * 10**decimals)) for _, each, _ in items),
            "TimeOffset": ";".join(str(round(offset)) for offset, _, _ in items),
        }
        if isinstance(part, Sensor):
            lists["Status"] = ";".join(str(state) for _, _, state in items)
        return {"ValueLog": lists}

    def _meter(self, meter: Meter, only: Collection[Part] | None) -> ET.Element:
        """Return a meter with its values."""
        entry = ET.Element("Entry")
        fill(entry, {"ID": str(meter.id), "Name": meter.name})
        values = [
            sensor
            for sensor in _of(self.device.sensors, only)
            if sensor.meter == meter.id
        ]
        _fill_part(entry, "Values", map(self._sensor, values))
        return entry

    async def push(
        self,
        source: PushSource = PushSource.PERIODIC,
        only: Collection[Part] | None = None,
    ) -> PushReply:
        """Push once, and take over what is answered.

        Raises OSError where nobody answers, TimeoutError where that takes too long.
        """
        document = self.document(source, only)
        self.pushes += 1
        reply = await self.send(document)
        told = reply.tag("PushPeriod")
        if self.obedient and reply.erases_log and told is not None:
            self.period = int(told)
            self.log_period = int(reply.tag("LogPeriod") or 0)
        if reply.erases_log:
            self.log.clear()
        return reply

    async def send(self, document: bytes) -> PushReply:
        """Send any document to the URL."""
        url = urlsplit(self.url)
        port = url.port or (443 if self.tls else 80)
        async with asyncio.timeout(_SECONDS):
            reader, writer = await asyncio.open_connection(
                url.hostname,
                port,
                ssl=self.tls,
                local_addr=(self.source, 0) if self.source else None,
            )
            try:
                writer.write(self._request(url.path, url.netloc, document))
                await writer.drain()
                answer = await reader.read()
            finally:
                writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        if not head:
            raise ConnectionResetError("No answer")
        return PushReply(int(head.split()[1]), body.decode())

    def _request(self, path: str, host: str, document: bytes) -> bytes:
        lines = [
            f"POST {path} HTTP/1.1",
            f"Host: {host}",
            "Content-Type: text/xml",
            "Accept: text/xml",
            "Connection: close",
        ]
        if self.credentials is not None:
            token = b64encode(":".join(self.credentials).encode()).decode()
            lines.append(f"Authorization: Basic {token}")
        if self.chunked:
            lines.append("Transfer-Encoding: chunked")
            document = b"%x\r\n%b\r\n0\r\n\r\n" % (len(document), document)
        else:
            lines.append(f"Content-Length: {len(document)}")
        return "\r\n".join((*lines, "", "")).encode() + document

    async def run(self) -> None:
        """Push again and again, until it is cancelled; nobody there is no end."""
        while True:
            with suppress(OSError, TimeoutError):
                await self.push()
            await asyncio.sleep(self.period)


def _of[PartT: Part](
    parts: Iterable[PartT], only: Collection[Part] | None
) -> list[PartT]:
    """Return those of the parts that are to be pushed."""
    return [part for part in parts if only is None or part in only]


def _is_on(part: Input | Output) -> bool:
    return part.closed if isinstance(part, Input) else part.on


def _fill_part(
    parent: ET.Element, tag: str, entries: Iterable[dict[str, Content]]
) -> None:
    """Add a part of the document, unless it would be empty."""
    if listed := list(entries):
        part = ET.SubElement(parent, tag)
        for contents in listed:
            fill(ET.SubElement(part, "Entry"), contents)
