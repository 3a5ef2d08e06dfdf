"""The socket for one agent: whose datagrams are read, and what becomes of them.

Nothing here imports an SNMP library; a conversation writes and reads the messages.
"""

import asyncio
from collections.abc import Callable, Sequence
import logging
import socket
from typing import Final, Protocol, override

from .agent import Binding, Operation
from .errors import CannotConnectError, ResponseTimeoutError, SilentAgentError
from .family import Oid

TIMEOUT_SECONDS: Final = 2.0
RETRIES: Final = 1
# Many times what 8 variables can take; reading 64 kB would hold up the loop.
_LONGEST_ANSWER: Final = 8192

_LOGGER: Final = logging.getLogger(__name__)

type Send = Callable[[bytes], None]


class Conversation(Protocol):
    """Writes requests and reads answers in one version of SNMP."""

    async def ask(
        self, operation: Operation, bindings: Sequence[Binding], send: Send
    ) -> Sequence[Binding]:
        """Send a request and wait for its answer, without end.

        Raises StatusError, AuthenticationError and CannotConnectError.
        """

    def take(self, datagram: bytes) -> bool:
        """Read a datagram; return whether the open request was waiting for it.

        Raises any error for a datagram that is no message.
        """


def _asked(oids: Sequence[Oid]) -> Sequence[Binding]:
    return [(oid, None) for oid in oids]


class AgentSession(asyncio.DatagramProtocol):
    """Asks the agent of one device, one request at a time, from a socket of its own.

    The socket is connected, so the system drops what does not come from the agent's
    address and port: no other host is heard, nor an agent that answers from another
    port. It has another port of ours after each `close` and each silence.
    """

    def __init__(self, host: str, port: int, conversation: Conversation) -> None:
        """Remember how to reach the agent; nothing is sent yet."""
        self.unexpected = 0
        """Messages that no open request waited for, as a second answer to one."""
        self.malformed = 0
        """Datagrams that are no SNMP messages."""
        self._address = (host, port)
        self._conversation = conversation
        self._transport: asyncio.DatagramTransport | None = None
        self._heard = False

    async def get(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for variables.

        Raises StatusError, ResponseTimeoutError, AuthenticationError and
        CannotConnectError.
        """
        return await self._send(Operation.GET, _asked(oids))

    async def get_next(self, oids: Sequence[Oid]) -> Sequence[Binding]:
        """Ask for the variables that follow; raises what `get` does."""
        return await self._send(Operation.GET_NEXT, _asked(oids))

    async def set(self, bindings: Sequence[Binding]) -> Sequence[Binding]:
        """Write variables, once: who gets no answer has to see what became of it.

        Raises what `get` does.
        """
        return await self._send(Operation.SET, bindings, retries=0)

    def close(self) -> None:
        """Release the socket; the next request opens another one."""
        if self._transport is not None:
            self._transport.abort()
            self._transport = None

    async def _send(
        self,
        operation: Operation,
        bindings: Sequence[Binding],
        *,
        retries: int = RETRIES,
    ) -> Sequence[Binding]:
        for _ in range(1 + retries):
            try:
                async with asyncio.timeout(TIMEOUT_SECONDS):
                    transport = self._transport or await self._open()
                    return await self._conversation.ask(
                        operation, bindings, transport.sendto
                    )
            except TimeoutError:
                self.close()  # the host may have another address by now
            except (OSError, UnicodeError) as err:
                self.close()
                raise CannotConnectError(type(err).__name__) from err
        if self._heard:
            raise ResponseTimeoutError("The agent does not answer")
        raise SilentAgentError("The agent has never answered")

    async def _open(self) -> asyncio.DatagramTransport:
        try:
            transport = await self._connected(socket.AF_INET)
        except OSError:
            transport = await self._connected(socket.AF_INET6)
        self._transport = transport
        return transport

    async def _connected(
        self, family: socket.AddressFamily
    ) -> asyncio.DatagramTransport:
        transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
            lambda: self, remote_addr=self._address, family=family
        )
        return transport

    @override
    def datagram_received(self, data: bytes, addr: tuple[object, ...]) -> None:
        try:
            if len(data) > _LONGEST_ANSWER:
                raise ValueError("Too long")
            expected = self._conversation.take(data)
        except Exception as err:  # noqa: BLE001  # what a library makes of any bytes
            self.malformed += 1
            _LOGGER.debug(
                "%s: %s bytes that are no SNMP message: %s",
                self._address[0],
                len(data),
                type(err).__name__,
            )
            return
        if expected:
            self._heard = True
        else:
            self.unexpected += 1
