"""A plugin of pytest: the integration and all tests use the library of a wheel.

`HWGROUP_CLIENT` is the folder of its package, which takes the place of `client/`.
"""

from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_file_location
import os
from pathlib import Path
import sys
from types import ModuleType
from typing import Final, override

NAME: Final = "custom_components.hwgroup.client"
FOLDER: Final = Path(os.environ["HWGROUP_CLIENT"])


class _Finder(MetaPathFinder):
    """Finds the package in the wheel; its modules are found in it."""

    @override
    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Return where the package is, None for everything else."""
        if fullname != NAME:
            return None
        return spec_from_file_location(
            NAME, FOLDER / "__init__.py", submodule_search_locations=[str(FOLDER)]
        )


sys.meta_path.insert(0, _Finder())


def pytest_sessionfinish() -> None:
    """Refuse a run that used any other library."""
    modules = [each for name, each in sys.modules.items() if name.startswith(NAME)]
    places = {Path(str(each.__file__)).parent for each in modules}
    assert places == {FOLDER}, places
