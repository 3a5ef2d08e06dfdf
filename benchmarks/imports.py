"""What is imported: by the integration itself, and until a device is polled over HTTP.

Bytecode is there, as it is from the second start of Home Assistant on.
"""

from importlib import import_module
from statistics import median
import sys
from tempfile import TemporaryDirectory
from time import process_time

from .apart import processes
from .report import Row
from .size import size

_PACKAGE = "custom_components.hwgroup"
_SNMP = ("pysnmp", "pyasn1", "pysmi")
_PROCESSES = size(7)


def measure(seed: int) -> list[Row]:
    """Measure the import in processes of their own, and set a device up in another."""
    with TemporaryDirectory(prefix="hwgroup-") as folder, processes() as pool:
        first, *others = [
            pool.submit(_import, folder).result() for _ in range(1 + _PROCESSES)
        ]
        modules = pool.submit(_loaded, seed).result()
    ours = [name for name in modules if name.startswith(_PACKAGE)]
    snmp = [name for name in modules if name.startswith(_SNMP)]
    return [
        Row(
            "imports: the integration",
            [milliseconds for milliseconds, _ in others],
            "ms",
            goal=60,
            note=(
                f"CPU; {median(count for _, count in others):.0f} modules, "
                f"{first[0]:.0f} ms without bytecode"
            ),
        ),
        Row(
            "imports: modules, a device over HTTP",
            [len(ours)],
            "",
            note=f"of ours, of {len(modules)}; with what Home Assistant preloads",
        ),
        Row("imports: SNMP modules, the same", [len(snmp)], "", goal=0),
    ]


def _import(bytecode: str) -> tuple[float, int]:
    """Return the milliseconds that the import takes, and how many modules it loads.

    Its bytecode is kept in a folder, and found there by the next one.
    """
    sys.dont_write_bytecode, sys.pycache_prefix = False, bytecode
    before, start = len(sys.modules), process_time()
    import_module(_PACKAGE)
    return (process_time() - start) * 1000, len(sys.modules) - before


def _loaded(seed: int) -> list[str]:
    """Return what is loaded once a device is polled; this process does without that."""
    names: list[str] = import_module(f"{__package__}.loaded").modules(seed)
    return names
