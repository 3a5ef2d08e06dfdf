"""The zip that HACS installs: what is in it, and that Home Assistant starts with it."""

import asyncio
from asyncio.subprocess import PIPE
import hashlib
import json
import os
from pathlib import Path
import subprocess
import sys
from typing import Any
from zipfile import ZipFile

import pytest

from homeassistant.components.http.config import HTTP_STORAGE_SCHEMA
from homeassistant.util.yaml import load_yaml_dict

from ..conftest import MakeDevice
from .code import MANIFEST, PACKAGE, ROOT

pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists(), reason="a release is made from what git tracks"
)

HACS: dict[str, Any] = json.loads((ROOT / "hacs.json").read_text("utf-8"))


def _package(output: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own script
        [sys.executable, ROOT / "scripts" / "package", "--output", output, *arguments],
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Return the zip of a release."""
    path = tmp_path / HACS["filename"]
    packaged = _package(path, "v9.8.7")
    assert packaged.returncode == 0, packaged.stderr
    return path


def test_hacs_finds_it() -> None:
    """It has the name that HACS looks for, which is also what the workflow uploads."""
    assert HACS["zip_release"] is True
    script = (ROOT / "scripts" / "package").read_text("utf-8")
    workflow = (ROOT / ".github" / "workflows" / "release.yml").read_text("utf-8")
    assert f'"dist" / "{HACS["filename"]}"' in script
    assert f"dist/{HACS['filename']}" in workflow
    assert "scripts/package" in workflow


def test_nobody_sees_what_is_not_tested() -> None:
    """A tag is packed and tested first; what is refused then is no release."""
    workflow = load_yaml_dict(ROOT / ".github" / "workflows" / "release.yml")
    jobs = workflow["jobs"]
    assert jobs["publish"]["needs"] == "test"
    assert jobs["test"]["needs"] == "build"
    assert jobs["test"]["uses"] == "./.github/workflows/test.yml"
    assert "scripts/package" in jobs["build"]["steps"][-1]["run"]
    assert "gh release create" in jobs["publish"]["steps"][-1]["run"]
    assert HACS["hide_default_branch"] is True


def test_what_is_in_it(release: Path) -> None:
    """The integration's files at the top, all of them and nothing else."""
    with ZipFile(release) as archive:
        names = archive.namelist()
        manifest = json.loads(archive.read("manifest.json"))
        for name in set(names) - {"manifest.json"}:
            assert archive.read(name) == (PACKAGE / name).read_bytes()
    assert manifest == MANIFEST | {"version": "9.8.7"}
    assert {"__init__.py", "brand/icon.png", "translations/en.json"} <= set(names)
    assert not [name for name in names if "__pycache__" in name or name.startswith("/")]


def test_the_same_files_make_the_same_zip(release: Path, tmp_path: Path) -> None:
    """Whenever it is written."""
    again = tmp_path / "again.zip"
    assert _package(again, "9.8.7").returncode == 0
    first, second = (
        hashlib.sha256(path.read_bytes()).hexdigest() for path in (release, again)
    )
    assert first == second


@pytest.mark.parametrize("tag", ["latest", "1.2", "v1.2.3-beta", "1.2.3; echo"])
def test_a_tag_that_is_no_version(tmp_path: Path, tag: str) -> None:
    """Nothing is released under it."""
    refused = _package(tmp_path / "hwgroup.zip", tag)
    assert refused.returncode != 0
    assert not (tmp_path / "hwgroup.zip").exists()


def _empty_home(folder: Path, port: int) -> None:
    """Make a configuration folder that keeps to the loopback."""
    (folder / "configuration.yaml").write_text("", "utf-8")
    http = HTTP_STORAGE_SCHEMA({"server_host": ["127.0.0.1"], "server_port": port})
    stored = {
        "core.network": (1, 1, {"configured_adapters": ["lo", "lo0"]}),
        "http": (2, 2, {"stable": http, "pending": None, "yaml_migration_done": True}),
    }
    (folder / ".storage").mkdir()
    for key, (major, minor, data) in stored.items():
        file = {"version": major, "minor_version": minor, "key": key, "data": data}
        (folder / ".storage" / key).write_text(json.dumps(file), "utf-8")


async def test_home_assistant_starts_with_it(
    release: Path, tmp_path: Path, make_device: MakeDevice, unused_tcp_port: int
) -> None:
    """In an empty folder, far from this checkout: a device is added and read."""
    device = await make_device("ste2", name="Cold store")
    home = tmp_path / "config"
    installed = home / "custom_components" / "hwgroup"
    with ZipFile(release) as archive:
        archive.extractall(installed)
    _empty_home(home, unused_tcp_port)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-P", str(Path(__file__).with_name("installed.py"))),
        *(str(home), device.url),
        cwd=tmp_path,
        env={key: value for key, value in os.environ.items() if key != "PYTHONPATH"},
        stdout=PIPE,
        stderr=PIPE,
    )
    try:
        output, log = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    assert process.returncode == 0, log.decode()
    seen = json.loads(output)
    assert seen["flow"] == "create_entry"
    assert seen["folder"] == str(installed)
    assert seen["version"] == "9.8.7"
    assert seen["states"]["binary_sensor.cold_store_connectivity"] == "on"
    assert float(seen["states"]["sensor.cold_store_cold_room_1"])
