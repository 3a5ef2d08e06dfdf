"""Settings as an entry keeps them: what cannot be read of them is found out. Pure."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time, timedelta
from functools import partial
from math import isfinite
from typing import Any, Final

from .const import CONF_EXCLUDE

_PORTS: Final = range(1, 65536)

type Read[ValueT] = Callable[[Any], ValueT]
"""Returns what a setting stands for; raises one of `_NONSENSE` where it is none."""

_NONSENSE: Final = (AttributeError, KeyError, OverflowError, TypeError, ValueError)


class UnreadableSettingError(ValueError):
    """A setting that cannot be read, and that has no default."""


class Settings:
    """Some settings of an entry or a subentry, and the names of those that cannot be read."""

    def __init__(self, data: object, within: str = "") -> None:
        """Read nothing yet; `within` is what the names begin with."""
        self._data: Mapping[str, Any] = data if isinstance(data, Mapping) else {}
        self._within = within
        self.unreadable: list[str] = []

    def __contains__(self, key: object) -> bool:
        """Return whether a setting is set."""
        return key in self._data

    def needed[ValueT](self, key: str, read: Read[ValueT]) -> ValueT:
        """Return a setting; raises UnreadableSettingError where it cannot be read."""
        try:
            return read(self._data[key])
        except _NONSENSE as err:
            self._miss(key)
            raise UnreadableSettingError(f"{self._within}{key}") from err

    def kept[ValueT, DefaultT](
        self, key: str, read: Read[ValueT], default: DefaultT
    ) -> ValueT | DefaultT:
        """Return a setting that every form keeps; its default where it cannot be read."""
        try:
            return self.needed(key, read)
        except UnreadableSettingError:
            return default

    def get[ValueT, DefaultT](
        self, key: str, read: Read[ValueT], default: DefaultT
    ) -> ValueT | DefaultT:
        """Return a setting; its default where it is not set, or cannot be read."""
        return self.kept(key, read, default) if key in self._data else default

    def given[ValueT](self, key: str, read: Read[ValueT]) -> ValueT | None:
        """Return a setting, None where it is not set.

        Raises UnreadableSettingError where it cannot be read.
        """
        return self.needed(key, read) if key in self._data else None

    def each[ValueT](self, key: str, read: Read[ValueT]) -> tuple[ValueT, ...]:
        """Return what can be read of a list, nothing where it is not set."""
        found: list[ValueT] = []
        for value in self.get(key, partial(_of_kind, list), []):
            try:
                found.append(read(value))
            except _NONSENSE:
                self._miss(key)
        return tuple(found)

    def within(self, key: str) -> Settings:
        """Return the settings below a key."""
        below = Settings(self.get(key, mapping, {}), f"{self._within}{key}.")
        below.unreadable = self.unreadable
        return below

    def _miss(self, key: str) -> None:
        if (name := f"{self._within}{key}") not in self.unreadable:
            self.unreadable.append(name)


def _of_kind[ValueT](kind: type[ValueT], value: object) -> ValueT:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r} is no {kind.__name__}")
    return value


text: Final = partial(_of_kind, str)
flag: Final = partial(_of_kind, bool)


def number(value: object) -> float:
    """Return a number; a boolean is none, though Python counts it as one."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise TypeError(f"{value!r} is no number")
    if not isfinite(value):
        raise ValueError(f"{value!r} has no end")
    return value


def mapping(value: object) -> Mapping[str, Any]:
    """Return values by their names."""
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} has no names")
    return value


def distance(value: object) -> float:
    """Return a number that is not below zero."""
    if (found := number(value)) < 0:
        raise ValueError(f"{value!r} is less than nothing")
    return found


def positive(value: object) -> float:
    """Return a number above zero."""
    if not (found := distance(value)):
        raise ValueError(f"{value!r} is nothing")
    return found


def whole(value: object) -> int:
    """Return a number of things."""
    return int(distance(value))


def port(value: object) -> int:
    """Return the number of a port."""
    if (found := whole(value)) not in _PORTS:
        raise ValueError(f"{value!r} is no port")
    return found


def unit_id(value: object) -> int:
    """Return the number of a unit behind a Modbus address."""
    if (found := whole(value)) not in range(256):
        raise ValueError(f"{value!r} is no unit")
    return found


def one_of(choices: Iterable[str], value: object) -> str:
    """Return one of some texts."""
    if (found := text(value)) not in choices:
        raise ValueError(f"{value!r} is no choice")
    return found


def length(unit: str, value: object) -> timedelta:
    """Return a length of time, as `timedelta` names its unit."""
    return timedelta(**{unit: distance(value)})


def span(unit: str, value: object) -> timedelta:
    """Return a length of time that is more than none."""
    if not (found := length(unit, value)):
        raise ValueError(f"{value!r} is no time at all")
    return found


minutes: Final = partial(length, "minutes")


def clock(value: object) -> time:
    """Return a time of the day."""
    return time.fromisoformat(text(value))


def moment(value: object) -> datetime:
    """Return a moment of the wall clock of the world."""
    found = datetime.fromisoformat(text(value))
    if found.tzinfo is None:
        raise ValueError(f"{value!r} may be any of many moments")
    return found


def target(value: object) -> Mapping[str, Any]:
    """Return what a target names: IDs, or lists of them, by their kinds.

    What is excluded from it is another one.
    """
    for kind, named in (found := mapping(value)).items():
        if kind == CONF_EXCLUDE:
            target(named)
            continue
        for each in [named] if isinstance(named, str) else _of_kind(list, named):
            text(each)
    return found


def optional[ValueT](read: Read[ValueT], value: object) -> ValueT | None:
    """Return what is read, None for nothing."""
    return None if value is None else read(value)
