"""Each fault of a device, and the error that it is; `test_devices` lets each happen."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from inspect import isawaitable
import socket
from typing import Any, Final

from simulator import Fault, SimulatedDevice, SnmpFault

type Do = Callable[[SimulatedDevice], Awaitable[object] | None]


@dataclass(frozen=True, slots=True)
class Row:
    """A fault of a device, and the error that it is."""

    words: str
    spoil: Do
    mend: Do
    error: str
    """Below `config.error` of the translations; `reason_…` has the words of messages."""
    in_form: str = ""
    """The error in the form, where it is another one."""
    unheard: str = ""
    """The error of a device that has never answered, where it is another one."""


async def do(what: Do, device: SimulatedDevice) -> None:
    """Let a fault begin or end."""
    if isawaitable(done := what(device)):
        await done


def _set(words: str, name: str, value: Any, error: str, **others: str) -> Row:
    """Return a fault that is one attribute of the device."""
    before: list[Any] = []

    def spoil(device: SimulatedDevice) -> None:
        before[:] = [getattr(device, name)]
        setattr(device, name, value)

    def mend(device: SimulatedDevice) -> None:
        setattr(device, name, before[0])

    return Row(words, spoil, mend, error, **others)


def _fault(words: str, fault: Fault, error: str, **others: str) -> Row:
    return _set(words, "fault", fault, error, **others)


def _agent(words: str, fault: SnmpFault, error: str, unheard: str = "") -> Row:
    def spoil(device: SimulatedDevice) -> None:
        device.agent.fault = fault

    def mend(device: SimulatedDevice) -> None:
        device.agent.fault = SnmpFault.NONE

    return Row(words, spoil, mend, error, unheard=unheard)


def _lag(device: SimulatedDevice, *, seconds: float) -> None:
    device.agent.delay = seconds


class _BlackHole:
    """A host that takes no connection, and refuses none."""

    def __init__(self) -> None:
        self._sockets: list[socket.socket] = []

    async def dig(self, device: SimulatedDevice) -> None:
        """Let a full queue take the place of the device."""
        await device.unplug()
        queue = socket.socket()
        queue.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        queue.bind((device.host, device.port))
        queue.listen(0)
        self._sockets = [queue]
        for _ in range(4):
            waiting = socket.socket()
            waiting.setblocking(False)
            waiting.connect_ex((device.host, device.port))
            self._sockets.append(waiting)

    async def fill(self, device: SimulatedDevice) -> None:
        """Let the device be there again."""
        for each in self._sockets:
            each.close()
        await device.plug()


_HOLE: Final = _BlackHole()
_ASKS: Final = {"in_form": "auth_required"}
_NEVER: Final = "snmp_silent"
HTTP: Final[Mapping[str, Row]] = {
    "off": Row(
        "is off, or refuses the connection",
        SimulatedDevice.unplug,
        SimulatedDevice.plug,
        "cannot_connect",
    ),
    "black_hole": Row(
        "is behind a firewall that drops all packets", _HOLE.dig, _HOLE.fill, "timeout"
    ),
    "silent": _fault(
        "accepts the connection and says nothing", Fault.SILENT, "timeout"
    ),
    "late": _set("answers too late", "delay", 30.0, "timeout"),
    "stalled": _fault("stops in the middle", Fault.STALLED, "timeout"),
    "drip": _fault("sends a byte a second", Fault.DRIP, "timeout"),
    "huge": _fault("sends a document without end", Fault.HUGE, "malformed"),
    "reset": _fault("breaks off in the middle", Fault.RESET, "cannot_connect"),
    "short": _fault("sends less than it announces", Fault.SHORT, "cannot_connect"),
    "truncated": _fault(
        "sends a document that is cut off", Fault.TRUNCATED, "malformed"
    ),
    "twice": _fault("answers twice", Fault.TWICE, "cannot_connect"),
    "empty": _fault("sends nothing as an answer", Fault.EMPTY, "not_hwgroup"),
    "redirect": _fault("redirects", Fault.REDIRECT, "redirected"),
    "401": _set(
        "asks for a password", "credentials", ("a", "b"), "invalid_auth", **_ASKS
    ),
    "403": _fault("answers 403", Fault.FORBIDDEN, "invalid_auth", **_ASKS),
    "404": _fault("answers 404", Fault.NOT_FOUND, "not_hwgroup"),
    "500": _fault("answers 500", Fault.ERROR_500, "cannot_connect"),
    "503": _fault("answers 503", Fault.ERROR_503, "cannot_connect"),
    "html": _fault("shows a page, as a router does", Fault.HTML, "not_hwgroup"),
    "xml": _fault("sends XML of something else", Fault.FOREIGN_XML, "not_hwgroup"),
    "dtd": _fault("sends XML with a DTD", Fault.DTD, "malformed"),
    "other": _set("is another one", "mac", "00:0A:59:00:00:01", "other_device"),
}
SNMP: Final[Mapping[str, Row]] = {
    "off": Row(
        "is off",
        SimulatedDevice.unplug,
        SimulatedDevice.plug,
        "timeout",
        unheard=_NEVER,
    ),
    "silent": _agent("says nothing", SnmpFault.SILENT, "timeout", _NEVER),
    "late": Row(
        "answers too late",
        partial(_lag, seconds=30.0),
        partial(_lag, seconds=0.0),
        "timeout",
        unheard=_NEVER,
    ),
    "community": _set(
        "has another community", "community", "other", "timeout", unheard=_NEVER
    ),
    "garbage": _agent(
        "sends what is no SNMP message", SnmpFault.GARBAGE, "timeout", _NEVER
    ),
    "wrong_id": _agent(
        "answers another request", SnmpFault.WRONG_ID, "timeout", _NEVER
    ),
    "other_port": _agent(
        "answers from another port", SnmpFault.OTHER_PORT, "timeout", _NEVER
    ),
    "gen_err": _agent("answers *genErr*", SnmpFault.GEN_ERR, "malformed"),
    "too_big": _agent("answers *tooBig*", SnmpFault.TOO_BIG, "malformed"),
    "no_name": _agent("knows no variable", SnmpFault.NO_SUCH_NAME, "not_hwgroup"),
    "other": _set("is another one", "mac", "00:0A:59:00:00:01", "other_device"),
}
