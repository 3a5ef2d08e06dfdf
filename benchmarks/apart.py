"""Processes for what may share none with anything else that is measured."""

import atexit
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
import gc
from multiprocessing import get_context
from typing import Final

from .size import is_smallest

# What each of them would import else, which takes longer than most measurements.
_PRELOADED: Final = [
    "homeassistant.bootstrap",
    "homeassistant.components.http",
    "homeassistant.components.sensor",
    __name__,
]
# An interpreter collects at its end, which goes through all of Home Assistant.
atexit.register(gc.freeze)


def processes(calls: int | None = 1) -> ProcessPoolExecutor:
    """Return a pool whose processes end after some calls, or never.

    Each is a fork of one in which Home Assistant is imported, and nothing of ours.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return ProcessPoolExecutor(1, context, max_tasks_per_child=calls)


def apart[T](call: Callable[..., T], *arguments: object) -> T:
    """Call in a process of its own; the smallest measurements share one."""
    if is_smallest():
        return call(*arguments)
    with processes() as pool:
        return pool.submit(call, *arguments).result()
