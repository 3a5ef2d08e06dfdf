"""The rooms of the integration. `python -m tests.architecture` prints the picture."""

from collections.abc import Iterator, Mapping

from .imports import ROOT, circles, imports_within

PACKAGE = ROOT / "custom_components" / "hwgroup"
_PREFIX = "custom_components.hwgroup"


def room_of(name: str) -> str:
    """Return the room of a module: its folder, or else the module itself.

    The folders of the alerts are rooms of their own.
    """
    parts = name.removeprefix(_PREFIX).strip(".").split(".")
    return ".".join(parts[: 2 if parts[0] == "alerts" else 1]) or "__init__"


def rooms() -> dict[str, set[str]]:
    """Return each room of the integration with the rooms that it imports."""
    found: dict[str, set[str]] = {}
    for name, used in imports_within(PACKAGE).items():
        room = room_of(name)
        found.setdefault(room, set()).update({*map(room_of, used)} - {room})
    return found


def floors(imports: Mapping[str, set[str]]) -> int:
    """Return how many rooms or modules stand above one another, without circles."""
    height: dict[str, int] = {}

    def measure(name: str) -> int:
        if name not in height:
            height[name] = 1 + max(map(measure, imports[name]), default=0)
        return height[name]

    return max(map(measure, imports), default=0)


def _report() -> Iterator[str]:
    integration = rooms()
    alerts = {
        room: {used for used in integration[room] if used.startswith("alerts.")}
        for room in integration
        if room.startswith("alerts.")
    }
    for what, imports in (
        ("rooms of the integration", integration),
        ("rooms of its alerts", alerts),
        ("files of the integration", imports_within(PACKAGE)),
        ("files of the simulator", imports_within(ROOT / "simulator")),
    ):
        found = circles(imports)
        yield (
            f"{what}: {len(imports)}, edges: {sum(map(len, imports.values()))}, "
            f"floors: {'–' if found else floors(imports)}, circles: {len(found)}"
        )


if __name__ == "__main__":
    print("\n".join(_report()))  # noqa: T201
