"""What a device with an agent does unasked: it tells of alarms that begin and end."""

import asyncio
import socket
from typing import Final

from launcher import HOST
from simulator import Input, Sensor, SimulatedDevice, TrapKind

_EVERY_SECONDS: Final = 0.1


def free_port() -> int:
    """Return a UDP port of the loopback that nobody uses now."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


async def send_traps(device: SimulatedDevice, port: int) -> None:
    """Send a trap whenever a part of the device goes into alarm, or out of it."""
    parts: list[Input | Sensor] = [*device.inputs, *device.sensors]
    before = [_alarms(device, part) for part in parts]
    while True:
        await asyncio.sleep(_EVERY_SECONDS)
        now = [_alarms(device, part) for part in parts]
        for part, was, alarms in zip(parts, before, now, strict=True):
            if alarms is not was and device.plugged:
                kind = TrapKind.ALARM_START if alarms else TrapKind.ALARM_END
                await device.send_trap((HOST, port), kind=kind, part=part)
        before = now


def _alarms(device: SimulatedDevice, part: Input | Sensor) -> bool:
    if isinstance(part, Input):
        return part.active
    dialect = device.model.dialect
    return dialect.is_alarm(dialect.state(part))
