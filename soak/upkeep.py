"""What people and time do to a house, a few times a year."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
import json
from random import Random
from typing import Any, Final

from custom_components.hwgroup.const import DOMAIN
from homeassistant.components.repairs import repairs_flow_manager
from homeassistant.config_entries import ConfigEntry
from homeassistant.data_entry_flow import FlowResultType

from .lived_house import LivedHouse
from .residents import FREEZER, SHELF, Resident
from .troubles import POLL

type Restart = Callable[[float, Callable[[], None] | None], Awaitable[None]]
type Event = Callable[[], Awaitable[None]]

_FIRMWARE: Final = ("1.2.6", "1.2.8", "1.3.0", "1.3.1")
# By which the wall clock is wrong from then on.
_CORRECTIONS: Final = (0.0, 0.0, 75.0, -75.0, 1800.0, -1800.0)


class Upkeep:
    """Does what is done, at calm times; what it must wait for is `live`."""

    def __init__(
        self,
        house: LivedHouse,
        chance: Random,
        live: Callable[[float], Awaitable[None]],
        restart: Restart,
    ) -> None:
        """Choose by chance."""
        self._house = house
        self._chance = chance
        self._live = live
        self._restart = restart
        self._ids = 20_000

    @property
    def events(self) -> dict[str, tuple[int, Event]]:
        """What happens while all else does, and once in how many weeks."""
        return {
            "restart": (3, self.restart),
            "clock set": (9, self.set_clock),
            "firmware": (7, self.firmware),
            "probes moved": (11, self.probes_moved),
            "purge": (4, self.purge),
            "channel down": (8, self.channel_down),
        }

    @property
    def calm_events(self) -> dict[str, tuple[int, Event]]:
        """What people wait with until nothing is wrong, and once in how many weeks."""
        return {
            "probe replaced": (5, self.probe_replaced),
            "board replaced": (26, self.board_replaced),
            "older release": (26, self.older_release),
        }

    def _any(self, *, snmp: bool = True) -> Resident:
        residents = [each for each in self._house.residents if snmp or not each.is_snmp]
        return self._chance.choice(residents)

    def _entry(self, resident: Resident) -> ConfigEntry[Any]:
        entries, mac = self._house.hass.config_entries, resident.device.mac.lower()
        found = entries.async_entry_for_domain_unique_id(DOMAIN, mac)
        if found is None:
            raise RuntimeError(f"{resident.device.name} is not there")
        return found

    async def restart(self) -> None:
        """Home Assistant is restarted."""
        await self._restart(self._chance.choice((20, 90, 1200)), None)

    async def set_clock(self) -> None:
        """The wall clock is set."""
        self._house.clock.ahead = self._chance.choice(_CORRECTIONS)

    async def firmware(self) -> None:
        """A device gets another firmware."""
        device = self._any().device
        device.model = replace(device.model, firmware=self._chance.choice(_FIRMWARE))

    async def probes_moved(self) -> None:
        """The probes of a device get other sockets."""
        self._chance.shuffle(self._any().device.sensors)

    async def probe_replaced(self) -> None:
        """A probe is replaced, and somebody lets the new one go on with its history."""
        resident = self._any(snmp=False)
        self._ids += 1
        old, new = resident.replace(
            self._chance.choice((FREEZER, SHELF)), self._ids % 20_000 + 20_000
        )
        house = self._house
        entry = self._entry(resident)
        house.gone.add(f"{entry.entry_id}/sensor/{old}")
        await self._live(5 * POLL)
        offers = [
            issue
            for issue in self._house.open_issues()
            if issue.translation_key == "probe_replaced"
            and issue.data == (issue.data or {}) | {"old": old, "new": new}
        ]
        if not offers:
            self._house.wrong.append(f"nobody is asked about probe {new}")
            return
        manager = repairs_flow_manager(self._house.hass)
        if manager is None:
            raise RuntimeError("there are no repairs")
        result: Any = await manager.async_init(
            DOMAIN, data={"issue_id": offers[0].issue_id}
        )
        result = await manager.async_configure(result["flow_id"], {})
        if result["type"] is not FlowResultType.CREATE_ENTRY:
            self._house.wrong.append(f"probe {new} is not taken over: {result}")
        await self._house.settle()

    async def board_replaced(self) -> None:
        """A device breaks down; the new one has another MAC, and is added in its place."""
        resident = self._any(snmp=False)
        house, device = self._house, resident.device
        entries, old = house.hass.config_entries, self._entry(resident)
        number = int(device.mac.replace(":", "")[6:], 16) + 256
        del house.watchers[old.entry_id]
        device.mac = f"00:0A:59:{number.to_bytes(3).hex(':').upper()}"
        device.serial = f"6{number:09d}"  # some tell nothing else
        await self._live(2.5 * POLL)
        swapped = [each.translation_key for each in house.open_issues()]
        if "other_device_answers" not in swapped:
            house.wrong.append(f"nobody is told of another device for {device.name}")
        house.is_lenient = True
        await entries.async_remove(old.entry_id)
        entry = await house.add(resident)
        house.is_lenient = False
        house.judge(resident, entry)

    async def older_release(self) -> None:
        """Somebody goes back to the first release for a while, and comes again.

        That has kept what it knows of the alerts, and nothing else.
        """
        house = self._house
        file = house.folder / ".storage" / "hwgroup.alerts"
        kept: dict[str, Any] = {}

        def go_back() -> None:
            kept.update(json.loads(file.read_text("utf-8")))
            left: dict[str, list[Any]] = {"alerts": [], "deliveries": []}
            older = kept | {"minor_version": 1, "data": left}
            file.write_text(json.dumps(older), "utf-8")

        await self._restart(300, go_back)
        await self.restart()
        now = json.loads(file.read_text("utf-8"))
        if not _messages(kept) <= _messages(now):
            house.wrong.append("an older release has cost what was known of messages")

    async def purge(self) -> None:
        """The recorder forgets what is old."""
        await self._house.hass.services.async_call(
            "recorder", "purge", {"keep_days": 10}, blocking=True
        )

    async def channel_down(self) -> None:
        """No message gets out for a while."""
        self._house.notifies = False


def _messages(stored: dict[str, Any]) -> set[tuple[str, str]]:
    """Return which messages are known to be settled."""
    return {(each["recipient"], each["id"]) for each in stored["data"]["ledger"]}
