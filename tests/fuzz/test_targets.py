"""Every input that the fuzzer has learned from, or has found, is taken as it should."""

from pathlib import Path
from random import Random

import pytest

from fuzz.targets import CORPORA, NAMES, target

from ..client.damage import damaged, delete, duplicate, flip, overwrite, truncate

# `scripts/fuzz` tries millions of them.
_TRIED = 300


def _inputs(name: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted((CORPORA / name).iterdir())]


def test_each_has_its_inputs() -> None:
    """And there are none without a target."""
    folders = {path.name for path in CORPORA.iterdir() if _is_corpus(path)}
    assert folders == set(NAMES)


def _is_corpus(path: Path) -> bool:
    return path.is_dir() and path.name != "__pycache__"


@pytest.mark.parametrize("name", NAMES)
def test_what_is_known(name: str) -> None:
    """None of it is a find any more."""
    fed, inputs = target(name), _inputs(name)
    assert inputs
    for data in [b"", *inputs]:
        fed(data)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_like_it(name: str) -> None:
    """Damaged at random, from a seed."""
    fed, inputs = target(name), [data for data in _inputs(name) if data]
    mutations = (flip, overwrite, delete, duplicate, truncate)
    for seed in range(_TRIED):
        random = Random(seed)
        data = damaged(random.choice(inputs), random, mutations)
        try:
            fed(data)
        except Exception as err:
            err.add_note(f"{seed=}: {data!r}")
            raise
