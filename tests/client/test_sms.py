"""SMS gateways over real sockets: both interfaces, and whatever they answer."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from custom_components.hwgroup.client import (
    Address,
    AuthenticationError,
    CertificateChangedError,
    HttpClient,
    HwgError,
    MalformedAnswerError,
    Pin,
    SmsGateway,
    SmsInterface,
    SmsQueue,
    SmsReply,
    SmsStatus,
    international,
    phone_number,
    read_sms_event,
)
from custom_components.hwgroup.client.sms_text import fitted
from simulator import MODELS, SimulatedDevice
from simulator.sms import Modem, event

SOAP, GET = SmsInterface.SOAP, SmsInterface.GET
NUMBER = "+420601234567"
HOSTILE = [
    "Teplota 9.4 °C & <b>víc</b>",
    "</Text></Gsm></pos:QueueAdd>",
    "<![CDATA[x]]>",
    "a=1&Cmd=Call&Nmr=112\"'",
    "Chladírna: příliš žluťoučký kůň",
    "Chambre froide : 9,4 °C – dépassement",
    "❄️ 👩🏽‍🔧 🇨🇿",
    "zwei\nZeilen",
    "100 % + 5",
]


@pytest.fixture
async def device() -> AsyncIterator[SimulatedDevice]:
    """Return a running gateway."""
    async with SimulatedDevice(MODELS["sms_gw3"]) as running:
        yield running


@pytest.fixture
def modem(device: SimulatedDevice) -> Modem:
    """Return its modem."""
    assert device.modem is not None
    return device.modem


@pytest.fixture
def gateway(session: aiohttp.ClientSession, device: SimulatedDevice) -> SmsGateway:
    """Return a client of the gateway."""
    return SmsGateway(HttpClient(session, Address.parse(device.url)))


@pytest.mark.parametrize("interface", [SOAP, GET])
@pytest.mark.parametrize("text", HOSTILE)
async def test_texts_arrive_as_they_are(
    gateway: SmsGateway, modem: Modem, interface: SmsInterface, text: str
) -> None:
    """No sign of them is taken for one of the interface."""
    reply = await gateway.send(NUMBER, text, interface)
    assert modem.sent == [(NUMBER, text)]
    assert reply == SmsReply("101", "0")


@pytest.mark.parametrize("interface", [SOAP, GET])
@pytest.mark.parametrize(
    "number",
    [
        "+1&Cmd=Call",
        "1&Text=b&Nmr=112",
        "</Nmr><Nmr>112",
        "1#2",
        "1\r\nX: y",
        "+1 2%33",
    ],
)
async def test_numbers_arrive_as_they_are(
    gateway: SmsGateway, modem: Modem, interface: SmsInterface, number: str
) -> None:
    """No form takes such a number, and none would be more than one."""
    await gateway.send(number, "a", interface)
    assert [(sent.split(), text) for sent, text in modem.sent] == [
        (number.split(), "a")
    ]


@pytest.mark.parametrize("interface", [SOAP, GET])
async def test_a_call(
    gateway: SmsGateway, modem: Modem, interface: SmsInterface
) -> None:
    """It has no text."""
    await gateway.send(NUMBER, None, interface)
    assert modem.sent == [(NUMBER, None)]


@pytest.mark.parametrize("interface", [SOAP, GET])
async def test_what_a_gateway_answers(
    gateway: SmsGateway, modem: Modem, interface: SmsInterface
) -> None:
    """An ID and a code, either or none."""
    modem.code, modem.names_id = 1, False
    assert await gateway.send(NUMBER, "a", interface) == SmsReply(None, "1")
    modem.garbles = True
    assert await gateway.send(NUMBER, "b", interface) == SmsReply(None, None)
    modem.refuses = True
    assert await gateway.send(NUMBER, "c", interface) == SmsReply(None, "7")
    assert len(modem.sent) == 2


async def test_a_get_that_is_not_enabled(gateway: SmsGateway, modem: Modem) -> None:
    """The gateway answers with its document, and sends nothing."""
    modem.allows_get = False
    assert await gateway.send(NUMBER, "a", GET) == SmsReply(None, None)
    assert not modem.sent


async def test_the_queue(gateway: SmsGateway, modem: Modem) -> None:
    """It holds five; another one is missed."""
    modem.keeps = True
    for _ in range(6):
        await gateway.send(NUMBER, "a", SOAP)
    assert await gateway.queue() == SmsQueue(waiting=5, most=5)
    assert (modem.missed, len(modem.sent)) == (1, 5)


async def test_the_modem(gateway: SmsGateway, modem: Modem) -> None:
    """Signal, network and counters."""
    modem.failed = 3
    await gateway.send(NUMBER, "a", SOAP)
    assert await gateway.status() == SmsStatus(
        signal=-75,
        operator="Alps Mobile",
        registration="Registered, home network",
        sent=1,
        failed=3,
    )


@pytest.mark.parametrize(
    ("registration", "has_network"),
    [
        ("Registered, home network", True),
        ("Registered, roaming", True),
        ("Not registered", False),
        ("Not registered, searching", False),
        ("Searching", False),
        ("Registration denied", False),
        ("5", True),
        ("", None),
    ],
)
async def test_whether_there_is_a_network(
    gateway: SmsGateway, modem: Modem, registration: str, has_network: bool | None
) -> None:
    """Only words that say so mean that there is none."""
    modem.registration = registration
    assert (await gateway.status()).has_network is has_network


async def test_credentials(
    session: aiohttp.ClientSession, device: SimulatedDevice, modem: Modem
) -> None:
    """They are asked for by both interfaces and the status."""
    device.credentials = ("sms", "s3cret")
    stranger = SmsGateway(HttpClient(session, Address.parse(device.url)))
    for asked in (
        stranger.send(NUMBER, "a", SOAP),
        stranger.send(NUMBER, "a", GET),
        stranger.status(),
        stranger.queue(),
    ):
        with pytest.raises(AuthenticationError):
            await asked
    known = SmsGateway(
        HttpClient(
            session, Address.parse(device.url), username="sms", password="s3cret"
        )
    )
    await known.send(NUMBER, "a", SOAP)
    await known.send(NUMBER, "b", GET)
    assert modem.sent == [(NUMBER, "a"), (NUMBER, "b")]


@pytest.mark.parametrize("interface", [SOAP, GET])
async def test_another_certificate(
    session: aiohttp.ClientSession, interface: SmsInterface
) -> None:
    """Whoever shows it gets neither number nor text, also where there is no password."""
    async with SimulatedDevice(MODELS["sms_gw3"]) as device:
        await device.stop()
        await device.start(tls=True)
        http = HttpClient(session, Address.parse(device.url), pin=Pin("00" * 32))
        with pytest.raises(CertificateChangedError):
            await SmsGateway(http).send(NUMBER, "a", interface)
        assert device.modem is not None
        assert not device.modem.sent


async def test_a_status_that_is_none(gateway: SmsGateway, modem: Modem) -> None:
    """A document that cannot be read is an error, not a modem without a network."""
    modem.operator = "\x01"
    with pytest.raises(MalformedAnswerError):
        await gateway.status()


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+420 601 234 567", "+420601234567"),
        ("00420/601-234.567", "00420601234567"),
        ("(0)601234567", "0601234567"),
        ("112", "112"),
    ],
)
def test_numbers(typed: str, number: str) -> None:
    """They are tidied up."""
    assert phone_number(typed) == number


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("+420 601 234 567", "+420601234567"),
        ("00420/601-234.567", "+420601234567"),
        ("601 234 567", None),
        ("0601 234 567", None),
        ("112", None),
    ],
)
def test_numbers_from_the_country_code_on(typed: str, number: str | None) -> None:
    """The same one is written in several ways; without its country it is none."""
    assert international(typed) == number


@pytest.mark.parametrize(
    ("text", "agrees"),
    [("OK", True), ("ok.", True), (None, True), ("OK?", False), ("nok", False)],
)
def test_what_a_gateway_reports(text: str | None, agrees: bool) -> None:
    """An SMS or a call; its number and its text are in no log."""
    told = read_sms_event(event(NUMBER, text))
    assert (told.number, told.text, told.agrees) == (NUMBER, text, agrees)
    assert NUMBER not in repr(told)


@pytest.mark.parametrize("document", [b"", b"OK", b"<r><Cmd>SMS</Cmd></r>"])
def test_what_is_no_report(document: bytes) -> None:
    """It is an error."""
    with pytest.raises(HwgError):
        read_sms_event(document)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "12",
        "+",
        "++420601",
        "601x234",
        "601;112",
        "601&Cmd=Call",
        "1" * 16,
        "\uff16\uff10\uff11\uff12\uff13\uff14",
        "601+234",
        "</Nmr>",
    ],
)
def test_what_is_no_number(typed: str) -> None:
    """It is refused, and never sent."""
    with pytest.raises(ValueError, match="number"):
        phone_number(typed)


@pytest.mark.parametrize(
    ("text", "encoding", "length"),
    [
        ("Fridge 2: 9.4 C", "gsm7", 15),
        ("é è ù Ü ß §", "gsm7", 11),
        ("[5 €]", "gsm7", 8),
        ("9.4 °C", "ucs2", 6),
        ("příliš", "ucs2", 6),
        ("❄", "ucs2", 1),
        ("🔥", "ucs2", 2),
        ("a\x00b\x1bc", "gsm7", 5),
        ("  a \n", "gsm7", 1),
        ("a" * 160, "gsm7", 160),
        ("ř" * 70, "ucs2", 70),
    ],
)
def test_lengths(text: str, encoding: str, length: int) -> None:
    """As a phone network counts them."""
    sms = fitted(text)
    assert (sms.encoding, sms.length, sms.cut) == (encoding, length, False)


@pytest.mark.parametrize(
    ("text", "kept", "length"),
    [
        ("a" * 161, "a" * 157 + "...", 160),
        ("a" * 156 + "[[[", "a" * 156 + "...", 159),
        ("ř" * 71, "ř" * 69 + "…", 70),
        ("ř" * 68 + "🔥🔥", "ř" * 68 + "…", 69),
        ("ř" * 66 + "👩🏽‍🔧 and more of it", "ř" * 66 + "…", 67),
        ("ř" * 67 + "🇨🇿🇨🇿", "ř" * 67 + "…", 68),
        ("ř" * 68 + "e\u0301e\u0301e\u0301", "ř" * 68 + "…", 69),
        (
            "ř" * 62 + "\U0001f3f4\U000e0067\U000e0062\U000e007f and more",
            "ř" * 62 + "…",
            63,
        ),
        ("ř" * 67 + "1\ufe0f\u20e3 and more", "ř" * 67 + "…", 68),
        ("ř" * 68 + "\u0915\u093f\u0915\u093f", "ř" * 68 + "…", 69),
        ("ř" * 60 + " " * 20 + "b", "ř" * 60 + "…", 61),
    ],
)
def test_long_texts_are_cut_at_whole_characters(
    text: str, kept: str, length: int
) -> None:
    """They end in a mark, and no character is half there."""
    sms = fitted(text)
    assert (sms.text, sms.length, sms.cut) == (kept, length, True)
