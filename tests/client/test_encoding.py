"""Bytes become text as the device meant it."""

import codecs

import pytest

from .helpers import document, entry, read

CZECH = "Chladírna č. 1: Žluťoučký"
WESTERN = "Kühlraum für Käse"


def _bytes(name: str, encoding: str, declared: str | None) -> bytes:
    text = document(entry(ID="1", Name=name, Units="C", Value="1.0"))
    start = "" if declared is None else f'<?xml version="1.0" encoding="{declared}"?>'
    return (start + text).encode(encoding)


def _name(document: bytes) -> str:
    device = read(document)
    assert device.sensors["1"].value == 1.0
    return device.sensors["1"].name


@pytest.mark.parametrize(
    ("name", "encoding", "declared"),
    [
        (CZECH, "utf-8", "utf-8"),
        (CZECH, "utf-8", "UTF-8"),
        (CZECH, "utf-8", None),
        (CZECH, "cp1250", "windows-1250"),
        (CZECH, "cp1250", "Windows-1250"),
        (CZECH, "cp1250", "cp1250"),
        (CZECH, "cp1250", None),
        (WESTERN, "latin-1", "iso-8859-1"),
        (WESTERN, "latin-1", "ISO-8859-1"),
        (WESTERN, "latin-1", None),
        ("Skříň", "iso-8859-2", "iso-8859-2"),
        ("Погреб", "cp1251", "windows-1251"),
        # Declarations that are wrong.
        (CZECH, "cp1250", "utf-8"),
        (CZECH, "utf-8", "us-ascii"),
        (CZECH, "utf-8", "windows-1259"),
        (CZECH, "utf-8", "iso-8859-99"),
        (CZECH, "cp1250", "us-ascii"),
        ("Погреб", "utf-8", "iso-8859-0"),
    ],
)
def test_encoding(name: str, encoding: str, declared: str | None) -> None:
    """A name reads as it was written, declared or not."""
    assert _name(_bytes(name, encoding, declared)) == name


@pytest.mark.parametrize("declared", [None, "utf-8", "windows-1250"])
def test_byte_order_mark(declared: str | None) -> None:
    """A byte order mark tells the encoding, and is no part of the document."""
    mark = codecs.BOM_UTF8
    assert _name(mark + _bytes(CZECH, "utf-8", declared)) == CZECH


@pytest.mark.parametrize(
    "declaration",
    [
        "<?xml version='1.0' encoding='windows-1250'?>",
        '<?xml version="1.0"   encoding = "windows-1250" standalone="yes"?>',
        '<?xml\n version="1.0"\n encoding="windows-1250"\n?>\n',
        '\r\n<?xml version="1.0" encoding="windows-1250"?>',
    ],
)
def test_declarations(declaration: str) -> None:
    """A declaration can be written in several ways."""
    text = document(entry(ID="1", Name="Łódź", Units="C", Value="1.0"))
    assert _name((declaration + text).encode("cp1250")) == "Łódź"


@pytest.mark.parametrize(
    "declared",
    [
        *("punycode", "idna", "utf-7", "unicode_escape", "raw_unicode_escape"),
        *("zlib", "bz2", "base64", "rot13", "hex", "undefined", "mbcs"),
        *("no-such-thing", "utf-16", "utf-32", "ebcdic", "cp037"),
        "iso-8859-" + "1" * 10_000,
    ],
)
def test_encodings_that_no_device_speaks(declared: str) -> None:
    """Other encodings are not so much as tried."""
    assert _name(_bytes("Attic +AGEAYg- \\u0061", "utf-8", declared)) == (
        "Attic +AGEAYg- \\u0061"
    )


def test_encodings_are_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A document cannot choose which of Python's codecs is loaded."""
    asked = []

    def search(encoding: str) -> None:
        asked.append(encoding)

    codecs.register(search)
    try:
        read(_bytes("Attic", "utf-8", "x_hostile"))
        read(_bytes("Attic", "utf-8", "iso-8859-98765"))
    finally:
        codecs.unregister(search)
    assert asked == []


def test_bytes_that_mean_nothing() -> None:
    """Bytes without a meaning in any of these encodings spoil no more than a name."""
    text = _bytes("A?B", "utf-8", None).replace(b"?", b"\x81\xe9")
    assert _name(text) == "A éB"


@pytest.mark.parametrize("reference", ["&#x10d;", "&#269;"])
def test_character_references(reference: str) -> None:
    """Characters can be written as numbers, and stay what they are."""
    text = _bytes(reference, "ascii", "us-ascii")
    assert _name(text) == "č"
