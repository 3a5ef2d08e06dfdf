"""Fetching a device's document: time, size, authentication, one request at a time."""

import asyncio
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple, Self

import aiohttp
from yarl import URL

from .errors import (
    AuthenticationError,
    CannotConnectError,
    CertificateChangedError,
    CertificateError,
    MalformedAnswerError,
    NotHwGroupDeviceError,
    RedirectError,
    ResponseTimeoutError,
)
from .model import Device
from .values_xml import ValuesReader

# A device with little CPU power answers within a second or two; this leaves it room.
TIMEOUT_SECONDS = 10.0
# The largest known document has some 60 kB.
LARGEST_DOCUMENT = 256 * 1024


@dataclass(frozen=True, slots=True)
class Address:
    """Where a device answers HTTP."""

    host: str
    port: int
    tls: bool = False

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a host, host:port or URL as a person types it.

        Raises ValueError where there is no host in it or its scheme is not HTTP.
        """
        text = text.strip()
        if text.count(":") > 1 and text[0] != "[" and "://" not in text:
            text = f"[{text}]"  # a bare IPv6 address
        url = URL(text if "://" in text else f"http://{text}")
        if url.scheme not in ("http", "https") or not url.host or not url.port:
            raise ValueError(f"No HTTP address: {text}")
        address = cls(host=url.host, port=url.port, tls=url.scheme == "https")
        _ = address.url  # only here an impossible host name is noticed
        return address

    @property
    def url(self) -> URL:
        """The device's start page."""
        scheme = "https" if self.tls else "http"
        return URL.build(scheme=scheme, host=self.host, port=self.port, path="/")

    def __str__(self) -> str:
        """Return the address as short as it can be typed again."""
        return str(self.url).removeprefix("http://").rstrip("/")


@dataclass(slots=True)
class Pin:
    """The certificate that a device is known by, where no authority vouches for it.

    Fingerprints are SHA-256, in hexadecimal digits.
    """

    fingerprint: str | None = None
    """That of the certificate that is accepted: the first one, where it is None."""
    stranger: str | None = None
    """That of another certificate which was shown last, None if it was the right one."""


class _Asked(NamedTuple):
    """One request."""

    method: str = "GET"
    path: str = "/values.xml"
    query: Mapping[str, str] | None = None
    body: bytes | None = None

    @property
    def changes_nothing(self) -> bool:
        """Whether anybody may get it: it is neither private nor does it do anything."""
        return self.query is None and self.body is None


_VALUES: Final = _Asked()


class HttpClient:
    """Asks one device for its values over HTTP.

    With a `pin`, a certificate is accepted by its fingerprint; without one the session
    decides. Another certificate gets no credentials. Requests to the device never
    overlap: its embedded web server has sockets and CPU for little more.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: Address,
        *,
        username: str = "",
        password: str = "",
        pin: Pin | None = None,
    ) -> None:
        """Remember how to reach the device; nothing is sent yet."""
        self.address = address
        self.pin = pin
        self._session = session
        self.last_document: bytes | None = None
        """What was received last, whether or not it could be read."""
        self._lock = asyncio.Lock()
        self._reader = ValuesReader()
        # The devices' keep-alive is unproven, and a connection each poll costs little.
        self._headers = {"Accept-Encoding": "identity", "Connection": "close"}
        if username or password:
            token = b64encode(f"{username}:{password}".encode()).decode()
            self._headers["Authorization"] = f"Basic {token}"

    async def read(self) -> Device:
        """Fetch and read the device's values.

        Raises one of the HwgError family.
        """
        async with self._lock:
            self.last_document = document = await self._fetch()
            return self._reader.read(document)

    async def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        body: bytes | None = None,
    ) -> bytes:
        """Send another request, once, and return what is answered.

        Raises one of the HwgError family.
        """
        async with self._lock:
            return await self._fetch(_Asked(method, path, query, body))

    async def fingerprint(self) -> str:
        """Return the fingerprint of the certificate that is shown; nothing is asked.

        Raises one of the HwgError family.
        """
        try:
            # No certificate has this one, so the connection ends with the handshake.
            await self._get(_VALUES, aiohttp.Fingerprint(bytes(32)))
        except aiohttp.ServerFingerprintMismatch as err:
            return err.got.hex()
        except (aiohttp.ClientError, OSError, UnicodeError) as err:
            raise CannotConnectError(str(err) or type(err).__name__) from err
        raise CertificateError("The device shows no certificate")

    async def _fetch(self, asked: _Asked = _VALUES) -> bytes:
        try:
            if self.pin is None:
                return await self._get(asked)
            return await self._get_pinned(asked, self.pin)
        except TimeoutError as err:
            raise ResponseTimeoutError(
                f"No complete answer within {TIMEOUT_SECONDS:.0f} seconds"
            ) from err
        except aiohttp.ClientConnectorCertificateError as err:
            raise CertificateError("The device's certificate is not trusted") from err
        except (aiohttp.ClientPayloadError, aiohttp.ClientResponseError) as err:
            # It quotes what the device has sent, with all the names in it.
            raise CannotConnectError(type(err).__name__) from None
        except (aiohttp.ClientError, OSError, UnicodeError) as err:
            # The last for a host that is no possible name, such as "a..b".
            raise CannotConnectError(str(err) or type(err).__name__) from err

    async def _get_pinned(self, asked: _Asked, pin: Pin) -> bytes:
        """Ask whoever shows the right certificate, and without a password anybody."""
        if pin.fingerprint is None:
            pin.fingerprint = await self.fingerprint()
        accepted = aiohttp.Fingerprint(bytes.fromhex(pin.fingerprint))
        try:
            document = await self._get(asked, accepted)
        except aiohttp.ServerFingerprintMismatch as err:
            pin.stranger = err.got.hex()
            if "Authorization" in self._headers or not asked.changes_nothing:
                raise CertificateChangedError(
                    "The device shows another certificate than before"
                ) from err
            return await self._get(asked, aiohttp.Fingerprint(err.got))
        pin.stranger = None
        return document

    @cached_property
    def _values(self) -> URL:
        """What each poll asks for: made once, as that takes a while."""
        return self._url_of(_VALUES)

    def _url_of(self, asked: _Asked) -> URL:
        return self.address.url.with_path(asked.path).with_query(asked.query)

    async def _get(
        self, asked: _Asked, ssl: bool | aiohttp.Fingerprint = True
    ) -> bytes:
        headers = self._headers
        if asked.body is not None:
            headers = headers | {"Content-Type": "text/xml; charset=utf-8"}
        async with self._session.request(
            asked.method,
            self._values if asked is _VALUES else self._url_of(asked),
            data=asked.body,
            headers=headers,
            allow_redirects=False,
            ssl=ssl,
            # Above its threshold aiohttp rounds up to whole seconds, so that many
            # dead devices would time out in the same instant.
            timeout=aiohttp.ClientTimeout(
                total=TIMEOUT_SECONDS, ceil_threshold=TIMEOUT_SECONDS + 1
            ),
        ) as response:
            _check_status(response.status)
            return await _body(response.content)


def _check_status(status: int) -> None:
    if status in (401, 403):
        raise AuthenticationError("The device asks for other credentials")
    if 300 <= status < 400:
        raise RedirectError(f"The device redirects: HTTP status {status}")
    if status >= 500:
        raise CannotConnectError(f"The device answers with HTTP status {status}")
    if status != 200:
        raise NotHwGroupDeviceError(f"No values.xml there: HTTP status {status}")


async def _body(content: aiohttp.StreamReader) -> bytes:
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > LARGEST_DOCUMENT:
            raise MalformedAnswerError(f"The document exceeds {LARGEST_DOCUMENT} bytes")
    return bytes(body)
