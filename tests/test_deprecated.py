"""What Home Assistant warns of, where our code causes it."""

import subprocess
import sys

from custom_components.hwgroup.const import DOMAIN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import frame
from homeassistant.loader import async_get_integration

from .conftest import names_us
from .imports import ROOT

_IMPORT_ALL = """
import importlib, logging, sys
logging.basicConfig(format="%(message)s")
for name in sys.argv[1:]:
    importlib.import_module(name)
"""


async def test_it_is_noticed(hass: HomeAssistant, deprecations: list[str]) -> None:
    """As Home Assistant words it: the test in which it happens fails by that."""
    await async_get_integration(hass, DOMAIN)
    frame.report_usage(
        "uses what nobody should",
        integration_domain=DOMAIN,
        core_behavior=frame.ReportBehavior.LOG,
        custom_integration_behavior=frame.ReportBehavior.LOG,
        breaks_in_ha_version="2099.1",
    )
    assert len(deprecations) == 1
    deprecations.clear()


def test_none_by_an_import() -> None:
    """A module is imported once, mostly before there is a test that could notice."""
    modules = (
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for path in (ROOT / "custom_components" / DOMAIN).rglob("*.py")
    )
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, "-c", _IMPORT_ALL, *modules],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    assert [line for line in done.stderr.splitlines() if names_us(line)] == []
