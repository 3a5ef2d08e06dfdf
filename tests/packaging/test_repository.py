"""What HACS and its users find in the repository beside the integration."""

import json
from pathlib import Path
import re
import struct
import subprocess
import sys
from typing import Any, Final

from awesomeversion import AwesomeVersion
import pytest

from homeassistant.const import __version__ as home_assistant
from homeassistant.util.yaml import load_yaml_dict

from .code import MANIFEST, PACKAGE, ROOT

HACS: dict[str, Any] = json.loads((ROOT / "hacs.json").read_text("utf-8"))
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FORMS = sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("[!c]*.yml"))
ACTIONLINT = Path(sys.prefix) / "bin" / "actionlint"
PAGES = [
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
BRAND = sorted((PACKAGE / "brand").iterdir())
# An icon is a square of one size, and twice that.
_SIZES: Final = {"icon.png": (256, 256), "icon@2x.png": (512, 512)}
_PERMISSIONS: Final = {"actions", "contents", "issues", "pull-requests"}
# What HACS refuses to know is an error.
_HACS_KEYS: Final = {
    "content_in_root",
    "country",
    "filename",
    "hacs",
    "hide_default_branch",
    "homeassistant",
    "name",
    "persistent_directory",
    "render_readme",
    "zip_release",
}


def test_hacs() -> None:
    """HACS has all that it asks for, and a version that is tested here."""
    assert HACS["name"] == MANIFEST["name"]
    assert set(HACS) <= _HACS_KEYS
    assert HACS["filename"].endswith(".zip") or not HACS["zip_release"]
    assert AwesomeVersion(HACS["homeassistant"]) <= AwesomeVersion(home_assistant)


def test_one_integration() -> None:
    """All of it, and nothing else, is in the folder that HACS takes."""
    folders = [path for path in PACKAGE.parent.iterdir() if path.name != "__pycache__"]
    assert folders == [PACKAGE]
    assert not [path for path in PACKAGE.rglob("*") if path.is_symlink()]


@pytest.mark.parametrize(
    "name", ["README.md", "LICENSE", "CHANGELOG.md", "SECURITY.md"]
)
def test_documents(name: str) -> None:
    """They are there, and say something."""
    assert len((ROOT / name).read_text("utf-8")) > 100


def test_the_licence_is_the_one_that_is_named() -> None:
    """In the words that everybody recognizes."""
    assert 'license = "MIT"' in (ROOT / "pyproject.toml").read_text("utf-8")
    assert (ROOT / "LICENSE").read_text("utf-8").startswith("MIT License")


@pytest.mark.parametrize("path", BRAND, ids=lambda path: path.name)
def test_brand(path: Path) -> None:
    """Each picture has a name and a size that Home Assistant knows."""
    header = path.read_bytes()[:24]
    assert header.startswith(b"\x89PNG\r\n\x1a\n")
    assert (
        struct.unpack(">II", header[16:24]) == _SIZES[path.name.removeprefix("dark_")]
    )


def test_brand_is_complete() -> None:
    """Every size of the icon is there."""
    assert {path.name for path in BRAND} >= set(_SIZES)


def test_the_changelog_has_this_version() -> None:
    """What is not released yet stands first, then this version, then older ones."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = re.findall(r"^## \[([^\]]+)\]", text, re.MULTILINE)
    assert versions[:2] == ["Unreleased", MANIFEST["version"]]
    released = [AwesomeVersion(version) for version in versions[1:]]
    assert released == sorted(released, reverse=True)
    for version in versions:
        assert re.search(rf"^\[{re.escape(version)}\]: https://", text, re.MULTILINE)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_lead_somewhere(page: Path) -> None:
    """To files of the repository, and to headings that they have."""
    for link in re.findall(r"\]\((?!https:)([^)]+)\)", page.read_text("utf-8")):
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.is_file(), link
        if anchor:
            headings = re.findall(r"^#+ (.+)$", target.read_text("utf-8"), re.MULTILINE)
            known = {re.sub(r"[^\w -]", "", heading).lower() for heading in headings}
            assert anchor in {heading.replace(" ", "-") for heading in known}, link


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows(path: Path) -> None:
    """What is run is named by its commit, and may do no more than it must."""
    workflow = load_yaml_dict(path)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    for name, job in workflow["jobs"].items():
        assert set(job.get("permissions", {})) <= _PERMISSIONS
        if called := job.get("uses"):
            assert ROOT.joinpath(called).is_file()
            continue
        assert job["timeout-minutes"], name
        for step in job["steps"]:
            if uses := step.get("uses"):
                assert re.fullmatch(r"[\w.-]+(/[\w.-]+)+@[0-9a-f]{40}", uses)
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
            # What comes from outside reaches a shell as a variable only.
            assert "${{" not in step.get("run", "")
    for line in path.read_text("utf-8").splitlines():
        assert "uses:" not in line or re.search(r" # \S+$|: \./", line)


def test_the_real_validators_run() -> None:
    """For each change and every night: Home Assistant and HACS move on."""
    text = (ROOT / ".github" / "workflows" / "validate.yml").read_text("utf-8")
    for used in ("home-assistant/actions/hassfest@", "hacs/action@", "cron:"):
        assert used in text


def test_few_may_write() -> None:
    """Releases, requests to follow Home Assistant, and issues; all others only read.

    A request that a workflow opens starts no other one by itself, so it starts the tests.
    """
    writing = {
        (path.stem, kind)
        for path in WORKFLOWS
        for kind in re.findall(r"([\w-]+): write", path.read_text("utf-8"))
    }
    assert writing == {
        ("weekly", "issues"),
        ("follow", "actions"),
        ("follow", "contents"),
        ("follow", "pull-requests"),
        ("release", "contents"),
    }


def test_what_follows_home_assistant_is_tested() -> None:
    """On its branch, by the workflow that can be started by hand."""
    follow = load_yaml_dict(ROOT / ".github" / "workflows" / "follow.yml")
    said = follow["jobs"]["follow"]["steps"][-1]["run"]
    [(started, branch)] = re.findall(r"gh workflow run (\S+) --ref (\S+)", said)
    assert f"--head {branch}" in said
    test = ROOT / ".github" / "workflows" / started
    assert re.search(r"^  workflow_dispatch:", test.read_text("utf-8"), re.MULTILINE)


def test_actions_are_kept_up_to_date() -> None:
    """By a bot, which keeps the commit and the name of its version together."""
    config = load_yaml_dict(ROOT / ".github" / "dependabot.yml")
    [update] = config["updates"]
    assert update["package-ecosystem"] == "github-actions"


@pytest.mark.skipif(not ACTIONLINT.exists(), reason="no actionlint for this system")
def test_workflows_are_valid() -> None:
    """As actionlint reads them: keys, expressions, contexts and who calls whom."""
    checks = [str(ACTIONLINT), "-shellcheck=", "-pyflakes=", *map(str, WORKFLOWS)]
    found = subprocess.run(  # noqa: S603 - a tool of the tests
        checks, check=False, capture_output=True, text=True
    )
    assert not found.returncode, found.stdout + found.stderr


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_issue_forms(path: Path) -> None:
    """Each field is named, and each form asks for what a simulated device needs."""
    form = load_yaml_dict(path)
    assert form["name"]
    assert form["description"]
    fields = [field for field in form["body"] if field["type"] != "markdown"]
    assert all(field["attributes"]["label"] for field in fields)
    ids = [field["id"] for field in fields]
    assert len(ids) == len(set(ids))
    assert {"diagnostics", "document", "device"} <= set(ids)


_CONTRIBUTING = (ROOT / "docs" / "contributing.md").read_text("utf-8")
# Where the paths of the page begin.
_BASES = (ROOT, ROOT / "custom_components" / "hwgroup")


def _found(path: str) -> list[Path]:
    bases = [*_BASES, *(base / "alerts" for base in _BASES)]
    return [base / path for base in bases if (base / path).exists()]


def test_contributing_names_files_that_exist() -> None:
    """With their folder, or with a file of the same sentence in that folder."""
    for line in _CONTRIBUTING.splitlines():
        paths = re.findall(r"`([a-z_/]+(?:\.py|/))`", line)
        folders = {found.parent for path in paths for found in _found(path)}
        for path in paths:
            beside = any((folder / path).exists() for folder in folders)
            assert _found(path) or beside, line


def test_contributing_names_constants_that_exist() -> None:
    """Each one in a file that its row names."""
    table = _CONTRIBUTING.partition("## How do I")[2].partition("## ")[0]
    rows = [row for row in table.splitlines() if re.search(r"`_?[A-Z][A-Z_]{4,}`", row)]
    assert len(rows) >= 5
    for row in rows:
        files = [
            found
            for path in re.findall(r"`([\w/]+\.py)`", row)
            for found in _found(path)
        ]
        code = "\n".join(file.read_text("utf-8") for file in files)
        for constant in re.findall(r"`(_?[A-Z][A-Z_]{4,})`", row):
            assert constant.startswith("HWGROUP") or f"{constant}:" in code, (
                constant,
                row,
            )
