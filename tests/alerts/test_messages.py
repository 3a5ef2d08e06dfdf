"""What people read."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.hwgroup.alerts.lifecycle import Change
from custom_components.hwgroup.alerts.messages import (
    ENGLISH,
    LANGUAGES,
    compose,
    compose_test,
    words,
)
from custom_components.hwgroup.alerts.model import Alert, Phase, Snapshot
from custom_components.hwgroup.errors import _KEYS
from homeassistant.core import HomeAssistant

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
ALERT = Alert(
    source="a",
    phase=Phase.ACTIVE,
    since=NOON,
    readings=("Cold room 4.2 °C", "Corridor 52 %"),
)
SNAPSHOT = Snapshot(
    source="a", name="Cold store", address="192.0.2.7:8080", offline=True
)


@pytest.fixture(autouse=True)
async def _time_zone(hass: HomeAssistant) -> None:
    """Let noon in UTC be one o'clock here."""
    await hass.config.async_set_time_zone("Europe/Prague")


def test_a_start_names_device_address_time_and_readings() -> None:
    """All that a person needs to know at night."""
    message = compose(Change.STARTED, ALERT, SNAPSHOT, NOON, "en")
    assert message.title == "Cold store is offline"
    assert message.text == (
        "No answer from Cold store at 192.0.2.7:8080 since 2026-11-25 13:00.\n"
        "Last readings: Cold room 4.2 °C, Corridor 52 %."
    )


def test_a_start_without_readings() -> None:
    """A device that never had any, or of which none are known."""
    bare = Alert(source="a", phase=Phase.ACTIVE, since=NOON)
    message = compose(Change.STARTED, bare, SNAPSHOT, NOON, "en")
    assert message.text == (
        "No answer from Cold store at 192.0.2.7:8080 since 2026-11-25 13:00."
    )


@pytest.mark.parametrize("reason", sorted(set(_KEYS.values()) - {"unknown"}))
def test_every_reason_has_its_words(reason: str) -> None:
    """A new error of the protocol library needs a line here, too."""
    snapshot = Snapshot(source="a", name="X", address="Y", offline=True, reason=reason)
    text = compose(Change.STARTED, ALERT, snapshot, NOON, "en").text
    assert f"13:00{ENGLISH[f'reason_{reason}']}." in text


@pytest.mark.parametrize(
    ("length", "words_of_it"),
    [
        (timedelta(), "0 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(minutes=6, seconds=12), "6 min 12 s"),
        (timedelta(hours=2), "2 h"),
        (timedelta(hours=2, minutes=3, seconds=4), "2 h 3 min"),
        (timedelta(days=400, seconds=5), "400 d 5 s"),
    ],
)
def test_an_end_tells_the_length(length: timedelta, words_of_it: str) -> None:
    """By its two largest units."""
    message = compose(Change.CLEARED, ALERT, SNAPSHOT, NOON + length, "en")
    assert message.title == "Cold store is back online"
    assert f"It was offline for {words_of_it}, from 2026-11-25 13:00 to" in message.text


def test_a_name_with_braces_is_only_a_name() -> None:
    """What a user types on a device is never a template."""
    snapshot = Snapshot(source="a", name="{since.x}", address="{0}", offline=True)
    message = compose(Change.STARTED, ALERT, snapshot, NOON, "en")
    assert message.title == "{since.x} is offline"
    assert "{0}" in message.text
    assert "{x}" in compose_test("{x}", "en").text


def test_languages_are_complete() -> None:
    """Each has the very keys of the English one."""
    assert all(set(text) == set(ENGLISH) for text in LANGUAGES.values())


@pytest.mark.parametrize("language", ["en", "en-GB", "tlh", ""])
def test_an_unknown_language_is_english(language: str) -> None:
    """Better a foreign word than none."""
    assert words(language) is ENGLISH
