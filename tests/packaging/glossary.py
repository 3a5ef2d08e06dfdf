"""One concept, one term, in each language; and words that mislead or read badly.

All are regular expressions, compared without regard to case. Where an English text names
a concept, its translation has the term for it.
"""

from collections.abc import Mapping
from typing import Final

TERMS: Final[Mapping[str, Mapping[str, str]]] = {}
FORBIDDEN: Final[Mapping[str, tuple[str, ...]]] = {
    "en": (
        r"\bprobes?\b",  # sensor
        r"\btwins?\b",  # two sensors, the second sensor
        r"\b(tells?|told)\b",  # notify, send, report
        r"\bnews\b",  # message
        r"\bstrangers?\b",  # unknown device
        r"\bmend",  # fix
        r"\bthe past\b",  # history
        r"\bsigns? of life\b",  # heartbeat
        r"\blook(s|ed)? (at|after|for|through)\b",  # check, watch, scan
        r"\buser name\b",  # username
        r"\bset up already\b",  # already set up
        r"\bnotify (service|channel)",  # notifier
    ),
}
