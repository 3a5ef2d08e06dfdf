"""The page about faults says what the tests have shown."""

import ast

import pytest

from custom_components.hwgroup.client import HwgError, ValuesReader

from ..client.helpers import FIXTURES
from ..imports import ROOT
from .others import OTHERS
from .page import page

TESTS = sorted({test for rows in OTHERS.values() for row in rows for test in row.tests})


def test_the_page_is_up_to_date() -> None:
    """`python -m tests.faults` writes it."""
    assert (ROOT / "docs" / "faults.md").read_text("utf-8") == page()


@pytest.mark.parametrize("test", TESTS)
def test_whatever_holds_it_exists(test: str) -> None:
    """It is a test, under that name."""
    path, _, name = test.partition("::")
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    assert name in {node.name for node in tree.body if isinstance(node, functions)}


@pytest.mark.parametrize(
    "path", sorted(FIXTURES.glob("ste*.xml")), ids=lambda path: path.stem
)
def test_a_document_that_ends_at_any_byte(path) -> None:
    """Is never read as a whole one."""
    document = path.read_bytes().rstrip()
    for end in range(len(document)):
        with pytest.raises(HwgError):
            ValuesReader().read(document[:end])
