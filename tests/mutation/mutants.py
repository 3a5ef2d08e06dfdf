"""The changes: one operator, condition or number of a module is another one."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

_COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
_COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
}
# What is not behaviour: types, whether a data class is frozen, and lines of the log.
_SKIPPED = ("annotation", "returns", "type_params", "bases", "decorator_list")
_LOGS = ("LOGGER", "_LOGGER")


@dataclass(frozen=True)
class Mutant:
    """A module with one change in it; `change` says which."""

    module: str
    line: int
    change: str
    source: str


def _compare(node: ast.Compare) -> ast.expr | None:
    if (other := _COMPARED.get(type(node.ops[0]))) is None:
        return None
    node.ops[0] = other()
    return node


def _both(node: ast.BoolOp) -> ast.expr:
    node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    return node


def _negated(node: ast.UnaryOp) -> ast.expr | None:
    return node.operand if isinstance(node.op, ast.Not) else None


def _count(node: ast.BinOp) -> ast.expr | None:
    # Of types, | is no sum; of texts, % is none.
    if (other := _COUNTED.get(type(node.op))) is None:
        return None
    node.op = other()
    return node


def _constant(node: ast.Constant) -> ast.expr | None:
    if isinstance(node.value, bool):
        return ast.Constant(not node.value)
    if isinstance(node.value, int | float):
        return ast.Constant(node.value + 1)
    return None


_CHANGES: dict[type[ast.AST], Callable[[Any], ast.expr | None]] = {
    ast.Compare: _compare,
    ast.BoolOp: _both,
    ast.UnaryOp: _negated,
    ast.BinOp: _count,
    ast.Constant: _constant,
}


def _is_log(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in _LOGS
    )


def _places(node: ast.AST) -> Iterator[tuple[ast.AST, str, int | None]]:
    """Yield where an expression stands that can be changed: its parent, field and place."""
    for name, value in ast.iter_fields(node):
        if name in _SKIPPED:
            continue
        for place, child in (
            enumerate(value) if isinstance(value, list) else [(None, value)]
        ):
            if not isinstance(child, ast.AST) or _is_log(child):
                continue
            if type(child) in _CHANGES:
                yield node, name, place
            yield from _places(child)


def count(source: str) -> int:
    """Return in how many places a module may be changed."""
    return sum(1 for _ in _places(ast.parse(source)))


def mutant(module: str, source: str, number: int) -> Mutant | None:
    """Return the module with another expression in a place, None if that has no other."""
    tree = ast.parse(source)
    parent, name, at = next(islice(_places(tree), number, None))
    field = getattr(parent, name)
    old = field if at is None else field[at]
    before = ast.unparse(old)
    if (new := _CHANGES[type(old)](old)) is None:
        return None
    if at is None:
        setattr(parent, name, new)
    else:
        field[at] = new
    change = f"{before} → {ast.unparse(new)}"
    changed = ast.unparse(ast.fix_missing_locations(tree))
    return Mutant(module, old.lineno, change, changed)
