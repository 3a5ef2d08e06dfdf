"""docs/security.md: each line names the tests that hold it."""

import ast
import re

import pytest

from .test_repository import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
# Rows of tables, without their heads and the lines below those.
ROWS = [
    row
    for row in re.findall(r"^\|.*\|$", PAGE, re.MULTILINE)
    if not re.search(r"\|---|Held by \|$", row)
]
_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def _is_there(path: str, name: str) -> bool:
    module = ROOT / path
    if not module.is_file():
        return False
    tree = ast.parse(module.read_text("utf-8"))
    functions = ast.FunctionDef | ast.AsyncFunctionDef
    return not name or name in {
        node.name for node in tree.body if isinstance(node, functions)
    }


def test_there_are_rows() -> None:
    """The page is read as it is written."""
    assert len(ROWS) > 20


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[:60])
def test_each_line_names_tests_that_exist(row: str) -> None:
    """A line that nothing holds any more is not true for long."""
    named = _TEST.findall(row.rsplit("|", 2)[1])
    assert named
    assert [test for test in named if not _is_there(*test)] == []
