"""What people read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from custom_components.hwgroup.alerts.messages.compose import compose, variables
from custom_components.hwgroup.alerts.messages.digest import is_short_enough
from custom_components.hwgroup.alerts.messages.formats import (
    duration_text,
    quantity_text,
)
from custom_components.hwgroup.alerts.messages.notices import (
    compose_left_open,
    compose_test,
)
from custom_components.hwgroup.alerts.messages.words.english import ENGLISH
from custom_components.hwgroup.alerts.model import (
    Alert,
    Change,
    Message,
    Reading,
    Severity,
)
from custom_components.hwgroup.alerts.rules.conditions import Rule
from custom_components.hwgroup.client import HwgError, SmsError, SwitchingError
from custom_components.hwgroup.device.errors import ERROR_KEYS
from homeassistant.core import HomeAssistant
from worlds.examples import DEVICE, HOUR, INPUT, MINUTE, NOON, NOW, alert, reading, rule

OFFLINE = rule(id="offline", words="offline")
SILENT = replace(
    DEVICE,
    value=0.0,
    facts={"address": "192.0.2.7:8080"},
    parts=(
        reading(4.25, decimals=1),
        reading(52.0, name="Rack 3", quantity="humidity", unit="%"),
    ),
)
HOT = alert(limit=8.0, above=True, value=9.5, worst=12.0)
COLD = replace(HOT, limit=2.0, above=False, worst=-0.5)


@pytest.fixture(autouse=True)
async def _time_zone(hass: HomeAssistant) -> None:
    """Let noon in UTC be one o'clock here."""
    await hass.config.async_set_time_zone("Europe/Prague")


def _told(
    change: Change = Change.STARTED,
    known: Alert = HOT,
    watching: Rule | None = None,
    seen: Reading | None = None,
    **more: Any,
) -> Message:
    watching, seen = watching or rule(), seen or reading(9.5)
    return compose(change, known, watching, seen, NOW.at(NOON + HOUR), "en", **more)


def test_a_start_names_device_address_time_and_readings() -> None:
    """All that a person needs to know at night."""
    message = _told(known=alert(), watching=OFFLINE, seen=SILENT)
    assert message.title == "Cold store is offline"
    assert message.text == (
        "No answer from Cold store at 192.0.2.7:8080 since 13:00.\n"
        "Last readings: Freezer: 4.2 °C, Rack 3: 52 %."
    )


def test_long_names_make_no_message_too_long() -> None:
    """Services refuse more than 4,096 characters."""
    parts = (reading(4.25, name="Freezer " * 30),) * 42
    many = ["Cold store " * 20] * 2000
    for message in (
        _told(watching=OFFLINE, seen=replace(SILENT, parts=parts)),
        compose_left_open("w", "Cleaning", many, NOON, NOW, "en"),
    ):
        assert is_short_enough(message)


def test_a_start_without_readings() -> None:
    """A device that never had any, or of which none are known."""
    bare = replace(SILENT, facts={"address": "192.0.2.7"}, parts=())
    text = _told(known=alert(), watching=OFFLINE, seen=bare).text
    assert text == "No answer from Cold store at 192.0.2.7 since 13:00."


@pytest.mark.parametrize(
    "reason",
    sorted(
        {
            key
            for kind, key in ERROR_KEYS.items()
            if kind is not HwgError and not issubclass(kind, (SmsError, SwitchingError))
        }
    ),
)
def test_every_reason_has_its_words(reason: str) -> None:
    """A new error of the protocol library needs a line here, too."""
    seen = replace(SILENT, facts={"address": "Y", "reason": reason}, parts=())
    text = _told(known=alert(), watching=OFFLINE, seen=seen).text
    assert f"13:00{ENGLISH[f'reason_{reason}']}." in text


@pytest.mark.parametrize(
    ("change", "known", "title", "text"),
    [
        (
            Change.STARTED,
            HOT,
            "Freezer: 9.5 °C, above 8 °C · Cold store",
            "Freezer has been above 8 °C since 13:00.",
        ),
        (
            Change.STARTED,
            COLD,
            "Freezer: 9.5 °C, below 2 °C · Cold store",
            "Freezer has been below 2 °C since 13:00.",
        ),
        (
            Change.REPEATED,
            HOT,
            "Freezer: 9.5 °C, above 8 °C – unanswered · Cold store",
            "Freezer has been above 8 °C since 13:00.",
        ),
        (
            Change.ESCALATED,
            HOT,
            "Freezer: 9.5 °C, above 8 °C – unanswered · Cold store",
            "Freezer has been above 8 °C since 13:00.",
        ),
        (
            Change.ACKNOWLEDGED,
            replace(HOT, acknowledged=NOON + 60 * MINUTE),
            "Freezer: 9.5 °C, above 8 °C – acknowledged · Cold store",
            "Acknowledged (14:00). No reminders are sent before 26 Nov 14:00.",
        ),
        (
            Change.ACKNOWLEDGED,
            replace(HOT, acknowledged=NOON + 5 * MINUTE, acknowledged_by="Ann"),
            "Freezer: 9.5 °C, above 8 °C – acknowledged · Cold store",
            "Acknowledged by Ann (13:05). No reminders are sent before 26 Nov 13:05.",
        ),
        (
            Change.CLEARED,
            replace(HOT, ended=NOON + 90 * MINUTE),
            "Freezer: 9.5 °C, back in range · Cold store",
            (
                "Freezer was above 8 °C for 1 h 30 min, from 13:00 to 14:30; the highest"
                " value was 12 °C."
            ),
        ),
        (
            Change.CLEARED,
            replace(COLD, ended=NOON + 90 * MINUTE),
            "Freezer: 9.5 °C, back in range · Cold store",
            (
                "Freezer was below 2 °C for 1 h 30 min, from 13:00 to 14:30; the lowest"
                " value was −0.5 °C."
            ),
        ),
    ],
)
def test_each_change(change: Change, known: Alert, title: str, text: str) -> None:
    """What, where, value and limit, since when; at the end, how long and how bad."""
    message = _told(change, known)
    assert (message.title, message.text) == (title, text)
    assert (message.alert, message.change) == (known.id, change)


def test_what_is_critical_says_so_until_somebody_sees_to_it() -> None:
    """And the name of the rule tells whose it is."""
    critical = rule(severity=Severity.CRITICAL, name="Vaccines")
    message = _told(watching=critical)
    assert message.title == "Freezer: 9.5 °C, above 8 °C – CRITICAL · Cold store"
    assert message.text.endswith("\nRule: Vaccines.")
    assert message.severity is Severity.CRITICAL
    again = _told(Change.REPEATED, watching=critical)
    assert again.title == "Freezer: 9.5 °C, above 8 °C – CRITICAL, unanswered"
    assert again.text.endswith("\nDevice: Cold store.")
    for change in (Change.ACKNOWLEDGED, Change.CLEARED):
        assert "CRITICAL" not in _told(change, watching=critical).title


def test_a_device_is_named_once() -> None:
    """One that is called like its only sensor is not told twice."""
    message = _told(seen=reading(9.5, device_name="Freezer"))
    assert message.title == "Freezer: 9.5 °C, above 8 °C"
    assert "Device" not in message.text


@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("severity", Severity)
def test_a_name_is_never_so_long_that_it_hides_the_value(
    change: Change, severity: Severity
) -> None:
    """The text has it whole."""
    name, device = "Vaccine fridge " * 20, "Pharmacy " * 30
    seen = reading(9.5, name=name, device_name=device)
    watching = rule(severity=severity, name="Too warm")
    message = _told(change, watching=watching, seen=seen)
    assert message.title.index("9.5 °C") < 45
    assert f"Device: {device}." in message.text
    assert name in message.text or change is Change.ACKNOWLEDGED


@pytest.mark.parametrize(
    "end", ["\n", "\r\n", "\x00", "\x1b", "\x85", "\u2028", "\u2029"]
)
def test_a_title_is_one_line(end: str) -> None:
    """Whatever a device calls its sensors; a mail server refuses any other title."""
    seen = reading(9.5, name=f"Free{end}zer{end}", device_name=f"{end}Cold{end}store")
    assert _told(seen=seen).title == "Free zer : 9.5 °C, above 8 °C · Cold store"
    assert Message(title=f"{end}One{end}two", text="").title == "One two"


def test_flapping_says_how_often() -> None:
    """Within the hour, and all in all."""
    known = replace(HOT, flapping=True, starts=(NOON,) * 4, count=57)
    assert "This has happened 4 times within an hour." in _told(known=known).text
    assert "It happened 57 times." in _told(Change.CLEARED, known).text


def test_the_words_of_the_user() -> None:
    """For what is wrong; that it is over is told in the ready ones."""
    message = _told(own_text="Call Ann", seen=reading(9.5, name="Vaccine fridge no. 7"))
    assert message.text == "Call Ann"
    assert _told(own_text="Call Ann").text == "Call Ann"
    assert _told(Change.REPEATED, own_text="Call Ann").text == "Call Ann"
    for change in (Change.CLEARED, Change.ACKNOWLEDGED):
        assert "Call Ann" not in _told(change, own_text="Call Ann").text


@pytest.mark.parametrize(
    ("seen", "value", "text"),
    [
        (reading(), 4.2, "4.2 °C"),
        (reading(), -0.5, "−0.5 °C"),
        (reading(), -0.0, "0 °C"),
        (reading(), -0.00049, "0 °C"),
        (reading(), 0.1 + 0.2, "0.3 °C"),
        (reading(unit=None), 1234567.0, "1234567"),
        (reading(unit="Wh"), 123456789.5, "123456789.5 Wh"),
        (reading(), None, "unknown"),
        (reading(quantity="leak"), 1.0, "water detected"),
        (reading(quantity="leak"), 0.0, "dry"),
        (reading(quantity="leak"), None, "unknown"),
        (INPUT, 1.0, "closed"),
        (INPUT, 0.0, "open"),
        (replace(INPUT, quantity="output"), 1.0, "on"),
    ],
)
def test_values(seen: Reading, value: float | None, text: str) -> None:
    """As exact as they are, and positions by their names."""
    assert quantity_text(seen, value, ENGLISH) == text


@pytest.mark.parametrize(
    ("value", "decimals", "beside", "text"),
    [
        (9.46, 1, None, "9.5 °C"),
        (9.0, 1, None, "9.0 °C"),
        (-0.04, 1, None, "0.0 °C"),
        (9.46, 0, None, "9 °C"),
        (9.46, 2, 8.0, "9.46 °C"),
        # A value beyond a limit is never told as the limit, nor one within as beyond.
        (8.04, 1, 8.0, "8.04 °C"),
        (7.96, 1, 8.0, "7.96 °C"),
        (8.0, 1, 8.0, "8.0 °C"),
        (8.26, 1, 8.25, "8.3 °C"),
        (8.24, 0, 8.25, "8 °C"),
        (8.4, 0, 8.0, "8.4 °C"),
        (8.00001, 1, 8.0, "8.000 °C"),
    ],
)
def test_values_have_the_decimals_that_are_shown(
    value: float, decimals: int, beside: float | None, text: str
) -> None:
    """Or more, where fewer would contradict what is told of it."""
    seen = reading(decimals=decimals)
    assert quantity_text(seen, value, ENGLISH, beside) == text


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(minutes=6, seconds=12), "6 min 12 s"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=3, seconds=4), "2 h 3 min"),
        (timedelta(days=400, seconds=5), "400 d 5 s"),
    ],
)
def test_durations(length: timedelta, text: str) -> None:
    """By their two largest units."""
    assert duration_text(length, ENGLISH) == text


def test_a_name_with_braces_is_only_a_name() -> None:
    """What a user types on a device is never a template."""
    braced = reading(9.5, device_name="{since.x}", name="{0}")
    watching = rule(name="{x}", severity=Severity.CRITICAL)
    for change in Change:
        message = _told(change, watching=watching, seen=braced)
        assert message.title.startswith("{0}: 9.5 °C, ")
        assert message.title.endswith(" · {since.x}")
    assert "{x}" in compose_test("{x}", "en").text


def test_a_device_that_has_one_name_only() -> None:
    """The variables of a user's own message always say something."""
    known = variables(alert(since=None), rule(), DEVICE, NOW, "en")
    assert known["name"] == known["device"] == "Cold store"
    assert known["since"] == "13:00"
    assert (known["worst"], known["duration"]) == ("unknown", "0 s")
