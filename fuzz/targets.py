"""What is fed with hostile input, by name."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from . import readers, stores, words

CORPORA: Final = Path(__file__).parent.parent / "tests" / "fuzz"

TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "document": readers.document,
    "push": readers.push,
    "report": readers.report,
    "answer": readers.answer,
    "agent": readers.agent,
    "trap": readers.trap,
    "reply": readers.reply,
    "alerts": stores.alerts,
    "device": stores.device,
    "words": words.words,
}
NAMES: Final = tuple(TARGETS)
