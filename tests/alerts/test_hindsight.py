"""What was wrong while nobody observed a device: told afterwards, once, as such."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.hwgroup.alerts.access import async_manager
from custom_components.hwgroup.alerts.backtest.replay import Moment, Series
from custom_components.hwgroup.alerts.hindsight.episodes import is_covered, look_back
from custom_components.hwgroup.alerts.hindsight.silent import open_spans
from custom_components.hwgroup.alerts.model import ReadingKind, Severity
from custom_components.hwgroup.alerts.rules.conditions import (
    DeviceAlarm,
    Position,
    Range,
    Selection,
)
from custom_components.hwgroup.alerts.timeline import Now
from homeassistant.core import HomeAssistant, State
from homeassistant.util import dt as dt_util
from simulator import MODELS, Pusher
from simulator.state import DeviceState
from worlds.examples import HOUR, INPUT, MINUTE, NOON, NOON_UTC, SENSOR, rule

from ..conftest import AddAlerts, AddPush
from ..push import add_pushing
from ..site import Elapse, Notifier, add_subentry, notifications

pytestmark = pytest.mark.bare


def _series(*values: float, seen: Any = SENSOR, alarms: Sequence[bool] = ()) -> Series:
    marks = [*alarms, *[None] * len(values)]
    return Series(
        seen,
        [
            Moment(NOON + 5 * number * MINUTE, value, in_alarm=marks[number])
            for number, value in enumerate(values)
        ],
    )


# The pure part


def test_an_episode_has_its_times_and_its_worst_value() -> None:
    """From the first value beyond the limit to the first one that is back."""
    watching = rule(condition=Range(high=8.0, unit="°C"))
    seen = look_back([watching], [_series(5, 9, 12, 10, 7.5, 5)])
    [episode] = seen.episodes
    assert episode.since == NOON + 5 * MINUTE
    assert episode.until == NOON + 20 * MINUTE
    assert (episode.reading.value, episode.alert.limit) == (12, 8.0)
    assert not episode.lasts
    assert not seen.holding


@pytest.mark.parametrize(
    ("delay", "values", "found"),
    [
        (9, (5, 9, 9, 5), 1),
        (10, (5, 9, 9, 5), 0),
        (0, (5, 9, 5), 1),
        # Back below the limit, but not by the hysteresis.
        (0, (5, 9, 7.5, 9, 5), 1),
        (0, (5, 9, 6.9, 9, 5), 2),
        (15, (5, 9, 7.5, 9, 5), 0),
    ],
)
def test_delay_and_hysteresis(
    delay: int, values: tuple[float, ...], found: int
) -> None:
    """They are those of the rule, as they were for what is observed."""
    watching = rule(
        condition=Range(high=8.0, hysteresis=1, unit="°C"), delay=delay * MINUTE
    )
    assert len(look_back([watching], [_series(*values)]).episodes) == found


def test_too_warm_and_then_too_cold() -> None:
    """These are two, each with a worst value of its own."""
    watching = rule(condition=Range(low=2.0, high=8.0, unit="°C"))
    warm, cold = look_back([watching], [_series(5, 9, 10, 1, 0, 5)]).episodes
    assert (warm.reading.value, warm.alert.above, warm.until) == (
        10,
        True,
        NOON + 15 * MINUTE,
    )
    assert (cold.reading.value, cold.alert.above, cold.since) == (0, False, warm.until)


@pytest.mark.parametrize(
    ("values", "limit"), [((25, 9), 8), ((9, 25), 8), ((25, 25), 20), ((9, 25, 9), 8)]
)
def test_critical_for_a_while(values: tuple[float, ...], limit: float) -> None:
    """It is one episode, as severe as it ever was."""
    watching = rule(condition=Range(high=8.0, critical_high=20.0, unit="°C"))
    [episode] = look_back([watching], [_series(5, *values, 5)]).episodes
    assert (episode.rule.severity, episode.reading.value) == (Severity.CRITICAL, 25)
    assert episode.until - episode.since == 5 * len(values) * MINUTE
    assert episode.alert.limit == limit


def test_what_lasts_is_known_to() -> None:
    """Also what has not yet lasted for as long as its delay."""
    short, long = (
        rule(id=name, condition=Range(high=8.0, unit="°C"), delay=delay * MINUTE)
        for name, delay in (("short", 5), ("long", 60))
    )
    seen = look_back([short, long], [_series(5, 9, 9, 10)])
    [episode] = seen.episodes
    assert episode.lasts
    assert (episode.rule.id, episode.reading.value) == ("short", 10)
    assert seen.holding == {
        ("short", SENSOR.key): NOON + 5 * MINUTE,
        ("long", SENSOR.key): NOON + 5 * MINUTE,
    }
    assert seen.end == NOON + 15 * MINUTE


def test_doors_and_alarms_of_the_device() -> None:
    """What a device has called an alarm counts as it does now."""
    door = rule(
        id="door",
        words="position",
        condition=Position(on=False),
        selection=Selection(kinds=frozenset((ReadingKind.INPUT,))),
    )
    alarm = rule(id="alarm", words="alarm", condition=DeviceAlarm())
    seen = look_back(
        [door, alarm],
        [
            _series(1, 0, 0, 1, seen=INPUT),
            _series(5, 9, 5, 5, alarms=(False, True, True, False)),
        ],
    )
    told = {
        each.rule.id: (each.since, each.until, each.reading.value)
        for each in seen.episodes
    }
    assert told == {
        "door": (NOON + 5 * MINUTE, NOON + 15 * MINUTE, 0),
        "alarm": (NOON + 5 * MINUTE, NOON + 15 * MINUTE, 9),
    }


def test_what_spans_cover_together() -> None:
    """In any order; nothing in between may be left."""
    a, b, c = NOON, NOON + HOUR, NOON + 2 * HOUR
    assert is_covered(a, c, [(b, c), (a, b)])
    assert not is_covered(a, c, [(a, b), (b + MINUTE, c)])
    assert not is_covered(a, c, [(a + MINUTE, c)])
    assert not is_covered(a, c, [])


def test_when_a_window_was_open() -> None:
    """By its recorded states; one that is not there for long is no open window."""

    def state(value: str, hours: float) -> State:
        return State("schedule.a", value, last_changed=NOON_UTC + hours * HOUR)

    now, begin = Now.of(NOON_UTC + 9 * HOUR), [state("off", 0), state("on", 1)]
    for back, lasted in ((2.1, 2.1), (3, 2 + 1 / 6)):
        states = [*begin, state("unavailable", 2), state("on", back)]
        assert [*open_spans(states, now)] == [
            (NOON + HOUR, NOON + lasted * HOUR),
            (NOON + back * HOUR, now.instant),
        ]
        assert [*open_spans([*states, state("off", 4)], now)][-1][1] == NOON + 4 * HOUR
    [gone] = open_spans([*begin, state("unavailable", 2)], now)
    assert gone == (NOON + HOUR, NOON + 2 * HOUR + 10 * MINUTE)


# A device that pushes, and logs while nobody hears it


@dataclass
class Store:
    """A device that pushes, with the alerts, a rule for 8 °C and one for its door."""

    hass: HomeAssistant
    notifier: Notifier
    elapse: Elapse
    entry: MockConfigEntry
    receiver: MockConfigEntry
    alerts: MockConfigEntry
    pusher: Pusher

    @property
    def device(self) -> DeviceState:
        """The device, which can be changed."""
        return self.pusher.device

    async def push(self) -> None:
        """Let it push with its log."""
        self.pusher.measure(dt_util.utcnow().timestamp())
        await self.pusher.push()
        await self.hass.async_block_till_done(wait_background_tasks=True)

    async def observe(self, minutes: int) -> None:
        """Let it push every five minutes."""
        for _ in range(minutes // 5):
            await self.push()
            await self.elapse(300)

    async def lose(self, *values: float, door: Sequence[bool] = ()) -> None:
        """Let it only log every five minutes, and nobody hear it."""
        for number, value in enumerate(values):
            self._log(value, door[number] if door else True)
            await self.elapse(300)

    async def sleep(self, *values: float, door: Sequence[bool] = ()) -> None:
        """Let it only log every five minutes, and Home Assistant not run meanwhile."""
        begin = dt_util.utcnow().timestamp()
        for number, value in enumerate(values):
            self._log(value, door[number] if door else True, begin + 300 * number)
        await self.elapse(300 * len(values))

    def _log(self, value: float, closed: bool, now: float | None = None) -> None:
        self.device.sensors[0].value = value
        self.device.inputs[0].closed = closed
        self.pusher.measure(now or dt_util.utcnow().timestamp())

    @property
    def past(self) -> list[dict[str, Any]]:
        """What was told of the past."""
        return [each for each in self.notifier.accepted if "earlier" in each["title"]]

    def change(self, title: str, **data: Any) -> None:
        """Change a rule or a recipient."""
        [found] = [
            each for each in self.alerts.subentries.values() if each.title == title
        ]
        self.hass.config_entries.async_update_subentry(
            self.alerts, found, data={**found.data, **data}
        )


@pytest.fixture
async def store(
    hass: HomeAssistant,
    add_push: AddPush,
    add_alerts: AddAlerts,
    notifier: Notifier,
    elapse: Elapse,
) -> Store:
    """Return a device that was observed for an hour, from 12:00 on."""
    await hass.config.async_set_time_zone("UTC")
    device = DeviceState(MODELS["poseidon2_3268"], name="Remote store")
    for sensor in device.sensors:
        sensor.value, sensor.low, sensor.high = 5.0, None, None
    for contact in device.inputs:
        contact.closed = True
    receiver = await add_push()
    entry, pusher = await add_pushing(hass, receiver, device)
    alerts = await add_alerts(notifier)
    add_subentry(
        hass, alerts, "range_rule", "Too warm", high=8.0, quantity="temperature"
    )
    add_subentry(hass, alerts, "input_rule", "Door", state="off", quantity="input")
    await hass.async_block_till_done(wait_background_tasks=True)
    store = Store(hass, notifier, elapse, entry, receiver, alerts, pusher)
    await store.observe(60)
    assert not notifier.titles
    return store


WARM = (8.5, 12.0, 9.0)


async def test_what_was_too_warm_is_told_afterwards(store: Store) -> None:
    """From when to when, how bad, and that nobody could be told; it needs no answer."""
    name = store.device.sensors[0].name
    await store.lose(*[5.0] * 12, *WARM, *[5.0] * 3)  # from 13:00 on
    assert any("offline" in title for title in store.notifier.titles)
    await store.push()
    [told] = store.past
    assert told["title"] == f"{name}: 12.0 °C, above 8 °C – earlier · Remote store"
    assert told["message"] == (
        f"{name} was above 8 °C for 15 min, from 14:00 to 14:15; the highest value was"
        " 12.0 °C.\nThat was while nothing was heard from Remote store, which has logged"
        " it.\nRule: Too warm."
    )
    state = store.hass.states.get("event.hw_group_alerts_alert")
    assert state is not None
    assert state.attributes["event_type"] == "past"
    assert state.attributes["since"] == "2026-11-25T14:00:00+00:00"
    assert state.attributes["until"] == "2026-11-25T14:15:00+00:00"
    manager = async_manager(store.hass)
    assert manager is not None
    assert not [*manager.alerts]
    store.notifier.accepted.clear()
    await store.observe(120)
    assert not store.notifier.titles


async def test_a_door_that_was_open_while_home_assistant_was_down(store: Store) -> None:
    """Positions are in the log, too."""
    name = store.device.inputs[0].name
    await store.sleep(*[5.0] * 6, door=(True, True, False, False, True, True))
    await store.push()
    [told] = store.past
    assert told["title"] == f"{name}: open – earlier · Remote store"
    assert told["message"] == (
        f"{name}: open from 13:10 to 13:20, for 10 min.\nThat was while Home Assistant"
        " was down; Remote store has logged it.\nRule: Door."
    )


async def test_the_alarm_of_a_device_in_its_log(store: Store) -> None:
    """By what the device called it then, as its limits are not pushed."""
    store.device.sensors[1].high = 30.0
    store.device.sensors[1].value = 33.0
    await store.sleep(5.0, 5.0, 5.0)
    store.device.sensors[1].value = 5.0
    await store.sleep(5.0, 5.0, 5.0)
    await store.push()
    [told] = store.past
    assert told["title"].startswith(f"{store.device.sensors[1].name}: 33.0 %, alarm")
    assert "lasted 15 min, from 13:00 to 13:15." in told["message"]


@pytest.mark.parametrize("restart", [False, True])
async def test_a_log_that_comes_again_is_told_once(store: Store, restart: bool) -> None:
    """Its times differ by some seconds, and what is new in it is told."""
    await store.sleep(5.0, *WARM, 5.0)
    log = [*store.pusher.log]
    await store.push()
    assert len(store.past) == 1
    if restart:
        for entry in (store.alerts, store.receiver, store.entry):
            assert await store.hass.config_entries.async_reload(entry.entry_id)
            await store.hass.async_block_till_done(wait_background_tasks=True)
    await store.elapse(7)
    store.pusher.log = [(time + 7, values) for time, values in log]
    await store.push()
    assert len(store.past) == 1
    await store.sleep(*WARM, 5.0)
    store.pusher.log = [*log, *store.pusher.log]
    await store.push()
    assert len(store.past) == 2
    assert "from 13:25" in store.past[1]["message"]


async def test_what_was_looked_at_is_forgotten(store: Store) -> None:
    """When no log of that time can come any more."""
    manager = async_manager(store.hass)
    assert manager is not None
    looked = manager._looker.looked
    await store.sleep(5.0, 5.0, 5.0)
    await store.push()
    known = set(looked)
    # By a clock that was ahead, nobody knows until when that was.
    looked.update({key: until + 10 * 365 * 86400.0 for key, until in looked.items()})
    await store.sleep(5.0, *WARM, 5.0)
    await store.push()
    assert len(store.past) == 1
    await store.elapse(3 * 86400)
    del store.device.sensors[1:]
    await store.sleep(5.0, 5.0, 5.0)
    await store.push()
    assert set(looked) < known


async def test_what_lasts_counts_from_when_it_began(store: Store) -> None:
    """The delay is over: the alert is told at once, with its time, and nothing else."""
    store.change("Too warm", delay=20)
    await store.sleep(5.0, *WARM, 9.0, 9.0)
    await store.push()
    assert not store.past
    [told] = [each for each in store.notifier.accepted if "8 °C" in each["title"]]
    assert "has been above 8 °C since 13:05." in told["message"]


async def test_what_lasts_and_was_told_at_once(store: Store) -> None:
    """The alert tells of now, and one more message of before."""
    await store.sleep(5.0, *WARM)
    await store.push()
    [told] = store.past
    assert "It was still so at 13:15." in told["message"]
    [alert] = [each for each in store.notifier.accepted if each is not told]
    assert "8 °C" in alert["title"]
    store.device.sensors[0].value = 5.0
    await store.push()
    assert "from 13:05 to" in store.notifier.accepted[-1]["message"]


async def test_what_people_know_already(store: Store) -> None:
    """They were told before the gap, and it has gone on: nothing new of the past."""
    store.device.sensors[0].value = 9.0
    await store.observe(10)
    assert len(store.notifier.titles) == 1
    await store.sleep(9.0, 9.0, 9.0)
    await store.push()
    assert not store.past
    # That it was critical for a while they do not know.
    store.change("Too warm", critical_high=20.0)
    await store.sleep(9.0, 25.0, 9.0)
    await store.push()
    [told] = store.past
    assert told["title"] == "Air intake: 25.0 °C, above 8 °C – earlier · Remote store"


async def test_a_log_that_comes_while_the_alerts_are_not_loaded(store: Store) -> None:
    """They look at it once they are."""
    entries = store.hass.config_entries
    await entries.async_unload(store.alerts.entry_id)
    await store.sleep(5.0, *WARM, 5.0)
    await store.push()
    await entries.async_setup(store.alerts.entry_id)
    await store.observe(5)
    assert len(store.past) == 1


async def test_a_time_in_which_nobody_was_to_be_told(store: Store) -> None:
    """A pause that covers it keeps it from people; one that ended before does not."""
    await store.hass.services.async_call(
        "hwgroup", "pause", {"duration": {"hours": 1}}, blocking=True
    )
    await store.sleep(5.0, *WARM, *[5.0] * 8)
    await store.push()
    assert not store.past
    await store.sleep(5.0, *WARM, 5.0)
    await store.push()
    assert len(store.past) == 1


async def test_maintenance_that_was_open_meanwhile(store: Store) -> None:
    """Also where it has ended by now, as far as it is known."""
    store.hass.states.async_set("input_boolean.service", "on")
    add_subentry(
        store.hass,
        store.alerts,
        "maintenance",
        "Service",
        schedule="input_boolean.service",
    )
    await store.hass.async_block_till_done(wait_background_tasks=True)
    await store.sleep(5.0, *WARM, 5.0)
    await store.push()
    assert not store.past
    # A window of which the entity is no more is closed.
    store.hass.states.async_remove("input_boolean.service")
    await store.observe(5)
    await store.sleep(5.0, *WARM, 5.0)
    await store.push()
    assert len(store.past) == 1


async def test_nobody_is_woken_for_the_past(store: Store) -> None:
    """It goes to whom the rule notifies first, and is no critical message."""
    other = Notifier(store.hass, "boss")
    other.register()
    actions = ["notify.boss"]
    add_subentry(
        store.hass, store.alerts, "recipient", "Boss", actions=actions, after=10
    )
    store.change("Too warm", severity="critical")
    await store.sleep(5.0, *WARM, 5.0)
    await store.push()
    [told] = store.past
    assert "CRITICAL" not in told["title"]
    deliveries = await store.hass.services.async_call(
        "hwgroup", "get_deliveries", {}, blocking=True, return_response=True
    )
    assert deliveries is not None
    [found] = [each for each in deliveries["deliveries"] if each["change"] == "past"]
    assert (found["severity"], found["state"]) == ("warning", "accepted")
    for _ in range(30):
        await store.observe(5)
    assert not other.titles
    assert len(store.past) == 1


async def test_nobody_there_to_be_told(store: Store) -> None:
    """Home Assistant shows it."""
    [found] = [
        each
        for each in store.alerts.subentries.values()
        if each.subentry_type == "recipient"
    ]
    store.hass.config_entries.async_remove_subentry(store.alerts, found.subentry_id)
    await store.hass.async_block_till_done(wait_background_tasks=True)
    await store.sleep(5.0, *WARM, 5.0)
    await store.push()
    [title] = [each for each in notifications(store.hass) if "8 °C" in each]
    assert "earlier" in title
