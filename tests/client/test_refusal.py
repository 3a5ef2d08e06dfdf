"""What is no document of a device, and how it is refused."""

import tracemalloc

import pytest

from custom_components.hwgroup.client import (
    HwgError,
    MalformedAnswerError,
    NotHwGroupDeviceError,
    ValuesReader,
)
from custom_components.hwgroup.client.family import Oid

from .helpers import document, entry, fixture, read, read_agent

DOCTYPE = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN"'
    ' "http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">'
)
PAGE = "<head><title>Router</title></head><body><p>Log in</p></body>"
FOREIGN = {
    "html": f"<html>{PAGE}</html>",
    "html5": f"<!DOCTYPE html><html>{PAGE}</html>",
    "html_without_tags": "<!doctype HTML><title>Router</title><p>Log in<br>",
    "html_not_well_formed": f"<HTML>{PAGE}<br><img src=x></HTML>",
    "html_with_script": f"\r\n\r\n<!-- x -->\n<html><script>a<b&&c</script>{PAGE}",
    "xhtml": f'<?xml version="1.0"?>{DOCTYPE}<html xmlns="x">{PAGE}</html>',
    "xhtml_cut": f'<?xml version="1.0"?>{DOCTYPE}<html xmlns="x">{PAGE}',
    "html_with_entity": "<html><p>&nbsp;</p></html>",
    "rss": '<rss version="2.0"><channel><title>News</title></channel></rss>',
    "svg": '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
    "printer": '<root xmlns="urn:x"><tray id="1"><sheets>250</sheets></tray></root>',
    "empty_root": "<Root/>",
    "other_root": "<Document><Agent/><SenSet/></Document>",
    "nested_root": "<x><Root><SenSet/></Root></x>",
    "portal": "<Root><Portal><Status>0</Status></Portal><Sensors/></Root>",
    "text": "Hello",
    "json": '{"sensors": [{"id": 1}]}',
    "json_list": "[1, 2]",
    "empty": "",
    "whitespace": "\r\n \t",
    "byte_order_mark": "\ufeff",
    "null": "\0",
    "null_before": "\0<Root><SenSet/></Root>",
}
GOOD = document(entry(ID="1", Name="Probe", Units="C", Value="1"))
MALFORMED = {
    "open": "<Root><SenSet>",
    "start": "<",
    "declaration": '<?xml version="1.0" encoding="utf-8"?>',
    "declared_twice": '<?xml version="1.0"?><?xml version="1.0"?>' + GOOD,
    "wrong_end": GOOD.replace("</Entry>", "</Entri>"),
    "bad_end": GOOD.replace("</Name>", "</ Name>"),
    "bare_ampersand": GOOD.replace("Probe", "A & B"),
    "less_than": GOOD.replace("Probe", "A < B"),
    "unknown_entity": GOOD.replace("Probe", "&nbsp;"),
    "control_character": GOOD.replace("Probe", "\x01"),
    "null": GOOD.replace("Probe", "A\0B"),
    "null_reference": GOOD.replace("Probe", "&#0;"),
    "surrogate_reference": GOOD.replace("Probe", "&#xd800;"),
    "no_character": GOOD.replace("Probe", "\uffff"),
    "unbound_prefix": GOOD.replace("Name>", "x:Name>"),
    "two_roots": GOOD + GOOD,
    "rest": GOOD + "<!-- ",
    "encoding_without_a_name": f'<?xml version="1.0" encoding=""?>{GOOD}',
    "encoding_with_a_path": f'<?xml version="1.0" encoding="../x"?>{GOOD}',
    "two_attributes": GOOD.replace("<Entry>", '<Entry a="1" a="2">'),
}
INTERNAL = '<!DOCTYPE Root [<!ENTITY a "Probe">]>'
BOMB = (
    "<!DOCTYPE Root [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 7))
    + "]><Root><Agent><DeviceName>&a6;</DeviceName></Agent></Root>"
)
QUADRATIC = (
    f"<!DOCTYPE Root [<!ENTITY a '{'a' * 5_000}'>]>"
    f"<Root><Agent><DeviceName>{'&a;' * 1000}</DeviceName></Agent></Root>"
)
DTDS = {
    "internal": INTERNAL + GOOD,
    "used": INTERNAL + GOOD.replace("Probe", "&a;"),
    "empty": "<!DOCTYPE Root>" + GOOD,
    "external": '<!DOCTYPE Root SYSTEM "http://192.0.2.1/x.dtd">' + GOOD,
    "file": '<!DOCTYPE Root [<!ENTITY a SYSTEM "file:///etc/hostname">]>'
    + GOOD.replace("Probe", "&a;"),
    "parameter": '<!DOCTYPE Root [<!ENTITY % a SYSTEM "http://192.0.2.1/"> %a;]>'
    + GOOD,
    "late": f"<!-- {'x' * 3000} -->{INTERNAL}{GOOD}",
    "bomb": BOMB,
    "quadratic": QUADRATIC,
}


@pytest.mark.parametrize("name", FOREIGN)
def test_not_a_device(name: str) -> None:
    """Somebody else's answer is told from a device's broken one."""
    with pytest.raises(NotHwGroupDeviceError):
        read(FOREIGN[name])


@pytest.mark.parametrize(
    "answer",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x1f\x8b\x08\0\0\0\0\0",
        bytes(range(256)),
        b"\xff" * 1000,
        GOOD.encode("utf-16"),
        GOOD.encode("utf-16-be"),
        GOOD.encode("utf-32"),
    ],
)
def test_binary(answer: bytes) -> None:
    """Bytes that are no text are no device's."""
    with pytest.raises(NotHwGroupDeviceError):
        read(answer)


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed(name: str) -> None:
    """XML that cannot be read may well be a device's."""
    with pytest.raises(MalformedAnswerError):
        read(MALFORMED[name])


@pytest.mark.parametrize("name", ["ste", "ste2_lite", "poseidon2_3268"])
def test_truncated(name: str) -> None:
    """A document that is cut off anywhere is none: half of it would look whole."""
    whole = fixture(name).rstrip()
    for length in range(1, len(whole), 7):
        with pytest.raises(MalformedAnswerError):
            read(whole[:length])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le"])
@pytest.mark.parametrize("name", DTDS)
def test_dtd(name: str, encoding: str) -> None:
    """A DTD is refused before anything in it is looked at."""
    bomb = DTDS[name].encode(encoding)
    tracemalloc.start()
    try:
        with pytest.raises(MalformedAnswerError) as caught:
            read(bomb)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    # Nothing was parsed: a parser's complaint would name a line and a column.
    assert "DTD" in str(caught.value)
    assert peak < 200_000


def test_message_is_short() -> None:
    """An error does not repeat the document."""
    for text in (GOOD + "<" + "x" * 10_000, "<html>" + "x" * 10_000, "x" * 10_000):
        with pytest.raises(HwgError) as caught:
            read(text)
        assert len(str(caught.value)) < 200


@pytest.mark.parametrize(("tags", "length"), [(1, 50_000), (1500, 10)])
def test_hostile_tags_fill_no_memory(tags: int, length: int) -> None:
    """Nothing remains of names that no device uses, be they long or many."""
    reader = ValuesReader()
    tracemalloc.start()
    try:
        for number in range(20):
            names = [f"a{number}_{tag}_{'x' * length}" for tag in range(tags)]
            body = "".join(f"<{name}/>" for name in names)
            assert reader.read(f"<Root>{body}<SenSet/></Root>".encode()).sensors == {}
        del names, body
        assert tracemalloc.get_traced_memory()[0] < 500_000
    finally:
        tracemalloc.stop()
    assert read(GOOD).sensors["1"].value == 1.0


@pytest.mark.parametrize("part", ["SenSet", "BinaryInSet", "BinaryOutSet"])
@pytest.mark.parametrize("count", [500, 501, 20_000])
def test_so_many_entries_are_no_device_s(count: int, part: str) -> None:
    """Nor is the time that it would take to number them."""
    sets = f"<{part}>{'<Setting/><Entry/>' * count}</{part}>"
    split = f"<{part}><Entry/></{part}><{part}>{'<Entry/>' * (count - 1)}</{part}>"
    for text in (f"<Root>{sets}</Root>", f"<Root>{split}</Root>"):
        if count > 500:
            with pytest.raises(MalformedAnswerError):
                read(text)
        else:
            device = read(text)
            found = (device.sensors, device.inputs, device.outputs)
            assert sorted(map(len, found)) == [0, 0, count]


@pytest.mark.parametrize("column", [(3, 1, 6), (1, 1, 2), (2, 1, 2)])
@pytest.mark.parametrize("count", [500, 501])
async def test_so_many_rows_are_no_agent_s(count: int, column: Oid) -> None:
    """The same limit for each kind, whatever the protocol."""
    cells = {(*column, row): 0 for row in range(1, count + 1)}
    if count > 500:
        with pytest.raises(MalformedAnswerError):
            await read_agent((3, 3), cells)
    else:
        device = await read_agent((3, 3), cells)
        found = (device.sensors, device.inputs, device.outputs)
        assert sorted(map(len, found)) == [0, 0, count]
