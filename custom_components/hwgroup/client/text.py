"""What a device calls itself and its parts, fit to be shown in one line."""

import re
from typing import Final

LONGEST_TEXT: Final = 255
# C0, DEL and C1, the separators of lines and paragraphs, and what turns the direction
# of the text beside it: a line break in a name breaks e-mails, the last deceives readers.
_CONTROLS: Final = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)


def clean(text: str) -> str:
    """Return a text in one line of at most 255 characters.

    Control characters and line breaks, with the spaces around them, become one space.
    Every text of every protocol passes here where it enters.
    """
    if not text.isprintable():
        parts = (part.strip() for part in _CONTROLS.split(text))
        text = " ".join(filter(None, parts))
    text = text.strip()
    return text if len(text) <= LONGEST_TEXT else text[:LONGEST_TEXT].rstrip()
