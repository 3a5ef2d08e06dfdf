"""The secret paths that devices push to: one for each, and none that can be guessed.

A path is a random number and a mark that only this installation can make of it. So a path
that was shown to somebody is known again, also after a restart, and nothing is stored of
those that were never used.
"""

from base64 import b32encode
from hmac import compare_digest, digest
from secrets import token_bytes
from typing import Final

_RANDOM: Final = 5
_MARK: Final = 15  # octets, so 120 bits
_NUMBER_LENGTH: Final = _RANDOM * 8 // 5


def new_path(secret: str) -> str:
    """Return a path of an installation that nobody has yet."""
    return _path(secret, _text(token_bytes(_RANDOM)))


def is_path(secret: str, path: str) -> bool:
    """Return whether a path is one of an installation, in the same time for all others."""
    if not path.isascii():
        return False
    return compare_digest(_path(secret, path[:_NUMBER_LENGTH]), path)


def _path(secret: str, number: str) -> str:
    mark = digest(bytes.fromhex(secret), number.encode(), "sha256")
    return number + _text(mark[:_MARK])


def _text(octets: bytes) -> str:
    return b32encode(octets).decode("ascii").lower()
