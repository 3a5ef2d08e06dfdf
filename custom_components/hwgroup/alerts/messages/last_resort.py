"""A message in the plainest words, for a service that refuses it as it is."""

from typing import Final
import unicodedata

from ..model import Message

# What fits a text message of a phone, in the smallest of its alphabets.
_LONGEST: Final = 160
_KEPT: Final = frozenset(" .,:;()/%+-")
_PLAINER: Final = str.maketrans(
    {"−": "-", "–": "-", "—": "-", "·": ",", "°": " ", "\n": " ", "…": "..."}
)


def compose_plain(message: Message) -> str:
    """Return a message as one short line without accents, signs and markup.

    Letters of other alphabets stay as they are.
    """
    text = f"{message.title}. {message.text}".translate(_PLAINER)
    kept = "".join(
        sign
        for sign in unicodedata.normalize("NFKD", text)
        if sign.isalnum() or sign in _KEPT
    )
    return " ".join(kept.split())[:_LONGEST].rstrip()
