"""A document's bytes → its elements and texts, whatever a hostile one may hold."""

from collections.abc import Iterable
import re
from xml.etree import ElementTree as ET

from .errors import MalformedAnswerError, NotHwGroupDeviceError
from .text import LONGEST_TEXT, clean

_HTML = re.compile(r"<!doctype\s+html|<html", re.IGNORECASE)
_HTML_WITHIN = 2000
# Only encodings that a device may speak: Python knows some that cost an attacker little
# and the decoder much.
_DECLARED_ENCODING = re.compile(
    rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']"""
    rb"""(utf-?8|us-ascii|windows-125\d|cp125\d|iso-8859-\d{1,2})["']""",
    re.IGNORECASE,
)

type Fields = dict[str, str | None]


class _LocalNames(dict[str, str]):
    """A cache of tag → local name in lower case."""

    def __missing__(self, tag: str) -> str:
        name = tag.rpartition("}")[2].lower()
        # Documents have some fifty short ones; a hostile one fills no memory.
        if len(self) < 1000 and len(tag) < LONGEST_TEXT:
            self[tag] = name
        return name


LOCAL_NAMES = _LocalNames()


def parse(document: bytes) -> ET.Element:
    """Return the root element of a document.

    Raises NotHwGroupDeviceError for anything that is no XML, and MalformedAnswerError
    for XML that is cut off, not well-formed or has a DTD.
    """
    return _root(_decode(document))


def _decode(document: bytes) -> str:
    """Decode as declared, else as the devices' makers would have meant it."""
    declared = _DECLARED_ENCODING.match(document)
    encodings = [declared[1].decode("ascii")] if declared else []
    for encoding in (*encodings, "utf-8", "cp1250"):
        try:
            return document.decode(encoding)
        except LookupError, UnicodeError:
            continue
    return document.decode("latin-1")


def _root(text: str) -> ET.Element:
    """Return the root element of a document without a DTD."""
    text = text.lstrip("\ufeff \t\r\n")
    if not text.startswith("<"):
        raise NotHwGroupDeviceError("The answer is not an XML document")
    try:
        # Without a DTD there are no entities to expand, so nothing that grows. The
        # parser would take text with null characters for UTF-16, and find one there.
        if "<!DOCTYPE" in text or "\0" in text:
            raise MalformedAnswerError("The document has a DTD or a null character")
        return ET.fromstring(text)  # noqa: S314
    except (MalformedAnswerError, ET.ParseError, ValueError) as err:
        if _HTML.search(text, 0, _HTML_WITHIN):
            raise NotHwGroupDeviceError("The answer is an HTML page") from err
        raise MalformedAnswerError(f"The document cannot be read: {err}") from err


def fields_of(entry: Iterable[ET.Element]) -> Fields:
    """Return the texts of an element's children by local name in lower case.

    Of two children of one name the last one counts, unless it is empty.
    """
    fields: Fields = {}
    for child in entry:
        name, text = LOCAL_NAMES[child.tag], child.text
        if text or name not in fields:
            fields[name] = text
    return fields


def text_of(fields: Fields, name: str) -> str:
    """Return a field's text in one line, empty where there is none."""
    text = fields.get(name)
    return clean(text) if text else ""
