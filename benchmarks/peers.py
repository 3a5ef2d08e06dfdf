"""What a user could take instead, that Home Assistant ships: automations, and `alert`.

What a thousand of them add to a cycle in which all of five thousand readings change. How
long an automation takes from a bad value to the notifier is in `latency`, core's `snmp`
is beside ours in `snmp`, and core's `rest` in `poll`.
"""

from collections.abc import Awaitable, Callable, Iterable

from homeassistant.components import alert, automation
from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component

from .documents import READINGS
from .installation import home_assistant, run
from .report import Row
from .size import size
from .timing import paired

RULES = size(1000, 20)
_WATCHED = 5
HOT, LIMIT = 45.0, 40.0
_COLD = 20.0
_NOTIFIER = "benchmark"


def measure(_seed: int) -> list[Row]:
    """Measure cycles."""
    automated = run(lambda: _added(_with_automations))
    alerted = run(lambda: _added(_with_alerts))
    note = "CPU of a cycle, by its state writes alone; ours is in `rules`"
    return [
        Row(
            f"{RULES} automations x {RULES * _WATCHED} readings",
            automated,
            note=note,
        ),
        Row(
            f"{RULES * _WATCHED} alerts of core's alert, a reading each",
            alerted,
            note=f"{note}; without what compares the values for them",
        ),
    ]


async def automate(
    hass: HomeAssistant, watched: Iterable[list[str]], notifier: str = _NOTIFIER
) -> None:
    """Call a notifier for each temperature that gets hot, some entities in each automation."""
    await async_setup_component(
        hass,
        automation.DOMAIN,
        {
            automation.DOMAIN: [
                {
                    "id": f"automation {number}",
                    "alias": f"Too hot {number}",
                    "trigger": {
                        "platform": "numeric_state",
                        "entity_id": entity_ids,
                        "above": LIMIT,
                    },
                    "action": {
                        "service": f"notify.{notifier}",
                        "data": {"message": "Too hot"},
                    },
                }
                for number, entity_ids in enumerate(watched)
            ]
        },
    )


async def _with_automations(hass: HomeAssistant, entity_ids: list[str]) -> None:
    await automate(hass, (entity_ids[start::RULES] for start in range(RULES)))


async def _with_alerts(hass: HomeAssistant, entity_ids: list[str]) -> None:
    alerts = {
        f"too_hot_{number}": {
            "name": f"Too hot {number}",
            "entity_id": entity_id,
            "state": str(HOT),
            "repeat": 30,
            "notifiers": [_NOTIFIER],
        }
        for number, entity_id in enumerate(entity_ids)
    }
    await async_setup_component(hass, alert.DOMAIN, {alert.DOMAIN: alerts})


async def _added(
    prepare: Callable[[HomeAssistant, list[str]], Awaitable[None]],
) -> list[float]:
    """Return what somebody who watches makes of the cost of writing states."""
    async with home_assistant() as alone, home_assistant() as watched:
        entity_ids = [f"sensor.plain_{number}" for number in range(RULES * _WATCHED)]
        cycles = [_Cycle(hass, entity_ids) for hass in (alone, watched)]
        await prepare(watched, entity_ids)
        await watched.async_block_till_done()
        return paired(*cycles, repetitions=size(10), calls=1).cpu


class _Cycle:
    """Writes all states, each time with other values."""

    def __init__(self, hass: HomeAssistant, entity_ids: list[str]) -> None:
        """Write them for the first time."""
        self._hass = hass
        self._entity_ids = entity_ids
        self._number = 0
        self()

    def __call__(self) -> None:
        """Write the next values, which are all in range."""
        self._number += 1
        value = str(_COLD + self._number % READINGS)
        for entity_id in self._entity_ids:
            self._hass.states.async_set(entity_id, value)
