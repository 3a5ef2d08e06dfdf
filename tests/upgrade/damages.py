"""What can be wrong with a file of the storage, and what comes of it."""

from collections.abc import Mapping
from enum import StrEnum
import json
from typing import Any, Final


class Outcome(StrEnum):
    """What happens to a file that is damaged, in the words of the documentation."""

    KEPT_ASIDE = "kept beside, with a repair issue; starts anew"
    KEPT_BY_CORE = (
        "kept beside by Home Assistant, with its own repair issue; starts anew"
    )
    READ = "read"


def _file(version: object = 1, **keys: Any) -> str:
    return json.dumps({"version": version, "minor_version": 1, "key": "x"} | keys)


# None is a folder in place of the file.
DAMAGES: Final[Mapping[str, tuple[str | None, Outcome]]] = {
    "cut off": (_file(data={"alerts": []})[:-9], Outcome.KEPT_BY_CORE),
    "of no length": ("", Outcome.KEPT_BY_CORE),
    "not JSON": ("\0" * 4096, Outcome.KEPT_BY_CORE),
    "a folder": (None, Outcome.KEPT_ASIDE),
    "a list": ("[]", Outcome.KEPT_ASIDE),
    "a text": ('"abc"', Outcome.KEPT_ASIDE),
    "a number": ("7", Outcome.KEPT_ASIDE),
    "`null`": ("null", Outcome.KEPT_ASIDE),
    "`{}`": ("{}", Outcome.KEPT_ASIDE),
    "without version": (json.dumps({"data": {}}), Outcome.KEPT_ASIDE),
    "only a version": ('{"version": 1}', Outcome.KEPT_ASIDE),
    "of version 0": (_file(0, data={"sensors": {}}), Outcome.KEPT_ASIDE),
    "of a later version": (_file(9, data={"sensors": {}}), Outcome.KEPT_ASIDE),
    "a version as text": (_file("1", data={"sensors": {}}), Outcome.KEPT_ASIDE),
    "without `data`": (_file(), Outcome.KEPT_ASIDE),
    "`data` that is empty": (_file(data={}), Outcome.KEPT_ASIDE),
    "`data` that is `null`": (_file(data=None), Outcome.KEPT_ASIDE),
    "`data` that is a list": (_file(data=[1]), Outcome.KEPT_ASIDE),
    "`data` that is a text": (_file(data="abc"), Outcome.KEPT_ASIDE),
}
