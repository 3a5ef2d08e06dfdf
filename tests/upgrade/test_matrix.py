"""The docs say of damages what the tests of these do."""

from .matrix import PAGE, page


def test_the_page_is_what_the_tests_say() -> None:
    """`python -m tests.upgrade.matrix` writes it anew."""
    assert PAGE.read_text("utf-8") == page()
