"""What is fed with hostile input, by name."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Final

CORPORA: Final = Path(__file__).parent.parent / "tests" / "fuzz"

# Where each is: only what one of them needs is imported for it, and instrumented.
_MODULES: Final[Mapping[str, str]] = {
    "document": "readers",
    "push": "readers",
    "report": "readers",
    "answer": "readers",
    "agent": "readers",
    "trap": "readers",
    "reply": "readers",
    "alerts": "stores",
    "device": "stores",
    "words": "words",
}
NAMES: Final = tuple(_MODULES)


def target(name: str) -> Callable[[bytes], None]:
    """Return what takes the input."""
    module = import_module(f"{__package__}.{_MODULES[name]}")
    found: Callable[[bytes], None] = getattr(module, name)
    return found
