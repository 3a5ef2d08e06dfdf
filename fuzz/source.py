"""Decisions that are taken by the bytes of an input, one after the other."""

from collections.abc import Sequence
import json
from typing import Any, Final

_PLAIN: Final = (
    *("null", "true", "0", "-1", "9223372036854775808", "1e308"),
    *('""', "[]", "{}", "[[]]", '{"a": {}}'),
)


class Source:
    """Hands out the bytes of an input as decisions; at its end all of them are 0."""

    def __init__(self, data: bytes) -> None:
        """Begin with the first byte."""
        self._data = data
        self._at = 0

    @property
    def is_used_up(self) -> bool:
        """Whether nothing is left."""
        return self._at >= len(self._data)

    def take(self, count: int) -> bytes:
        """Return so many bytes, or as many as there are."""
        taken = self._data[self._at : self._at + count]
        self._at += count
        return taken

    def number(self, size: int = 1) -> int:
        """Return a number of so many bytes."""
        return int.from_bytes(self.take(size))

    def signed(self, size: int = 8) -> int:
        """Return a number of so many bytes that may be negative."""
        return int.from_bytes(self.take(size), signed=True)

    def choice[ItemT](self, items: Sequence[ItemT]) -> ItemT:
        """Return one of some things; the first one at the end of the input."""
        return items[self.number() % len(items)]

    def block(self) -> bytes:
        """Return up to 255 bytes."""
        return self.take(self.number())

    def text(self) -> str:
        """Return up to 255 bytes as text."""
        return self.block().decode("utf-8", "replace")

    def plain(self) -> Any:
        """Return any plain data, as a file of JSON has it."""
        text = self.choice(_PLAIN) if self.number() % 2 else self.block()
        try:
            return json.loads(text)
        except ValueError, RecursionError:
            return self.text()
