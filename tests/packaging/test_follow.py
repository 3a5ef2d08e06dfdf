"""What Home Assistant pins is what we pin."""

import json
from pathlib import Path
import shutil
import subprocess
import sys

from homeassistant import components
from homeassistant.const import __version__

from .code import PACKAGE, ROOT

FOLLOW = ROOT / "scripts" / "lib" / "follow"
PROJECT = ROOT / "pyproject.toml"
MANIFEST = PACKAGE / "manifest.json"


def _follow(root: Path, home_assistant: Path, version: str, fixtures: str) -> list[str]:
    """Return the lines that have changed in a copy of the two files."""
    copies = {
        root / path.relative_to(ROOT): path.read_text("utf-8").splitlines()
        for path in (PROJECT, MANIFEST)
    }
    for copy in copies:
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / copy.relative_to(root), copy)
    subprocess.run(  # noqa: S603 - our own script
        [sys.executable, FOLLOW, root, home_assistant, version, fixtures], check=True
    )
    return [
        after.strip()
        for copy, old in copies.items()
        for before, after in zip(old, copy.read_text("utf-8").splitlines(), strict=True)
        if before != after
    ]


def test_a_new_home_assistant(tmp_path: Path) -> None:
    """What it pins is taken over; everything else stays."""
    integration = tmp_path / "core" / "homeassistant" / "components" / "snmp"
    integration.mkdir(parents=True)
    pins = {"requirements": ["pysnmp==99.1", "other==1.0"]}
    (integration / "manifest.json").write_text(json.dumps(pins))
    root = tmp_path / "root"
    assert _follow(root, tmp_path / "core", "2099.1.0", "0.99") == [
        '"pytest-homeassistant-custom-component==0.99", # brings Home Assistant 2099.1.0',
        '"pysnmp==99.1",',
        '"requirements": ["pymodbus==3.13.1", "pysnmp==99.1", "reportlab==5.1.0"],',
    ]


def test_the_integration_follows(tmp_path: Path) -> None:
    """Two versions of one package cannot be installed: ours is that of Home Assistant."""
    installed = Path(next(iter(components.__path__))).parents[1]
    changed = _follow(tmp_path, installed, __version__, "0")
    assert not [line for line in changed if "pymodbus" in line or "pysnmp" in line]
