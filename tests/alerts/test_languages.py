"""The words of messages, in every language."""

from collections.abc import Iterator
from dataclasses import replace
import re

import pytest

from custom_components.hwgroup.alerts.config.user_rules import _CONDITIONS, TREND_KINDS
from custom_components.hwgroup.alerts.messages.compose import compose
from custom_components.hwgroup.alerts.messages.formats import quantity_text
from custom_components.hwgroup.alerts.messages.words import LANGUAGES, words
from custom_components.hwgroup.alerts.messages.words.english import ENGLISH
from custom_components.hwgroup.alerts.model import (
    Alert,
    Change,
    Reading,
    ReadingKind,
    Severity,
)
from custom_components.hwgroup.alerts.rules.built_in import BUILT_IN, NETWORK
from worlds.examples import HOUR, NOON, NOW, alert, reading, rule

from ..packaging.glossary import FORBIDDEN, TERMS
from ..translations import is_untranslated, placeholders

OTHERS = sorted(set(LANGUAGES) - {"en"})
# What the words call the rules that there can be, and those that tell of a number.
KINDS = sorted(
    {*(each.words for each in BUILT_IN), NETWORK, *_CONDITIONS, *TREND_KINDS}
)
NUMERIC = {"range", "rate", "forecast", "twins"}
PARTS = (reading(52.5, name="Corridor", quantity="humidity", unit="%"),)
FACTS = {
    "address": "cold-store",
    "reason": "timeout",
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


# Names as people give them, and what they may read.
USUAL = (
    {"device_name": "Cold store", "name": "Fridge 2"},
    {"device_name": "Server room", "name": "Rack 3"},
)
READS = {
    "offline": (
        {"kind": ReadingKind.DEVICE, "name": "", "value": 0.0, "parts": PARTS},
    ),
    "not_set_up": ({"kind": ReadingKind.DEVICE, "name": "", "value": None},),
    "availability": (
        {"kind": ReadingKind.AVAILABILITY, "name": "", "value": 15.0, "unit": "%"},
    ),
    "all_lost": ({"kind": ReadingKind.SENSORS, "name": "", "value": 0.0},),
    "power_on": ({"value": 85.0},),
    "position": (
        {"value": 1.0, "quantity": "leak"},
        {"value": 0.0, "quantity": "input"},
        {"value": 1.0, "quantity": "switch"},
    ),
    NETWORK: (
        {"kind": ReadingKind.NETWORK, "device_name": "192.168.1.*"},
        {"kind": ReadingKind.NETWORK, "device_name": "*"},
        {"kind": ReadingKind.NETWORK, "facts": FACTS | {"own": "yes"}},
    ),
}
LASTING = (Change.STARTED, Change.REPEATED, Change.ESCALATED)
LIMITS = ((9.4, 8.0, True), (-0.5, 2.0, False))


def _usual(watching: str) -> Iterator[tuple[Reading, Alert]]:
    """Yield readings with an alert each, one of which is not known any more."""
    for names in USUAL:
        for reads in READS.get(watching, ({},)):
            for value, limit, above in LIMITS:
                what = {"value": value, "facts": FACTS, **names, **reads}
                seen = reading(**what)
                known = alert(
                    value=seen.value, limit=limit, above=above, ended=NOON + HOUR
                )
                yield seen, known
                yield replace(seen, in_alarm=True), known
                yield replace(seen, heard=False), known
                yield replace(seen, value=None), known


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("watching", KINDS)
@pytest.mark.parametrize("severity", Severity)
def test_titles_fit_a_phone(language: str, watching: str, severity: Severity) -> None:
    """Those of every kind, with usual names: nothing that matters is cut off."""
    watched, text = (
        rule(words=watching, severity=severity, name="Too warm"),
        LANGUAGES[language],
    )
    now = NOW.at(NOON + HOUR)
    for seen, known in _usual(watching):
        for change in Change:
            if change is Change.CLEARED and "own" in seen.facts:
                continue  # the devices tell that it is over
            told = compose(change, known, watched, seen, now, language)
            assert len(told.title) <= 60, told.title
            assert (text["mark_critical"] in told.title) is (
                severity is Severity.CRITICAL and change in LASTING
            )
            names = (seen.name, seen.device_name)
            if seen.kind is ReadingKind.SENSOR:
                assert all(name in f"{told.title}\n{told.text}" for name in names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("watching", KINDS)
@pytest.mark.parametrize("change", Change)
@pytest.mark.parametrize("above", [True, False])
def test_every_kind_of_rule_is_told_in_every_language(
    language: str, watching: str, change: Change, above: bool
) -> None:
    """Completely, and with numbers as people there write them."""
    seen = reading(
        9.5, low=2.25, high=7.75, agreed=(2.0, None), facts=FACTS, parts=PARTS
    )
    known = alert(above=above, limit=8.5, worst=12.5, flapping=True, ended=NOON + HOUR)
    now = NOW.at(NOON + HOUR)
    message = compose(
        change, known, rule(words=watching, name="Too warm"), seen, now, language
    )
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
    now = NOW.at(NOON + HOUR)
    message = compose(change, alert(), rule(words=NETWORK), seen, now, language)
    assert title in message.title
    assert "{" not in message.title + message.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_have_the_mark_of_the_language(language: str) -> None:
    """A point or a comma, and nothing else changes."""
    text = LANGUAGES[language]
    assert text["decimal"] in (".", ",")
    assert quantity_text(reading(), -4.25, text) == f"−4{text['decimal']}25 °C"
    assert quantity_text(reading(unit=None), 1234567.0, text) == "1234567"


@pytest.mark.parametrize("language", ["en", "en-GB", "tlh", ""])
def test_an_unknown_language_is_english(language: str) -> None:
    """Better a foreign word than none."""
    assert words(language) is ENGLISH


def _plain(text: str) -> str:
    return re.sub(r"\{[^}]*\}", "", text)


@pytest.mark.parametrize("language", FORBIDDEN)
def test_no_word_misleads(language: str) -> None:
    """The glossary holds in messages as it does in the user interface."""
    found = {
        key: pattern
        for key, text in LANGUAGES[language].items()
        for pattern in FORBIDDEN[language]
        if re.search(pattern, _plain(text), re.IGNORECASE)
    }
    assert not found


@pytest.mark.parametrize("language", TERMS)
def test_one_concept_has_one_term(language: str) -> None:
    """What is one thing in English is called the same in every message."""
    text = LANGUAGES[language]
    missing = {
        f"{key}: {concept}": text[key]
        for key, english in ENGLISH.items()
        for concept, term in TERMS[language].items()
        if re.search(concept, _plain(english), re.IGNORECASE)
        and not re.search(term, _plain(text[key]), re.IGNORECASE)
    }
    assert not missing
