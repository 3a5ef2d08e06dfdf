"""The words of reports, per language. A further language is one more row."""

from collections.abc import Mapping
from typing import Final

from .czech import CZECH
from .english import ENGLISH
from .french import FRENCH
from .german import GERMAN

type Words = Mapping[str, str]

LANGUAGES: Final[Mapping[str, Words]] = {
    "en": ENGLISH,
    "cs": CZECH,
    "de": GERMAN,
    "fr": FRENCH,
}


def report_words(language: str) -> Words:
    """Return the words of a language such as `de` or `de-CH`, else the English ones."""
    return LANGUAGES.get(language.partition("-")[0], ENGLISH)
