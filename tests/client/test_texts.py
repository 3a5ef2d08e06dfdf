"""What devices call themselves and their parts: one line, whatever they send."""

from random import Random
from xml.sax.saxutils import escape

import pytest

from custom_components.hwgroup.client import Device

from .helpers import document, entry, read, read_agent

# How a text looks on the wire, and what becomes of it.
TEXTS = [
    ("Cold room", "Cold room"),
    ("Cold\nroom", "Cold room"),
    ("Cold \r\n room", "Cold room"),
    ("Cold\troom", "Cold room"),
    ("\n Cold room\t", "Cold room"),
    ("Cold\u0085room", "Cold room"),
    ("Cold\u2028room\u2029", "Cold room"),
    ("Cold\x7f\x9froom", "Cold room"),
    ("Subject: Cold\r\nBcc: x@example.com", "Subject: Cold Bcc: x@example.com"),
    ("Cold\u202emoor", "Cold moor"),
    ("\ufeffCold room", "Cold room"),
    ("Mrazák №5 – ¾ 冷蔵", "Mrazák №5 – ¾ 冷蔵"),
    ("\n\r\t", ""),
    ("x" * 20_000, "x" * 255),
    ("x\n" * 20_000, ("x " * 128)[:255]),
    ("x" * 254 + " yz", "x" * 254),
]
NOT_IN_XML = [("Cold\0room", "Cold room"), ("Cold\x1b[2J\x07room", "Cold [2J room")]


def _over_http(text: str) -> Device:
    # As character references: bare line breaks are changed by the XML parser.
    wire = "".join(c if c.isalnum() else f"&#{ord(c)};" for c in escape(text))
    return read(
        document(
            entry(ID="1", Name=wire, Units=wire, Value="1"),
            agent=dict.fromkeys(
                ("DeviceName", "ProductName", "Version", "SerialNumber"), wire
            ),
            inputs=entry(ID="1", Name=wire, Value="0"),
            outputs=entry(ID="1", Name=wire, Value="0"),
        )
    )


async def _over_snmp(text: str) -> Device:
    wire = text.encode()
    return await read_agent(
        (3, 3),
        {
            (3, 1, 2, 1): wire,
            (3, 1, 6, 1): 10,
            (3, 1, 10, 1): wire,
            (1, 1, 2, 1): 0,
            (1, 1, 3, 1): wire,
            (2, 1, 2, 1): 0,
            (2, 1, 3, 1): wire,
        },
        name=wire,
        description=wire,
    )


def _texts_of(device: Device) -> set[str | None]:
    """Return all that the device says in words, but for units."""
    identity = device.identity
    return {
        *(part.name for part in device.sensors.values()),
        *(part.name for part in device.inputs.values()),
        *(part.name for part in device.outputs.values()),
        *(identity.name, identity.model, identity.firmware, identity.serial),
    }


def _unit_of(device: Device) -> str:
    [sensor] = device.sensors.values()
    return sensor.unit.symbol or ""


def _id(text: str) -> str:
    return repr(text[:20])


@pytest.mark.parametrize(
    ("text", "shown"), [*TEXTS, ("Cold  room", "Cold  room")], ids=_id
)
def test_texts_over_http(text: str, shown: str) -> None:
    """A name that breaks no e-mail and no card, the same in every place."""
    device = _over_http(text)
    assert _texts_of(device) <= {shown, None}
    assert _unit_of(device) == shown[:32].rstrip()


@pytest.mark.parametrize(("text", "shown"), [*TEXTS, *NOT_IN_XML], ids=_id)
async def test_texts_over_snmp(text: str, shown: str) -> None:
    """An agent can send what no XML document may hold."""
    assert _texts_of(await _over_snmp(text)) - {""} <= {shown, None}


async def test_any_text() -> None:
    """Each one is a line of at most 255 characters, and the same over both protocols."""
    letters = "ab č°\u2028\u0085\n\r\t\u00a0\u202e-%"
    for seed in range(500):
        random = Random(seed)
        text = "".join(random.choices(letters, k=random.choice((1, 5, 30, 400))))
        over_http, over_snmp = _over_http(text), await _over_snmp(text)
        assert over_http.sensors["1"].name == over_snmp.sensors["1"].name, seed
        units = {_unit_of(over_http), _unit_of(over_snmp)}
        assert all(len(unit) <= 32 for unit in units), seed
        for shown in filter(None, _texts_of(over_http) | _texts_of(over_snmp) | units):
            assert len(shown) <= 255, seed
            assert shown == shown.strip(), seed
            assert not set(shown) & set("\u2028\u0085\n\r\t\u202e"), seed


def test_long_texts_cost_little() -> None:
    """What is cut off is looked at once only."""
    wide = " " * 200_000
    device = read(document(entry(ID="1", Name=f"a{wide}\n{wide}b", Value="1")))
    assert device.sensors["1"].name == "a b"
