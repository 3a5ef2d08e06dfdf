"""A site of eight devices by a seed: networks that fail, devices that do; who is told.

The engine, the networks and the holds are the real ones; only Home Assistant is not.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any, Final, cast

from custom_components.hwgroup.alerts.model import Reading
from custom_components.hwgroup.alerts.notify.pauses import Pauses
from custom_components.hwgroup.alerts.notify.suppression import Suppression
from custom_components.hwgroup.alerts.rules.built_in import BY_ID, NETWORK, OFFLINE
from custom_components.hwgroup.alerts.rules.conditions import Rule
from custom_components.hwgroup.alerts.rules.engine import RuleEngine
from custom_components.hwgroup.alerts.rules.event import AlertEvent
from custom_components.hwgroup.alerts.rules.outages import NetworkOutages
from custom_components.hwgroup.alerts.timeline import Instant

from .examples import DEVICE, HOUR, MINUTE, NOON, NoMaintenance

_DEVICES: Final = tuple(f"{number}" for number in range(8))
_POLL: Final = timedelta(seconds=30)
_RULES: Final[tuple[Rule, ...]] = (BY_ID[OFFLINE], BY_ID[NETWORK])


@dataclass
class Outages:
    """Lets a site live for so many days."""

    seed: int
    days: float
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Outages) -> Outages:
        """Add up."""
        wrong, counts = self.wrong + other.wrong, self.counts + other.counts
        return Outages(self.seed, self.days + other.days, wrong, counts)

    def run(self) -> None:
        """Live, one trouble after the other."""
        self._chance = Random(self.seed)
        self._engine = RuleEngine(_RULES)
        self._networks = NetworkOutages()
        maintenance = cast(Any, NoMaintenance())
        self._suppression = Suppression(self._engine, Pauses({}), maintenance)
        self._down: dict[str, Instant] = {}
        self._told: list[str] = []
        self._known: set[tuple[str, str, Instant | None]] = set()
        self._now = NOON
        for device in _DEVICES:
            self._see(device, NOON)
        self._observe_all(self._networks.keep(_DEVICES))
        while self._now < NOON + timedelta(days=self.days):
            self._live(self._chance.uniform(1, 12) * HOUR)
            self._told.clear()
            if self._chance.random() < 0.5:
                self._network_fails()
            else:
                self._devices_fail()

    def _network_fails(self) -> None:
        """Let most of the devices vanish at once; now and then one stays away."""
        gone = self._chance.sample(_DEVICES, self._chance.randint(4, 8))
        for device in gone:
            self._down[device] = self._now
        self._live(self._chance.uniform(8, 300) * MINUTE)
        stays = self._chance.choice(gone) if self._chance.random() < 0.3 else None
        for device in gone:
            if device != stays:
                self._live(timedelta(seconds=self._chance.uniform(0, 20)))
                del self._down[device]
        self._live(20 * MINUTE)
        self.counts["outages"] += 1
        self.counts["messages without networks"] += len(gone)
        wanted = [NETWORK] if stays is None else [NETWORK, stays]
        self._compare(wanted, "an outage")
        self._down.clear()
        self._live(5 * MINUTE)

    def _devices_fail(self) -> None:
        """Let a few of them fail by themselves, one after the other."""
        gone = self._chance.sample(_DEVICES, self._chance.randint(1, 4))
        for device in gone:
            self._down[device] = self._now
            self._live(self._chance.uniform(11, 120) * MINUTE)
        self.counts["failures"] += len(gone)
        self.counts["messages without networks"] += len(gone)
        self._compare(gone, "single failures")
        self._down.clear()
        self._live(5 * MINUTE)

    def _compare(self, wanted: list[str], what: str) -> None:
        self.counts["messages"] += len(self._told)
        missed = Counter(wanted) - Counter(self._told)
        false = Counter(self._told) - Counter(wanted)
        self.counts["missed"] += missed.total()
        self.counts["false"] += false.total()
        if missed or false:
            self.wrong.append(
                f"seed {self.seed}, {self._now}: {what}, told {self._told}, not {wanted}"
            )

    # Time

    def _live(self, length: timedelta) -> None:
        end = self._now + length
        while self._now < end:
            self._now += _POLL
            for device in _DEVICES:
                self._see(device, self._now)
            self._take(self._engine.tick(self._now))

    def _see(self, device: str, now: Instant) -> None:
        since = self._down.get(device)
        # A device is offline after three missed polls, and each has its own moment.
        lag = 3 * _POLL + timedelta(seconds=7 * int(device))
        offline = since is not None and now - since >= lag
        reading = replace(
            DEVICE,
            key=device,
            device=device,
            value=float(not offline),
            since=since if offline else None,
            facts={"address": f"192.168.1.{device}"},
        )
        self._take(self._engine.observe(device, [reading], now))
        self._observe_all(self._networks.update(reading, since or now))

    def _observe_all(self, networks: list[Reading]) -> None:
        for network in networks:
            self._take(self._engine.observe(network.key, [network], self._now))

    def _take(self, _happenings: list[AlertEvent]) -> None:
        """Tell of what is to be told and is not held back."""
        for alert, rule, reading in self._engine.active:
            place = alert.rule, alert.source, alert.started
            if place in self._known:
                continue
            if self._suppression.hold(rule, reading, self._now) is None:
                self._known.add(place)
                self._told.append(NETWORK if rule.id == NETWORK else reading.key)

    def __str__(self) -> str:
        """Return the numbers."""
        return (
            f"seed {self.seed}: {self.days:g} days, {dict(self.counts)}, "
            f"wrong {len(self.wrong)}"
        )
