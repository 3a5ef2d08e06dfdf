"""A self-signed certificate for the loopback; real devices have self-signed ones, too."""

from datetime import UTC, datetime, timedelta
from functools import cache
from ipaddress import IPv4Address
import ssl
from tempfile import NamedTemporaryFile
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID

_HOSTS = (x509.DNSName("localhost"), x509.IPAddress(IPv4Address("127.0.0.1")))
_LIFETIME = timedelta(days=365)
_SINCE = timedelta(hours=-1)
EXPIRED: Final = 1000
"""The number of a certificate that has expired."""


def certificate(lifetime: timedelta = _LIFETIME) -> bytes:
    """Return a new private key and its certificate, valid for that long from now on."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Simulated device")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + lifetime)
        .add_extension(x509.SubjectAlternativeName(_HOSTS), critical=False)
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


@cache
def server_context(number: int) -> ssl.SSLContext:
    """Return TLS settings with the certificate of that number, new in this process.

    That of number `EXPIRED` has expired.
    """
    lifetime = _SINCE if number == EXPIRED else _LIFETIME
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with NamedTemporaryFile(suffix=".pem") as file:
        file.write(certificate(lifetime))
        file.flush()
        context.load_cert_chain(file.name)
    return context
