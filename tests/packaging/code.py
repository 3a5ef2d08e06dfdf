"""What the code of the integration names, so that the files beside it can be compared."""

import ast
from collections.abc import Iterator
from functools import cache
import importlib
import inspect
import json
from pathlib import Path
import textwrap
from types import ModuleType
from typing import Any

import custom_components.hwgroup as integration
from custom_components.hwgroup.plain import as_placeholders

PACKAGE = Path(integration.__file__).parent
ROOT = PACKAGE.parent.parent
MANIFEST: dict[str, Any] = json.loads((PACKAGE / "manifest.json").read_text("utf-8"))


def _module(path: Path) -> ModuleType:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return importlib.import_module(".".join(parts).removesuffix(".__init__"))


MODULES = {path: _module(path) for path in PACKAGE.rglob("*.py")}


@cache
def trees() -> dict[Path, ast.Module]:
    """Return the syntax of each module, which takes a second to read."""
    return {path: ast.parse(path.read_text("utf-8")) for path in MODULES}


def _nodes() -> Iterator[tuple[ModuleType, ast.AST]]:
    for path, tree in trees().items():
        for node in ast.walk(tree):
            yield MODULES[path], node


@cache
def constants() -> set[str]:
    """Return every text that stands in the code."""
    return {
        node.value
        for _, node in _nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@cache
def imports() -> set[str]:
    """Return the full name of everything that is imported from elsewhere."""
    names: set[str] = set()
    for _, node in _nodes():
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def calls(name: str) -> Iterator[tuple[ModuleType, ast.Call]]:
    """Yield each call of what has this name, whosever it is."""
    for module, node in _nodes():
        if isinstance(node, ast.Call) and name_of(node.func) == name:
            yield module, node


def name_of(node: ast.AST) -> str:
    """Return the last part of a name, empty for what has none."""
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def texts(module: ModuleType, node: ast.AST | None) -> set[str]:
    """Return the texts that an expression can be, as far as they stand in the code."""
    match node:
        case ast.Constant(value=str(text)):
            return {text}
        case ast.IfExp():
            return texts(module, node.body) | texts(module, node.orelse)
        case ast.Name() if isinstance(value := getattr(module, node.id, None), str):
            return {value}
    return set()


def arguments(function: str, keyword: str, position: int | None = None) -> set[str]:
    """Return the texts that calls of a function have for one of its arguments."""
    found: set[str] = set()
    for module, call in calls(function):
        values = [word.value for word in call.keywords if word.arg == keyword]
        if position is not None:
            values += call.args[position : position + 1]
        found = found.union(*(texts(module, value) for value in values))
    return found


def placeholders_given() -> Iterator[tuple[str, set[str]]]:
    """Yield each translation key that stands in the code with the placeholders it gets.

    They stand where the key does, or in the same function.
    """
    for path, tree in trees().items():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                named = {
                    target.id: node.value
                    for node in ast.walk(function)
                    if isinstance(node, ast.Assign)
                    for target in node.targets
                    if isinstance(target, ast.Name)
                }
                for call in ast.walk(function):
                    if isinstance(call, ast.Call):
                        yield from _given_placeholders(MODULES[path], call, named)


def _given_placeholders(
    module: ModuleType, call: ast.Call, named: dict[str, ast.expr]
) -> Iterator[tuple[str, set[str]]]:
    words = {word.arg: word.value for word in call.keywords}
    given = words.get("translation_placeholders")
    if isinstance(given, ast.Name):
        given = named[given.id]
    names = _names_in(module, given)
    for key in texts(module, words.get("translation_key")):
        yield key, names


def _names_in(module: ModuleType, given: ast.expr | None) -> set[str]:
    """Return the placeholders that a dictionary, or `placeholders` itself, gives."""
    match given:
        case ast.Dict():
            return set[str]().union(*(texts(module, key) for key in given.keys))
        case ast.Call(func=ast.Name(id="as_placeholders")):
            return set(
                as_placeholders(**{word.arg or "": "" for word in given.keywords})
            )
    return set()


def raised_keys() -> set[str]:
    """Return the translation keys of exceptions that stand where these are raised."""
    return {
        key
        for module, node in _nodes()
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
        for word in node.exc.keywords
        if word.arg == "translation_key"
        for key in texts(module, word.value)
    }


def form_errors() -> set[str]:
    """Return the errors of forms that stand in the code.

    They are written into a dictionary of that name, or returned by a function of it.
    """
    found: set[str] = set()
    for module, node in _nodes():
        match node:
            case ast.Assign(targets=[ast.Subscript(value=ast.Name(id="errors"))]):
                found |= texts(module, node.value)
            case ast.FunctionDef() | ast.AsyncFunctionDef() if node.name.endswith(
                "errors"
            ):
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Dict):
                        found = found.union(*(texts(module, v) for v in inner.values))
    return found


def selectors() -> set[str]:
    """Return the translation keys of the choices in forms.

    They stand where a selector is made, or are given to a function that makes it.
    """
    found = arguments("SelectSelectorConfig", "translation_key")
    for _, node in _nodes():
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            for value in _given(node, "SelectSelectorConfig", "translation_key"):
                if (name := name_of(value)) in names:
                    found |= arguments(node.name, name, names.index(name))
    return found


def _given(tree: ast.AST, function: str, keyword: str) -> Iterator[ast.expr]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and name_of(call.func) == function:
            yield from (word.value for word in call.keywords if word.arg == keyword)


@cache
def fields() -> set[str]:
    """Return the fields that a form or an action can have."""
    found: set[str] = set()
    for kind in ("Required", "Optional"):
        for module, call in calls(kind):
            found |= texts(module, call.args[0])
    return found


def subclasses(base: type) -> set[type]:
    """Return the integration's own classes of one kind."""
    return {
        value
        for module in MODULES.values()
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, base)
        and value.__module__.startswith(integration.__name__)
    }


def class_value(kind: type, name: str) -> object:
    """Return the constant that a class, or one it comes from, has under a name.

    Home Assistant makes properties of such names, so that the class itself is no help.
    """
    for base in kind.__mro__:
        if base.__module__.startswith(integration.__name__):
            for node in class_node(base).body:
                match node:
                    case ast.Assign(
                        targets=[ast.Name(id=found)], value=ast.Constant(value=value)
                    ) if found == name:
                        return value
    return None


def class_node(kind: type) -> ast.ClassDef:
    """Return the syntax of a class."""
    node = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    assert isinstance(node, ast.ClassDef)
    return node


def called(node: ast.AST) -> set[str]:
    """Return the names of what is called somewhere below."""
    return {name_of(call.func) for call in ast.walk(node) if isinstance(call, ast.Call)}
