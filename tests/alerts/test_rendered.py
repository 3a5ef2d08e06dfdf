"""Every message with all that is really put into it, in every language."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import product
import re

import pytest

from custom_components.hwgroup.alerts.backtest.recorder import Outcome
from custom_components.hwgroup.alerts.backtest.replay import PastAlert, Proposal
from custom_components.hwgroup.alerts.health.unserved import _name
from custom_components.hwgroup.alerts.messages.compose import compose, compose_item
from custom_components.hwgroup.alerts.messages.digest import compose_digest, shortened
from custom_components.hwgroup.alerts.messages.notices import (
    compose_again,
    compose_drill,
    compose_late,
    compose_left_open,
    compose_test,
)
from custom_components.hwgroup.alerts.messages.words import LANGUAGES
from custom_components.hwgroup.alerts.model import (
    Alert,
    Change,
    Message,
    Reading,
    ReadingKind,
    Severity,
)
from custom_components.hwgroup.alerts.notify.log import Delivery
from custom_components.hwgroup.alerts.notify.mobile_app import extras_for
from custom_components.hwgroup.alerts.notify.problems import (
    async_show_problem,
    async_show_undelivered,
)
from custom_components.hwgroup.alerts.notify.recipients import (
    Channel,
    ChannelKind,
    Recipient,
)
from custom_components.hwgroup.alerts.notify.tested import async_show_tested
from custom_components.hwgroup.alerts.rules.built_in import BY_ID, NETWORK
from custom_components.hwgroup.alerts.rules.conditions import Range
from custom_components.hwgroup.alerts.rules.event import (
    BY,
    DISABLED,
    FATE,
    GONE,
    LASTS,
    REMOVED,
    UNOBSERVED,
)
from custom_components.hwgroup.device.errors import ERROR_KEYS
from custom_components.hwgroup.device.set_up import FAILED, UNREADABLE
from homeassistant.core import HomeAssistant
from worlds.examples import DEVICE, HOUR, INPUT, MINUTE, NOON, NOW, SENSOR, alert, rule

from ..site import shown_notifications
from .test_languages import KINDS

CHANNEL = Channel(
    recipient="ann", kind=ChannelKind.ACTION, target="notify.mobile_app_a"
)
ANN = Recipient(id="ann", name="Ann", channels=(CHANNEL,))
SITE = replace(
    DEVICE,
    kind=ReadingKind.NETWORK,
    device_name="192.168.1.*",
    value=0.0,
    facts={"down": "7", "total": "12"},
)
READINGS: Mapping[str, tuple[Reading, ...]] = {
    "offline": tuple(
        replace(
            DEVICE,
            value=0.0,
            facts={
                "address": "cold-store",
                "reason": reason,
                "new_address": "192.0.2.9",
            },
            parts=(SENSOR,),
        )
        for reason in sorted({*ERROR_KEYS.values(), ""})
    ),
    "not_set_up": tuple(
        replace(DEVICE, value=None, facts={"reason": reason})
        for reason in (*(state.value for state in FAILED), UNREADABLE, "not_polled")
    ),
    "availability": (
        replace(DEVICE, kind=ReadingKind.AVAILABILITY, value=15.0, unit="%", name=""),
    ),
    "all_lost": (
        replace(DEVICE, kind=ReadingKind.SENSORS, facts={"total": "12"}, name=""),
    ),
    NETWORK: (
        SITE,
        replace(SITE, device_name="*"),
        replace(SITE, facts={**SITE.facts, "own": "yes"}),
    ),
    "position": tuple(
        replace(INPUT, quantity=quantity, value=value)
        for quantity in ("input", "output", "leak", "switch")
        for value in (0.0, 1.0)
    ),
    "limits": tuple(
        replace(SENSOR, low=low, high=8.0, agreed=(2.0, high))
        for low, high in ((None, 8.0), (2.0, None))
    ),
    "alarm": tuple(replace(SENSOR, value=value) for value in (9.4, None)),
    "disagreement": tuple(
        replace(SENSOR, low=2.0, high=8.0, in_alarm=in_alarm)
        for in_alarm in (True, False)
    ),
}


class Used(Mapping[str, str]):
    """The words of a language, which know what was read of them."""

    def __init__(self, text: Mapping[str, str]) -> None:
        """Know that nothing was read yet."""
        self._text = text
        self.read: set[str] = set()

    def __getitem__(self, key: str) -> str:
        """Note that it was read."""
        text = self._text[key]
        self.read.add(key)
        return text

    def __iter__(self) -> Iterator[str]:
        """Iterate over what can be read."""
        return iter(self._text)

    def __len__(self) -> int:
        """Return how much can be read."""
        return len(self._text)


def _alerts(seen: Reading) -> Iterator[Alert]:
    for above, flapping, by in ((True, False, None), (False, True, "Ann")):
        known = alert(
            value=seen.value,
            worst=12.5,
            limit=8.0 if above else 2.0,
            above=above,
            flapping=flapping,
            acknowledged_by=by,
            starts=(NOON,) * 4,
            count=57,
            ended=NOON + HOUR,
            last_seen=NOON - HOUR if flapping else None,
        )
        yield from (known, replace(known, limit=12.0, value=9.4))


def _about_alerts(language: str) -> Iterator[Message]:
    now = NOW.at(NOON + HOUR)
    for watching, severity in product(KINDS, Severity):
        watched = rule(words=watching, severity=severity, name="Vaccines")
        for seen in READINGS.get(watching, (SENSOR, replace(SENSOR, heard=False))):
            for known, change in product(_alerts(seen), Change):
                if change is Change.CLEARED and "own" in seen.facts:
                    continue  # the devices tell that it is over
                yield compose(change, known, watched, seen, now, language)
    for fate, by in product((REMOVED, DISABLED, GONE, ""), ({}, {BY: "Ann"})):
        given_up = replace(SENSOR, facts={FATE: fate, **by})
        for name in ("Vaccines", ""):
            watched = replace(rule(name=name), id="alarm")
            yield compose(Change.UNWATCHED, alert(), watched, given_up, now, language)
    for why, lasts in product(("stopped", "silent"), ("yes", "")):
        missed = replace(SENSOR, facts={UNOBSERVED: why, LASTS: lasts})
        yield compose(Change.PAST, alert(), rule(), missed, now, language)
    of_device = rule(Range(of_device=True))
    for known in _alerts(SENSOR):
        yield compose(Change.CLEARED, known, of_device, SENSOR, now, language)


def _items(language: str) -> Iterator[str]:
    now = NOW.at(NOON + HOUR)
    for watching in KINDS:
        watched = rule(words=watching)
        for seen in READINGS.get(watching, (SENSOR,)):
            for known in _alerts(seen):
                for acknowledged in (None, NOON):
                    item = replace(known, acknowledged=acknowledged)
                    yield "\n".join(
                        compose_item(item, watched, seen, now, language)
                    ).replace("\\", "")


def _outcomes(language: str) -> Iterator[str]:
    short = PastAlert(reading=SENSOR, started=NOON, ended=NOON + MINUTE / 2)
    long = PastAlert(reading=SENSOR, started=NOON, ended=NOON + 49 * HOUR)
    tried = rule(Range(high=8, unit="°C"))
    for alerts in ([], [short], [short, long]):
        for better in (
            None,
            replace(tried, delay=timedelta(minutes=5)),
            replace(tried, condition=Range(high=8, hysteresis=0.5, unit="°C")),
        ):
            yield Outcome(
                rule=tried,
                days=10,
                end=NOW,
                alerts=alerts,
                proposal=better and Proposal(better, 1),
            ).text(language)


def _notified(hass: HomeAssistant, message: Message) -> Iterator[str]:
    owed = Delivery(channel=CHANNEL, message=message, created=NOON, due=NOON)
    async_show_undelivered(hass, owed, "Ann")
    async_show_problem(hass, CHANNEL, "Ann", "mail server is down")
    async_show_tested(hass, [(ANN, CHANNEL, None)])
    for notification in shown_notifications(hass):
        yield f"{notification['title']}\n{notification['message']}".replace("\\", "")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_message_is_whole(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    """No hole, no seam and no words that are left over."""
    used = Used(LANGUAGES[language])
    monkeypatch.setitem(LANGUAGES, language, used)  # type: ignore[arg-type]
    hass.config.language = language
    about = list(_about_alerts(language))
    several = [replace(each, alert=str(count)) for count, each in enumerate(about)]
    messages = [
        *about,
        compose_test("Ann", language),
        compose_drill("Ann", language),
        compose_left_open("w", "Cleaning", None, NOON - HOUR, NOW, language),
        compose_left_open("w", "Cleaning", ["Hall"], NOON - HOUR, NOW, language),
        compose_again(about[0], 2, language),
        compose_late(about[0], NOON - 24 * HOUR, NOW, language),
        digest := compose_digest(several, language),
        shortened(digest, language),
    ]
    texts = [f"{message.title}\n{message.text}" for message in messages]
    texts += [*_items(language), *_outcomes(language), *_notified(hass, about[0])]
    texts += [_name(hass, built_in) for built_in in BY_ID.values()]
    texts += [used[f"caution_{kind}"] for kind in ("first", "shown", "all")]
    for text in texts:
        assert not re.search(r"[{}]|None|  |\.\.(?!\*)| [.,)]|\($|: *$|: \.", text), (
            text
        )
        for line in text.splitlines()[1:]:
            assert line[0] == line[0].upper(), text
            assert line[-1] in ".…" or line in {each.title for each in about}, text
    for message in messages:
        extras_for(CHANNEL, ANN, message, language, message.key)
    assert used.read == used.keys() - {"language"}
