"""Text of others, shown as it is: the frontend reads most texts as Markdown."""

import re
import string
from typing import Final

_ESCAPES: Final = str.maketrans({sign: f"\\{sign}" for sign in string.punctuation})
_IN_TITLE: Final = "_in_title"
# Up to its host, and what is after that: a webhook has its secret there.
_URL: Final = re.compile(
    r"(\b[a-z][a-z0-9+.-]*://)(?:[^\s/?#@]*@)?([^\s/?#'\"<>()]*)([^\s'\"<>()]*)",
    re.IGNORECASE,
)
# What some libraries say of a URL: its path alone.
_PATH: Final = re.compile(r"(\burl:? ?['\"]?)/[^\s'\"()]+", re.IGNORECASE)


def escaped(text: str) -> str:
    """Return a text that Markdown shows as this one, without links, pictures or HTML.

    A backslash before any ASCII punctuation stands for that sign (CommonMark 2.4).
    """
    return text.translate(_ESCAPES)


def without_secrets_of_urls(text: str) -> str:
    """Return why something failed, with each URL up to its host only.

    What notifiers raise is shown to all who may see states, and it is recorded.
    """
    text = _URL.sub(lambda url: f"{url[1]}{url[2]}{'/…' if url[3] else ''}", text)
    return _PATH.sub(r"\1/…", text)


def as_placeholders(**texts: str) -> dict[str, str]:
    """Return what the words of an issue or a form are filled in with.

    Titles are not Markdown: for them there is each text as it is, as `name_in_title`.
    """
    return {name: escaped(text) for name, text in texts.items()} | {
        f"{name}{_IN_TITLE}": text for name, text in texts.items()
    }


def fingerprint_text(fingerprint: str | None) -> str:
    """Return a fingerprint as browsers show it: `A1:B2:…`."""
    if fingerprint is None:
        return "–"
    digits = fingerprint.upper()
    return ":".join(digits[index : index + 2] for index in range(0, len(digits), 2))
