"""Whether what was read from a file is what its type says. Pure."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, TypeAliasType, Union, get_args, get_origin, get_type_hints


def checked[ItemT](item: ItemT, kind: Any) -> ItemT:
    """Return a value that is of a type, with all that is in it.

    Raises TypeError for any other.
    """
    if not _fits(item, kind):
        raise TypeError(f"no {kind}")
    return item


def _fits(value: object, kind: Any) -> bool:
    if isinstance(kind, TypeAliasType):
        return _fits(value, kind.__value__)
    origin, args = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return any(_fits(value, each) for each in args)
    if origin is tuple:
        return isinstance(value, tuple) and _all_fit(value, args)
    if origin is Mapping:
        return isinstance(value, Mapping) and all(
            _fits(key, args[0]) and _fits(each, args[1]) for key, each in value.items()
        )
    return _is_plain(value, kind)


def _all_fit(values: tuple[object, ...], kinds: tuple[Any, ...]) -> bool:
    if kinds[-1] is Ellipsis:
        kinds = kinds[:1] * len(values)
    return len(values) == len(kinds) and all(map(_fits, values, kinds, strict=True))


def _is_plain(value: object, kind: Any) -> bool:
    if kind in (int, float):  # a bool is an int, and an int is a float
        allowed = int if kind is int else (int, float)
        return isinstance(value, allowed) and not isinstance(value, bool)
    return isinstance(value, kind or type(None)) and all(
        _fits(getattr(value, name), hint) for name, hint in _parts(kind)
    )


@cache
def _parts(kind: Any) -> list[tuple[str, Any]]:
    """Return the fields of a dataclass, each with what it is to hold."""
    if not is_dataclass(kind):
        return []
    hints = get_type_hints(kind)
    return [(part.name, hints[part.name]) for part in fields(kind)]
