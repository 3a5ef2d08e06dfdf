"""What is changed, and who has to notice it."""

import ast

from .mutants import count, mutant
from .tests_of import MODULES, PACKAGE, noticing

SOURCE = '''
"""A module."""
LIMIT: int = 3
@cached(False)
def told(a: int, b: str | None) -> bool:
    """Return it."""
    LOGGER.debug("%s", a + 1)
    if not a and b is None:
        return a + LIMIT < 5
    return True
'''


def test_each_change_is_one() -> None:
    """Operators, conditions and numbers; no types, decorators, words or lines of the log."""
    made = [mutant("m.py", SOURCE, number) for number in range(count(SOURCE))]
    found = {each.change: each for each in made if each is not None}
    assert set(found) == {
        "3 → 4",
        "not a and b is None → not a or b is None",
        "not a → a",
        "b is None → b is not None",
        "a + LIMIT < 5 → a + LIMIT <= 5",
        "a + LIMIT → a - LIMIT",
        "5 → 6",
        "True → False",
    }
    assert found["5 → 6"].line == 9
    assert len({each.source for each in found.values()}) == len(found)
    for each in found.values():
        ast.parse(each.source)


def test_every_module_has_tests() -> None:
    """Of its room, and there are some."""
    for module in MODULES:
        assert (PACKAGE / module).exists()
        first, others = noticing(module)
        assert first
        assert not {*first} & {*others}
    first, others = noticing("alerts/notify/outbox.py")
    assert first[0] == "tests/alerts/test_outbox.py"
    assert "tests/alerts/test_maintenance.py" in others
    assert "tests/test_push_hostile.py" in noticing("client/push_http.py")[0]
