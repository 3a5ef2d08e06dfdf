"""Reading a device that somebody waits for: HTTP and SNMP side by side."""

import asyncio
from typing import Any, Final, NamedTuple

from ..client import AuthenticationError, CertificateError, Device, HwgError
from .failover import Readers, Transport
from .transports import Agent, DeviceReaders

# A healthy web server answers within this time, and is not asked twice then.
_HEAD_START: Final = 0.25
# An agent that has answered nothing for so long is given up, once HTTP has failed.
_PATIENCE: Final = 0.7
# These need the user, whatever SNMP may tell.
_FINAL: Final = (AuthenticationError, CertificateError)


class FirstReading(NamedTuple):
    """What came of it: the device and by what it was read, or why it was not."""

    device: Device | None
    transport: Transport
    failure: HwgError | None
    """What the first way failed with; another one may have served."""


async def first_reading(readers: DeviceReaders, *, failover: bool) -> FirstReading:
    """Read a device by the first of its ways, or with `failover` by one that works.

    SNMP is asked beside HTTP as soon as that fails or is slow. Once HTTP has failed,
    an agent is waited for only if it begins to answer at once.
    """
    first, *others = readers
    if failover and others and readers.agent is not None:
        return await _side_by_side(readers, readers.agent)
    return await _read(readers, first)


async def _side_by_side(readers: DeviceReaders, agent: Agent) -> FirstReading:
    loop = asyncio.get_running_loop()
    http = loop.create_task(_read(readers, Transport.HTTP))
    tasks = [http]
    try:
        await asyncio.wait({http}, timeout=_HEAD_START)
        if http.done() and _settles(http.result()):
            return http.result()
        tasks.append(snmp := loop.create_task(_read(readers, Transport.SNMP)))
        reading = await http
        if not _settles(reading) and await _begins_to_answer(snmp, agent):
            device = (await snmp).device
            if device is not None:
                return FirstReading(device, Transport.SNMP, reading.failure)
        return reading
    finally:
        for task in tasks:
            task.cancel()


async def _begins_to_answer(snmp: asyncio.Task[FirstReading], agent: Agent) -> bool:
    """Return whether the agent has anything to say, or has said all."""
    # What SNMP needs is loaded first, which is no silence of the agent's.
    waited_for: tuple[asyncio.Future[Any], ...] = (snmp, agent.asked)
    await asyncio.wait(waited_for, return_when=asyncio.FIRST_COMPLETED)
    if agent.asked.done():
        now = asyncio.get_running_loop().time()
        patience = agent.asked.result() + _PATIENCE - now
        await asyncio.wait({snmp}, timeout=max(patience, 0))
    return snmp.done() or agent.heard


def _settles(reading: FirstReading) -> bool:
    return reading.device is not None or isinstance(reading.failure, _FINAL)


async def _read(readers: Readers, transport: Transport) -> FirstReading:
    try:
        return FirstReading(await readers[transport](), transport, None)
    except HwgError as err:
        return FirstReading(None, transport, err)
