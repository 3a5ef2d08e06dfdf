"""A document that says the same as the one before it, but for the uptime."""

from dataclasses import replace

from .model import Device

_TAG = b"uptime"
# A count of seconds in 32 bits.
_MOST_DIGITS = 10


class LastDocument:
    """Knows what the last document was read as, so that its like is not parsed again.

    Most polls bring the same as the one before. Only the uptime counts on.
    """

    def __init__(self) -> None:
        """Know no document yet."""
        self._document = b""
        self._device: Device | None = None
        self._begin = self._end = 0
        """Where the uptime stands."""

    def keep(self, document: bytes, device: Device) -> None:
        """Remember what a document was read as."""
        place = _place_of(document, device.uptime)
        self._device = None if place is None else device
        self._document, (self._begin, self._end) = document, place or (0, 0)

    def read(self, document: bytes) -> Device | None:
        """Return what a document says, None for one that has to be parsed."""
        end = len(document) - len(self._document) + self._end
        uptime = document[self._begin : end]
        if (
            self._device is None
            or not uptime.isdigit()
            or len(uptime) > _MOST_DIGITS
            or document[: self._begin] != self._document[: self._begin]
            or document[end:] != self._document[self._end :]
            or (seconds := int(uptime)) >= 2**32
        ):
            return None
        return replace(self._device, uptime=seconds)


def _place_of(document: bytes, uptime: int | None) -> tuple[int, int] | None:
    """Return where the uptime stands, None where that is not certain."""
    text = document.lower()
    if uptime is None or text.count(_TAG) != 2:  # its two tags, and nothing else
        return None
    begin = text.find(_TAG + b">") + len(_TAG) + 1
    end = text.find(b"<", begin)
    return (begin, end) if document[begin:end] == str(uptime).encode() else None
