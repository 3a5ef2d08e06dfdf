"""Recordings of agents: snmprec files, with one `OID|type|value` per line."""

from collections.abc import Iterable
from pathlib import Path
from typing import Self

from .agent import Agent
from .answers import Commit, RefusedError, Status
from .user import VERSIONS, SnmpUser
from .values import NUMBERS, Kind, Oid, Rows, Value, dotted, oid_of


def _content(kind: Kind, text: str) -> int | bytes | Oid:
    """Parse the value of a line."""
    if kind in NUMBERS:
        return int(text)
    if kind is Kind.OID:
        return oid_of(text)
    if kind is Kind.ADDRESS:
        return bytes(int(number) for number in text.split("."))
    return text.encode()


def _parse(line: str) -> tuple[Oid, Value]:
    """Parse a line; a type that ends in `x` has its value in hex."""
    oid, tag, text = line.split("|", 2)
    kind = Kind(int(tag.removesuffix("x")))
    content = bytes.fromhex(text) if tag.endswith("x") else _content(kind, text)
    return oid_of(oid), Value(kind, content)


def _line(oid: Oid, value: Value) -> str:
    """Return the line of a value."""
    kind, content = value
    if isinstance(content, bytes):
        text = content.decode("ascii", "replace")
        plain = kind is Kind.STRING and text.isascii() and text.isprintable()
        return (
            f"{dotted(oid)}|{kind}|{text}"
            if plain
            else (f"{dotted(oid)}|{kind}x|{content.hex().upper()}")
        )
    written = dotted(content) if isinstance(content, tuple) else content
    return f"{dotted(oid)}|{kind}|{written}"


class SnmpRecording(dict[Oid, Value]):
    """The recorded values of an agent, in the order of their identifiers."""

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file."""
        return cls.parse(path.read_text(encoding="utf-8").split("\n"), path.name)

    @classmethod
    def parse(cls, lines: Iterable[str], source: str) -> Self:
        """Parse the lines of a file; raises ValueError with the number of a wrong line."""
        rows: dict[Oid, Value] = {}
        for number, line in enumerate(lines, 1):
            if not line or line.startswith("#"):
                continue
            try:
                oid, value = _parse(line)
            except ValueError as error:
                raise ValueError(f"{source}, line {number}: {error}") from error
            rows[oid] = value
        return cls(sorted(rows.items()))

    def save(self, path: Path) -> None:
        """Write a file."""
        lines = (f"{_line(oid, value)}\n" for oid, value in self.items())
        path.write_text("".join(lines), encoding="ascii")


class SimulatedAgent(Agent):
    """An agent that serves exactly what was recorded."""

    def __init__(self, rows: Rows) -> None:
        """Make an agent whose values never change."""
        super().__init__(self)
        self.community = "public"
        self.write_community: str | None = None
        self.snmp_user: SnmpUser | None = None
        self.snmp_versions = set(VERSIONS)
        self.host = "127.0.0.1"
        self.port = 0
        self._rows = dict(sorted(rows.items()))

    def snmp_rows(self) -> Rows:
        """Return the recorded values."""
        return self._rows

    def snmp_change(self, oid: Oid, value: Value) -> Commit:
        """Refuse every change."""
        raise RefusedError(Status.NOT_WRITABLE)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen; port 0 is any free port."""
        self.host, self.port = host, await self.open(host, port)

    async def stop(self) -> None:
        """Release the port."""
        await self.close()

    async def __aenter__(self) -> Self:
        """Start on any free port of the loopback."""
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.stop()
