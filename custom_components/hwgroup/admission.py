"""Who is let in at a secret path, before anything is read of what they bring."""

from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from time import monotonic
from typing import Final

from .client import Call, Reply
from .rates import Rates

_UNAVAILABLE: Final = HTTPStatus.SERVICE_UNAVAILABLE
_TOO_MANY: Final = HTTPStatus.TOO_MANY_REQUESTS


class Admission:
    """Admits calls to paths that are known, and counts what becomes of them."""

    def __init__(self) -> None:
        """Start with nothing received."""
        self.counts: Counter[str] = Counter()
        """What became of calls, and why others were refused."""
        self._rates = Rates()
        self._stopped = False

    def admit(self, call: Call) -> Reply | None:
        """Return a refusal, or None: then `leave` is called when all is done."""
        peer, path = call.peer, call.path
        checks: tuple[tuple[str, HTTPStatus, Callable[[], bool]], ...] = (
            ("stopped", _UNAVAILABLE, lambda: not self._stopped),
            ("too_many", _TOO_MANY, lambda: self._rates.allows_peer(peer, monotonic())),
            ("wrong_path", HTTPStatus.NOT_FOUND, lambda: self._has_path(path)),
            ("too_many", _TOO_MANY, lambda: self._rates.allows_path(path)),
            ("wrong_password", HTTPStatus.UNAUTHORIZED, lambda: self._is_allowed(call)),
            ("too_many", _UNAVAILABLE, lambda: self._rates.begin(peer)),
        )
        for reason, status, holds in checks:
            if not holds():
                return self._refuse(reason, status)
        return None

    def leave(self, call: Call) -> None:
        """Take note that a call that was admitted is done."""
        self._rates.end(call.peer)

    def refuse(self, status: HTTPStatus) -> Reply:
        """Count a call whose document could not be received."""
        return self._refuse("unreadable", status)

    def _refuse(self, reason: str, status: HTTPStatus) -> Reply:
        self.counts[reason] += 1
        return self._refusal(status)

    def _has_path(self, path: str) -> bool:
        """Return whether somebody was given a path."""
        raise NotImplementedError

    def _is_allowed(self, call: Call) -> bool:
        """Return whether the credentials of a call are right; a path may need none."""
        raise NotImplementedError

    def _refusal(self, status: HTTPStatus) -> Reply:
        """Return what is answered to a call that is refused."""
        raise NotImplementedError
