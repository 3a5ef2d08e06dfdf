"""How many functions of the integration are called: what something costs, without a clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
import sys
from types import CodeType
from typing import Any

from custom_components import hwgroup

_PACKAGE = str(Path(hwgroup.__file__).parent)


class Calls:
    """Counts the calls of functions of the integration."""

    count = 0

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Count those of the block."""
        tool, events = sys.monitoring.PROFILER_ID, sys.monitoring.events
        sys.monitoring.use_tool_id(tool, "calls")
        sys.monitoring.register_callback(tool, events.PY_START, self._on_call)
        sys.monitoring.set_events(tool, events.PY_START)
        sys.monitoring.restart_events()
        try:
            yield
        finally:
            sys.monitoring.set_events(tool, 0)
            sys.monitoring.free_tool_id(tool)

    def _on_call(self, code: CodeType, _offset: int) -> Any:
        if not code.co_filename.startswith(_PACKAGE):
            return sys.monitoring.DISABLE
        self.count += 1
        return None
