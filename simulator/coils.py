"""The server of pymodbus, with the outputs of a device in place of registers."""

from typing import Protocol, override

from pymodbus.constants import ExcCodes
from pymodbus.exceptions import NoSuchIdException
from pymodbus.server import ModbusTcpServer
from pymodbus.simulator import DataType, SimData, SimDevice
from pymodbus.simulator.simcore import SimCore

from .modbus_faults import ModbusFault
from .parts import Output

_READ, _WRITE = 1, 5


class Owner(Protocol):
    """What has the coils."""

    unit_id: int
    fault: ModbusFault
    exception: int
    requests: int
    writes: int

    def output_at(self, address: int) -> Output | None:
        """Return the output that a coil shows, None where there is no such coil."""

    def cut(self) -> None:
        """Cut the open connections."""


class Coils(SimCore):
    """What pymodbus asks for the values of the coils."""

    def __init__(self, owner: Owner) -> None:
        """Serve the coils of an owner."""
        super().__init__(SimDevice(0, SimData(0, datatype=DataType.REGISTERS)))
        self._owner = owner

    @override
    async def async_getValues(
        self, device_id: int, func_code: int, address: int, count: int = 1
    ) -> list[int] | list[bool] | ExcCodes:
        """Return what coils are."""
        self._take(device_id)
        if func_code not in (_READ, _WRITE):
            return ExcCodes.ILLEGAL_FUNCTION
        if self._owner.fault is ModbusFault.LOCKED:
            return ExcCodes(self._owner.exception)
        if self._owner.fault is ModbusFault.EMPTY:
            return []
        coils = [self._owner.output_at(address + each) for each in range(count)]
        known = [output.on for output in coils if output is not None]
        return known if len(known) == count else ExcCodes.ILLEGAL_ADDRESS

    @override
    async def async_setValues(
        self,
        device_id: int,
        func_code: int,
        address: int,
        values: list[int] | list[bool],
    ) -> ExcCodes | None:
        """Do what somebody on the network wants."""
        self._take(device_id)
        owner, output = self._owner, self._owner.output_at(address)
        if func_code != _WRITE:
            return ExcCodes.ILLEGAL_FUNCTION
        if output is None:
            return ExcCodes.ILLEGAL_ADDRESS
        owner.writes += 1
        if owner.fault is ModbusFault.REFUSED:
            return ExcCodes(owner.exception)
        if owner.fault is ModbusFault.CUT:
            owner.cut()
            raise NoSuchIdException("Nobody is there any more")
        output.command(on=bool(values[0]))
        if owner.fault is ModbusFault.UNANSWERED:
            raise NoSuchIdException("The answer is lost")
        return None

    def _take(self, device_id: int) -> None:
        self._owner.requests += 1
        if device_id != self._owner.unit_id:
            raise NoSuchIdException("Another unit")


async def serve(owner: Owner, host: str, port: int) -> ModbusTcpServer:
    """Listen, and return the server."""
    coils = Coils(owner)
    # Units that are not there, and answers that are lost, are silence.
    server = ModbusTcpServer(
        SimDevice(0, SimData(0, datatype=DataType.REGISTERS)),
        address=(host, port),
        ignore_missing_devices=True,
    )
    server.context = coils
    await server.serve_forever(background=True)
    return server
