"""One device over Modbus/TCP, asked by pymodbus."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from pymodbus.client import AsyncModbusTcpClient
from pymodbus.constants import ExcCodes
from pymodbus.exceptions import ModbusException
from pymodbus.pdu import ExceptionResponse, ModbusPDU

from .errors import (
    CannotConnectError,
    MalformedAnswerError,
    ModbusRefusedError,
    ResponseTimeoutError,
)

TIMEOUT_SECONDS: Final = 3.0

type _Ask = Callable[[AsyncModbusTcpClient], Awaitable[ModbusPDU]]


class ModbusCoils:
    """Reads and writes the coils of one device; `close` releases the connection.

    Addresses are those on the wire, from 0. Raises CannotConnectError,
    ResponseTimeoutError, MalformedAnswerError and ModbusRefusedError.
    """

    def __init__(self, host: str, port: int, unit_id: int) -> None:
        """Remember how to reach the device; nothing is sent yet."""
        self._host, self._port, self._unit_id = host, port, unit_id
        self._client: AsyncModbusTcpClient | None = None

    async def read(self, address: int) -> bool | None:
        """Return what a coil is, None where there is none at this address.

        One coil at a time: a device refuses a range that begins before its first coil.
        """
        try:
            answer = await self._ask(
                lambda client: client.read_coils(address, device_id=self._unit_id)
            )
        except ModbusRefusedError as err:
            if err.code == ExcCodes.ILLEGAL_ADDRESS:
                return None
            raise
        if not answer.bits:
            raise MalformedAnswerError("The answer has no coil")
        return bool(answer.bits[0])

    async def write(self, address: int, *, on: bool) -> None:
        """Write a coil, once: a command that is lost is not sent again."""
        await self._ask(
            lambda client: client.write_coil(address, on, device_id=self._unit_id)
        )

    def close(self) -> None:
        """Release the connection; the next request opens another one."""
        if self._client is not None:
            self._client.close()
            self._client = None

    async def _connected(self) -> AsyncModbusTcpClient:
        if self._client is not None and self._client.connected:
            return self._client
        self.close()
        self._client = client = AsyncModbusTcpClient(
            self._host,
            port=self._port,
            timeout=TIMEOUT_SECONDS,
            retries=0,
            reconnect_delay=0,
        )
        if not await client.connect():
            raise CannotConnectError("Nothing takes a connection for Modbus/TCP")
        return client

    async def _ask(self, ask: _Ask) -> ModbusPDU:
        client = await self._connected()
        try:
            answer = await ask(client)
        except ModbusException as err:
            # An answer that comes later is none to the next request.
            self.close()
            if isinstance(err.__cause__, asyncio.CancelledError):
                raise err.__cause__ from None  # pymodbus makes an error of it
            raise ResponseTimeoutError("No answer over Modbus in time") from err
        if isinstance(answer, ExceptionResponse):
            raise ModbusRefusedError(answer.exception_code)
        return answer
