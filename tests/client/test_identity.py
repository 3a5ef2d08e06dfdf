"""Who a device is, in all the ways in which devices say so."""

import pytest

from custom_components.hwgroup.client import Identity

from .helpers import STE, document, read


def _identity(**agent: str) -> Identity:
    return read(document(agent=agent)).identity


@pytest.mark.parametrize(
    "text",
    [
        "00:0A:59:AB:CD:EF",
        "00:0a:59:ab:cd:ef",
        "00-0A-59-AB-CD-EF",
        "000A59ABCDEF",
        "000a.59ab.cdef",
        " 00 0A 59 AB CD EF ",
    ],
)
@pytest.mark.parametrize("tag", ["MAC", "EthMAC", "mac", "Mac"])
def test_mac(tag: str, text: str) -> None:
    """A MAC has one spelling in the end."""
    assert _identity(**{tag: text}).mac == "00:0a:59:ab:cd:ef"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "00:00:00:00:00:00",
        "000000000000",
        "00:0A:59:AB:CD",
        "00:0A:59:AB:CD:EF:01",
        "00:0A:59:AB:CD:EG",
        "192.0.2.1",
        "unknown",
    ],
)
def test_no_mac(text: str) -> None:
    """What is no address, or nobody's, is none."""
    assert _identity(MAC=text).mac is None


def test_which_mac() -> None:
    """The address of the cable comes before those of the radio."""
    identity = _identity(
        EthMAC="00:0A:59:00:00:01",
        WifiApMac="00:0A:59:00:00:02",
        WifiStaMac="00:0A:59:00:00:03",
    )
    assert identity.mac == "00:0a:59:00:00:01"


@pytest.mark.parametrize("tag", ["SerialNumber", "SerNum", "SERIALNUMBER"])
def test_serial(tag: str) -> None:
    """A serial number is kept as it is."""
    assert _identity(**{tag: " 6000000001 "}).serial == "6000000001"


@pytest.mark.parametrize("text", ["", "0", "0000000000"])
def test_no_serial(text: str) -> None:
    """A number that no device has is none."""
    assert _identity(SerialNumber=text).serial is None


@pytest.mark.parametrize(
    ("mac", "serial", "unique_id"),
    [
        ("00:0A:59:00:00:01", "6000000001", "00:0a:59:00:00:01"),
        ("00:00:00:00:00:00", "6000000001", "6000000001"),
        ("", "6000000001", "6000000001"),
        ("00:0A:59:00:00:01", "0", "00:0a:59:00:00:01"),
        ("", "", None),
    ],
)
def test_unique_id(mac: str, serial: str, unique_id: str | None) -> None:
    """The MAC tells devices apart, else the serial number."""
    assert _identity(MAC=mac, SerialNumber=serial).unique_id == unique_id


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        ({"DeviceName": "Attic", "sys_name": "ste-1"}, "Attic"),
        ({"DeviceName": "", "sys_name": "ste-1"}, "ste-1"),
        ({"sys_name": "ste-1"}, "ste-1"),
        ({"DeviceName": "", "sys_name": ""}, None),
        ({}, None),
    ],
)
def test_name(agent: dict[str, str], name: str | None) -> None:
    """The name is what its owner wrote somewhere."""
    assert _identity(**agent).name == name


def test_name_outside_the_agent() -> None:
    """Some documents have the name beside the agent."""
    text = (
        f'<set:Root xmlns:set="{STE}"><Agent><sys_name>x</sys_name></Agent>'
        "<devicename>Cellar</devicename></set:Root>"
    )
    assert read(text).identity.name == "Cellar"


@pytest.mark.parametrize(
    ("agent", "model"),
    [
        ({"ProductName": "STE2 R2", "Title": "x", "Model": "33"}, "STE2 R2"),
        ({"Title": "Poseidon2 3268"}, "Poseidon2 3268"),
        ({"Title": "", "ProductName": ""}, None),
        ({"Model": "987", "Title": "HWg-Next"}, "HWg-Next"),
        ({"Model": "987"}, None),
        ({"Model": "33"}, "HWg-STE"),
        ({"Model": "43"}, "HWg-WLD"),
        ({"Model": "50"}, "HWg-SMS-GW2"),
        ({"Model": "52"}, "HWg-STE push"),
        ({"Model": "55"}, "HWg-PWR"),
        ({"Model": "65"}, "Poseidon2 3266"),
        ({"Model": "66"}, "Poseidon2 3268"),
        ({"Model": "67"}, "Poseidon2 3468"),
        ({"Model": "68"}, "Poseidon2 4002"),
        ({"Model": "70"}, "HWg-STE plus"),
        ({"Model": "78"}, "STE2"),
        ({"Model": "102"}, "STE2 LITE"),
    ],
)
def test_model(agent: dict[str, str], model: str | None) -> None:
    """The model is the product's name, or what its number means."""
    assert _identity(**agent).model == model


def test_firmware() -> None:
    """XmlVer is not the firmware's version."""
    assert _identity(Version="2.1.1", XmlVer="1.01").firmware == "2.1.1"
    assert _identity(XmlVer="1.01").firmware is None


@pytest.mark.parametrize(
    ("text", "uptime"),
    [("0", 0), ("12138", 12138), ("", None), ("-5", None), ("1 day", None)],
)
def test_uptime(text: str, uptime: int | None) -> None:
    """The time since the start is a number of seconds."""
    assert read(document(agent={"UpTime": text})).uptime == uptime


def test_no_agent() -> None:
    """A document without an agent is read nevertheless."""
    assert read("<Root><SenSet/></Root>").identity == Identity()


@pytest.mark.parametrize(
    ("one", "other", "same", "differs"),
    [
        ({"mac": "a", "serial": "1"}, {"mac": "a", "serial": "2"}, True, False),
        ({"mac": "a", "serial": "1"}, {"mac": "b", "serial": "1"}, False, True),
        ({"mac": "a", "serial": "1"}, {"serial": "1"}, True, False),
        ({"mac": "a", "serial": "1"}, {"serial": "2"}, False, True),
        ({"mac": "a"}, {"serial": "1"}, False, False),
        ({}, {}, False, False),
    ],
)
def test_whose_it_is(
    one: dict[str, str], other: dict[str, str], same: bool, differs: bool
) -> None:
    """The MAC decides, then the serial number; else nobody knows."""
    for first, second in ((one, other), (other, one)):
        identity = Identity(**first)
        assert identity.is_same_as(Identity(**second)) is same
        assert identity.differs_from(Identity(**second)) is differs
