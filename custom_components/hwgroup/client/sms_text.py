"""What fits into one SMS, and how long a text is there (pure).

GSM 03.38: 160 characters of 7 bits, of which some take two; a text with any other
character has 16 bits for each, and 70 of them fit (3GPP TS 23.038).
"""

from typing import Final, NamedTuple
import unicodedata

_GSM_7: Final = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_7_EXTENDED: Final = frozenset("^{}\\[~]|€")
_MOST: Final = {"gsm7": 160, "ucs2": 70}
_MARKS: Final = {"gsm7": "...", "ucs2": "…"}
_JOINER: Final = "\u200d"
# Two of these letters are one flag.
_FLAGS: Final = frozenset(map(chr, range(0x1F1E6, 0x1F200)))
# They follow the flag of a part of a country, and say which.
_TAGS: Final = frozenset(map(chr, range(0xE0020, 0xE0080)))


class SmsText(NamedTuple):
    """A text as it is sent: how it is encoded, how long it is, and whether it was cut."""

    text: str
    encoding: str
    length: int
    cut: bool


def fitted(text: str) -> SmsText:
    """Return a text that fits into one SMS: a longer one is cut, and ends in a mark.

    No character is cut in two: not one with accents, nor an emoji made of several.
    """
    text = "".join(_readable(character) for character in text).strip()
    encoding = "gsm7" if all(map(_is_gsm_7, text)) else "ucs2"
    length = _length(text, encoding)
    if length <= _MOST[encoding]:
        return SmsText(text, encoding, length, cut=False)
    mark = _MARKS[encoding]
    room = _MOST[encoding] - _length(mark, encoding)
    kept = ""
    for character in _whole_characters(text):
        room -= _length(character, encoding)
        if room < 0:
            break
        kept += character
    kept = kept.rstrip() + mark
    return SmsText(kept, encoding, _length(kept, encoding), cut=True)


def _readable(character: str) -> str:
    """Replace what no phone shows, and what no XML may hold."""
    if character in ("\n", _JOINER):
        return character
    return " " if unicodedata.category(character) in ("Cc", "Cs", "Cn") else character


def _is_gsm_7(character: str) -> bool:
    return character in _GSM_7 or character in _GSM_7_EXTENDED


def _length(text: str, encoding: str) -> int:
    if encoding == "gsm7":
        return sum(1 + (character in _GSM_7_EXTENDED) for character in text)
    return len(text.encode("utf-16-le")) // 2


def _whole_characters(text: str) -> list[str]:
    """Return what people take for one character each."""
    found: list[str] = []
    for character in text:
        joined = bool(found) and (
            found[-1].endswith(_JOINER)
            or character == _JOINER
            or bool(unicodedata.combining(character))
            or unicodedata.category(character) in ("Mn", "Mc", "Me", "Sk")
            or character in _TAGS
            or (character in _FLAGS and len(found[-1]) == 1 and found[-1] in _FLAGS)
        )
        if joined and found[-1] != "\n":
            found[-1] += character
        else:
            found.append(character)
    return found
