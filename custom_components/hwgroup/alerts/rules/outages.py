"""Network outages: devices that fall silent together are one alert, not many.

Pure, with time as an argument.
"""

from collections.abc import Container
from datetime import timedelta
from ipaddress import IPv4Interface
from typing import Final

from ..model import Reading, ReadingKind
from ..timeline import Instant

# An outage: at least so many devices, and this part of their network, within this time.
_FEWEST: Final = 3
_LEAST_PART: Final = 0.5
TOGETHER: Final = timedelta(minutes=10)
# The network of devices that are known by names, or by addresses of another kind.
ELSEWHERE: Final = "*"


class NetworkOutages:
    """Makes one reading of the devices of each network."""

    def __init__(self) -> None:
        """Start without devices."""
        self._devices: dict[str, Reading] = {}
        self._since: dict[str, Instant] = {}
        self._complete = False

    def update(self, device: Reading, since: Instant) -> Reading | None:
        """Take a device as it is now; `since` is when it fell silent, if it did.

        Return the reading of its network, None if nothing changed or not all devices are
        known yet.
        """
        before = self._devices.get(device.key)
        self._devices[device.key] = device
        if before is not None and (before.value, before.facts.get("address")) == (
            device.value,
            device.facts.get("address"),
        ):
            return None
        if device.value == 0:
            self._since[device.key] = since
        else:
            self._since.pop(device.key, None)
        return self._reading(network_of(device)) if self._complete else None

    def keep(self, devices: Container[str]) -> list[Reading]:
        """Keep only these devices, and return the readings of their networks."""
        self._complete = True
        for gone in [key for key in self._devices if key not in devices]:
            del self._devices[gone]
            self._since.pop(gone, None)
        networks = {network_of(device) for device in self._devices.values()}
        return [self._reading(network) for network in networks]

    def _reading(self, network: str) -> Reading:
        members = [
            device for device in self._devices.values() if network_of(device) == network
        ]
        known = [device for device in members if device.value is not None]
        vanished = _together(
            [self._since[device.key] for device in known if not device.value]
        )
        enough = max(_FEWEST, len(members) * _LEAST_PART)
        down = len(vanished) >= enough
        # Devices that were not heard since the start may be silent as well.
        unknown = len(members) - len(known)
        tells = down or len(vanished) + unknown < enough
        return Reading(
            key=network,
            device=network,
            kind=ReadingKind.NETWORK,
            device_name=_name(network),
            value=float(not down) if tells else None,
            since=vanished[0] if down else None,
            facts={
                "down": str(len(vanished)),
                "total": str(len(members)),
            },
        )


def is_part_of(outage_since: Instant, since: Instant) -> bool:
    """Return whether a device that is silent since then vanished with its network.

    `outage_since` is when the first device of the outage fell silent.
    """
    return outage_since <= since <= outage_since + TOGETHER


def _name(network: str) -> str:
    """Return the name of a network for people: `192.168.1.*`."""
    name = network.removeprefix(f"{ReadingKind.NETWORK}:")
    return name if name == ELSEWHERE else f"{name}.*"


def _together(times: list[Instant]) -> list[Instant]:
    """Return the largest group of times that lie within one outage."""
    times = sorted(times)
    groups = (
        [time for time in times[index:] if is_part_of(begin, time)]
        for index, begin in enumerate(times)
    )
    return max(groups, key=len, default=[])


def network_of(device: Reading) -> str:
    """Return the key of the network that a device is in: the /24 of its address."""
    address = device.facts.get("address", "").rpartition("//")[2]
    host = address.partition("/")[0].partition(":")[0]
    try:
        network = str(IPv4Interface(f"{host}/24").network.network_address)
    except ValueError:
        network = ELSEWHERE
    return f"{ReadingKind.NETWORK}:{network.removesuffix('.0')}"
