"""Dates and times as people write them in their language."""

from datetime import UTC, datetime

import pytest

from custom_components.hwgroup.alerts.messages.words import LANGUAGES
from custom_components.hwgroup.dates import _FORMATS, date_text, moment_text, time_text
from homeassistant.core import HomeAssistant

# Half past midnight in Prague: there it is another day than in UTC.
WHEN = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
SAME_DAY = datetime(2026, 11, 3, 22, 0, tzinfo=UTC)
DAY_BEFORE = datetime(2026, 11, 2, 22, 59, tzinfo=UTC)
NEXT_YEAR = datetime(2027, 1, 2, tzinfo=UTC)


@pytest.fixture(autouse=True)
async def _time_zone(hass: HomeAssistant) -> None:
    """Let it be an hour later here than in UTC."""
    await hass.config.async_set_time_zone("Europe/Prague")


@pytest.mark.parametrize(
    ("language", "today", "this_year", "last_year"),
    [
        ("en", "00:30", "3 Nov 00:30", "3 Nov 2026 00:30"),
        ("en-GB", "00:30", "3 Nov 00:30", "3 Nov 2026 00:30"),
        ("cs", "00:30", "3. 11. 00:30", "3. 11. 2026 00:30"),
        ("de", "00:30 Uhr", "03.11., 00:30 Uhr", "03.11.2026, 00:30 Uhr"),
        ("fr", "00:30", "le 03/11 à 00:30", "le 03/11/2026 à 00:30"),
        ("tlh", "00:30", "3 Nov 00:30", "3 Nov 2026 00:30"),
    ],
)
def test_a_time_within_a_sentence(
    language: str, today: str, this_year: str, last_year: str
) -> None:
    """The day only on another day, the year only in another year."""
    assert time_text(WHEN, SAME_DAY, language) == today
    assert time_text(WHEN, DAY_BEFORE, language) == this_year
    assert time_text(WHEN, NEXT_YEAR, language) == last_year


@pytest.mark.parametrize(
    ("language", "day", "moment"),
    [
        ("en", "3 Nov 2026", "3 Nov 2026 00:30"),
        ("cs", "3. 11. 2026", "3. 11. 2026 00:30"),
        ("de", "03.11.2026", "03.11.2026, 00:30 Uhr"),
        ("fr", "03/11/2026", "03/11/2026 à 00:30"),
    ],
)
def test_a_day_and_a_moment(language: str, day: str, moment: str) -> None:
    """For what stays to be read for days."""
    assert date_text(WHEN, language) == day
    assert moment_text(WHEN, language) == moment


def test_each_language_has_its_dates() -> None:
    """A further language of the messages is a further row of the dates."""
    assert _FORMATS.keys() == LANGUAGES.keys()
