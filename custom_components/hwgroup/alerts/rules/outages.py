"""Network outages: devices that fall silent together are one alert, not many.

Pure, with time as an argument.
"""

from bisect import bisect_right
from collections.abc import Container, Iterable
from datetime import timedelta
from functools import lru_cache
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
        self._networks: dict[str, _Network] = {}
        self._network_of: dict[str, str] = {}
        """The networks of the devices, both by their keys."""
        self._complete = False

    def update(self, device: Reading, since: Instant) -> list[Reading]:
        """Take a device as it is now; `since` is when it fell silent, if it did.

        Return the reading of its network, and of the one that it has left. Nothing if
        nothing changed, or not all devices are known yet.
        """
        key, before = network_of(device), self._network_of.get(device.key)
        network = self._networks.setdefault(key, _Network(key))
        if not network.take(device, since):
            return []
        self._network_of[device.key] = key
        changed = [network]
        if before is not None and before != key:
            changed.append(self._networks[before])
            self._networks[before].forget(device.key)
        return [each.reading() for each in changed] if self._complete else []

    def keep(self, devices: Container[str]) -> list[Reading]:
        """Keep only these devices, and return the readings of their networks."""
        self._complete = True
        for gone in [key for key in self._network_of if key not in devices]:
            self._networks[self._network_of.pop(gone)].forget(gone)
        self._networks = {
            key: network for key, network in self._networks.items() if network.values
        }
        return [network.reading() for network in self._networks.values()]


class _Network:
    """The devices of a network."""

    def __init__(self, key: str) -> None:
        """Start without devices."""
        self.key = key
        self.values: dict[str, float | None] = {}
        """The readings of its devices: 1 online, 0 offline, None not known yet."""
        self._silent: dict[str, Instant] = {}
        self._unknown: set[str] = set()

    def take(self, device: Reading, since: Instant) -> bool:
        """Take a device as it is now, and return whether that is news."""
        key, value = device.key, device.value
        if key in self.values and self.values[key] == value:
            return False
        self.forget(key)
        self.values[key] = value
        if value is None:
            self._unknown.add(key)
        elif not value:
            self._silent[key] = since
        return True

    def forget(self, device: str) -> None:
        """Count a device no more."""
        self.values.pop(device, None)
        self._silent.pop(device, None)
        self._unknown.discard(device)

    def reading(self) -> Reading:
        """Return whether the network is down; None as value where that is not known."""
        vanished = _together(self._silent.values())
        enough = max(_FEWEST, len(self.values) * _LEAST_PART)
        down = len(vanished) >= enough
        # Devices that were not heard since the start may be silent as well.
        tells = down or len(vanished) + len(self._unknown) < enough
        return Reading(
            key=self.key,
            device=self.key,
            kind=ReadingKind.NETWORK,
            device_name=_name(self.key),
            value=float(not down) if tells else None,
            since=vanished[0] if down else None,
            facts={
                "down": str(len(vanished)),
                "total": str(len(self.values)),
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


def _together(times: Iterable[Instant]) -> list[Instant]:
    """Return the largest group of times that lie within one outage."""
    times = sorted(times)
    groups = (
        (bisect_right(times, begin + TOGETHER) - index, -index)
        for index, begin in enumerate(times)
    )
    count, first = max(groups, default=(0, 0))
    return times[-first : -first + count]


def network_of(device: Reading) -> str:
    """Return the key of the network that a device is in: the /24 of its address."""
    return _network_of(device.facts.get("address", ""))


# Devices keep their addresses, and each is asked for with every poll.
@lru_cache(maxsize=4096)
def _network_of(address: str) -> str:
    host = address.rpartition("//")[2].partition("/")[0].partition(":")[0]
    try:
        network = str(IPv4Interface(f"{host}/24").network.network_address)
    except ValueError:
        network = ELSEWHERE
    return f"{ReadingKind.NETWORK}:{network.removesuffix('.0')}"
