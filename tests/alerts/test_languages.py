"""The words of messages, in every language."""

import re

import pytest

from custom_components.hwgroup.alerts.config.user_rules import _CONDITIONS, TREND_KINDS
from custom_components.hwgroup.alerts.messages.compose import compose
from custom_components.hwgroup.alerts.messages.formats import quantity_text
from custom_components.hwgroup.alerts.messages.words import LANGUAGES, words
from custom_components.hwgroup.alerts.messages.words.english import ENGLISH
from custom_components.hwgroup.alerts.model import Change
from custom_components.hwgroup.alerts.rules.built_in import BUILT_IN, NETWORK
from worlds.examples import HOUR, NOON, alert, reading, rule

from ..translations import is_untranslated, placeholders

OTHERS = sorted(set(LANGUAGES) - {"en"})
# What the words call the rules that there can be, and those that tell of a number.
KINDS = sorted(
    {*(each.words for each in BUILT_IN), NETWORK, *_CONDITIONS, *TREND_KINDS}
)
NUMERIC = {"range", "rate", "forecast", "twins"}
FACTS = {
    "address": "cold-store",
    "reason": "timeout",
    "readings": "Corridor 52 %",
    "down": "3",
    "total": "12",
}


@pytest.mark.parametrize("language", OTHERS)
def test_no_words_are_missing_or_left_over(language: str) -> None:
    """A message without its words would not go out."""
    text = LANGUAGES[language]
    assert not ENGLISH.keys() - text.keys(), "missing"
    assert not text.keys() - ENGLISH.keys(), "left over"


@pytest.mark.parametrize("language", OTHERS)
def test_words_keep_their_placeholders(language: str) -> None:
    """No other language tells less, or asks for what is not known."""
    text = LANGUAGES[language]
    broken = {
        key: text[key]
        for key in ENGLISH.keys() & text.keys()
        if placeholders(text[key]) != placeholders(ENGLISH[key])
    }
    assert not broken


@pytest.mark.parametrize("language", OTHERS)
def test_words_are_translated(language: str) -> None:
    """Short ones, such as units, may be the same in two languages."""
    text = LANGUAGES[language]
    assert not {key for key in text if is_untranslated(text[key], ENGLISH.get(key, ""))}


def test_each_language_has_its_own_name() -> None:
    """So people find it in a list."""
    assert len({text["language"] for text in LANGUAGES.values()}) == len(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("watching", KINDS)
@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("above", [True, False])
def test_every_kind_of_rule_is_told_in_every_language(
    language: str, watching: str, change: Change, above: bool
) -> None:
    """Completely, and with numbers as people there write them."""
    seen = reading(9.5, low=2.25, high=7.75, agreed=(2.0, None), facts=FACTS)
    known = alert(above=above, limit=8.5, worst=12.5, flapping=True, ended=NOON + HOUR)
    message = compose(change, known, rule(words=watching), seen, NOON + HOUR, language)
    assert message.title
    assert message.text
    told = f"{message.title} {message.text}"
    assert "{" not in told
    mark = LANGUAGES[language]["decimal"]
    wrong = {".": ",", ",": r"\."}[mark]
    assert not re.search(rf"\d{wrong}\d", told)
    if watching in NUMERIC:
        assert f"{mark}5 °C" in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("change", [Change.STARTED, Change.REPEATED, Change.ESCALATED])
def test_the_own_network_is_told_in_every_language(
    language: str, change: Change
) -> None:
    """While Home Assistant has none; that it is back, the devices tell."""
    seen = reading(0.0, facts=FACTS | {"own": "yes"})
    title = LANGUAGES[language]["own_network_started_title"]
    message = compose(change, alert(), rule(words=NETWORK), seen, NOON + HOUR, language)
    assert title in message.title
    assert "{" not in message.title + message.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_have_the_mark_of_the_language(language: str) -> None:
    """A point or a comma, and nothing else changes."""
    text = LANGUAGES[language]
    assert text["decimal"] in (".", ",")
    assert quantity_text(reading(), -4.25, text) == f"-4{text['decimal']}25 °C"
    assert quantity_text(reading(unit=None), 1234567.0, text) == "1234567"


@pytest.mark.parametrize("language", ["en", "en-GB", "tlh", ""])
def test_an_unknown_language_is_english(language: str) -> None:
    """Better a foreign word than none."""
    assert words(language) is ENGLISH
