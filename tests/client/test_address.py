"""Addresses as people type them."""

import pytest

from custom_components.hwgroup.client import Address


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("192.0.2.1", Address("192.0.2.1", 80)),
        ("  192.0.2.1\n", Address("192.0.2.1", 80)),
        ("192.0.2.1:8080", Address("192.0.2.1", 8080)),
        ("ste2.local", Address("ste2.local", 80)),
        ("STE2.Local", Address("ste2.local", 80)),
        ("ste2.local:54200", Address("ste2.local", 54200)),
        ("server_room", Address("server_room", 80)),
        ("http://192.0.2.1", Address("192.0.2.1", 80)),
        ("http://192.0.2.1/", Address("192.0.2.1", 80)),
        ("HTTP://192.0.2.1", Address("192.0.2.1", 80)),
        ("http://192.0.2.1:8080/values.xml?x=1#y", Address("192.0.2.1", 8080)),
        ("192.0.2.1/values.xml", Address("192.0.2.1", 80)),
        ("192.0.2.1:81/index.html", Address("192.0.2.1", 81)),
        ("https://192.0.2.1", Address("192.0.2.1", 443, tls=True)),
        ("https://192.0.2.1:8443/", Address("192.0.2.1", 8443, tls=True)),
        ("https://ste2:80", Address("ste2", 80, tls=True)),
        ("http://ste2:443", Address("ste2", 443)),
        ("2001:db8::1", Address("2001:db8::1", 80)),
        ("::1", Address("::1", 80)),
        ("[2001:db8::1]", Address("2001:db8::1", 80)),
        ("[2001:db8::1]:8080", Address("2001:db8::1", 8080)),
        ("https://[2001:db8::1]/", Address("2001:db8::1", 443, tls=True)),
        ("fe80::1%eth0", Address("fe80::1%eth0", 80)),
        ("čidlo.example", Address("čidlo.example", 80)),
        ("xn--idlo-fua.example:81", Address("čidlo.example", 81)),
        ("https://kühlraum.example", Address("kühlraum.example", 443, tls=True)),
    ],
)
def test_address(text: str, address: Address) -> None:
    """A host is enough; anything more is understood, and can be typed again."""
    parsed = Address.parse(text)
    assert parsed == address
    assert Address.parse(str(parsed)) == address
    assert Address.parse(str(parsed.url)) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  ",
        "/",
        ":80",
        "://",
        "?",
        "@",
        "[]",
        "[::1",
        "[zz]",
        "http://",
        "http:///values.xml",
        "https://:443",
        "ftp://192.0.2.1",
        "file:///etc/passwd",
        "javascript://192.0.2.1",
        "192.0.2.1:0",
        "192.0.2.1:65536",
        "192.0.2.1:-1",
        "192.0.2.1:http",
        "192.0.2.1:80:80",
        "1:2:3",
        "server room",
        "<script>",
        "host\0",
        "http://a\\b",
        "ž" * 70,
        "xn--a",
    ],
)
def test_no_address(text: str) -> None:
    """Anything else is said to be none."""
    with pytest.raises(ValueError):  # noqa: PT011
        Address.parse(text)


@pytest.mark.parametrize(
    ("address", "text"),
    [
        (Address("192.0.2.1", 80), "192.0.2.1"),
        (Address("192.0.2.1", 8080), "192.0.2.1:8080"),
        (Address("ste2", 443, tls=True), "https://ste2"),
        (Address("ste2", 80, tls=True), "https://ste2:80"),
        (Address("2001:db8::1", 80), "[2001:db8::1]"),
        (Address("2001:db8::1", 81), "[2001:db8::1]:81"),
    ],
)
def test_text(address: Address, text: str) -> None:
    """An address is as short as it can be typed again."""
    assert str(address) == text


def test_url() -> None:
    """The device's own page has the address of a browser."""
    assert str(Address("192.0.2.1", 80).url) == "http://192.0.2.1/"
    assert str(Address("192.0.2.1", 8443, tls=True).url) == "https://192.0.2.1:8443/"


def test_credentials_are_dropped() -> None:
    """Credentials in a URL do not stay in the address."""
    address = Address.parse("http://admin:s3cret@192.0.2.1:81/")
    assert address == Address("192.0.2.1", 81)
    assert "s3cret" not in f"{address} {address!r} {address.url}"
