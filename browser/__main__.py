"""Use Home Assistant in a browser, and take the pictures of the docs."""

from argparse import ArgumentParser, Namespace
import asyncio
from collections.abc import Sequence
from pathlib import Path
import sys
from tempfile import gettempdir

from playwright.async_api import Error, async_playwright

from demo.report import Report, StepError

from .by_phone import reach_by_phone
from .crowd import crowd
from .energy import show_energy
from .film import make_film
from .gallery import DOCS, Gallery
from .house import house
from .pages import PHONE, show_dashboard, show_pages
from .person import sit_down
from .story import Story


def parse(argv: Sequence[str] | None) -> Namespace:
    """Read the command line."""
    parser = ArgumentParser(
        prog="scripts/browser",
        description="Clicks through Home Assistant's own pages as a person does, and"
        " renews the pictures of the docs. Needs Chromium.",
    )
    parser.add_argument(
        "--chromium", default="/usr/bin/chromium", help="where Chromium is"
    )
    parser.add_argument(
        "--first",
        action="store_true",
        help="only the first step, and no pictures for the docs: whether it works",
    )
    parser.add_argument(
        "--crowd",
        type=int,
        metavar="N",
        help="only pictures of the dashboard of so many devices, none for the docs",
    )
    return parser.parse_args(argv)


async def run(chromium: str, gallery: Gallery, *, first: bool) -> None:
    """Tell the whole story or its first step; a step that fails ends it."""
    report = Report()
    async with house(report) as running, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        person = await sit_down(browser, running.api)
        phone = await sit_down(browser, running.api, PHONE)
        story = Story(report, running, person, phone, gallery)
        await story.add_devices()
        if not first:
            await story.tell()
            await show_dashboard(report, browser, running.api, gallery, "dashboard")
            await story.break_notifier()
            await show_pages(report, browser, running, gallery)
            await story.see_repair()
            await reach_by_phone(report, running, person, gallery)
            await story.mend_notifier()
            await show_energy(report, running, person, gallery)
        await browser.close()
        with report.step("Home Assistant's log"):
            for line in running.home_assistant.bad_lines():
                raise StepError(line)


async def show_crowd(chromium: str, gallery: Gallery, count: int) -> None:
    """Take pictures of the dashboard of many devices."""
    report = Report()
    async with crowd(report, count) as api, async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox"]
        )
        await show_dashboard(report, browser, api, gallery, f"dashboard_of_{count}")
        await browser.close()


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command."""
    arguments = parse(argv)
    first, count, chromium = arguments.first, arguments.crowd, arguments.chromium
    folder = Path(gettempdir()) / "hwgroup-pictures"
    gallery = Gallery(folder, None if first or count else DOCS)
    try:
        if count:
            asyncio.run(show_crowd(chromium, gallery, count))
        else:
            asyncio.run(run(chromium, gallery, first=first))
    except (StepError, Error, OSError) as error:
        for note in getattr(error, "__notes__", ()):
            print(f"\nThe end of Home Assistant's log:\n{note}", file=sys.stderr)
        print(f"\nscripts/browser: {error}", file=sys.stderr)
        return 1
    if not first and not count:
        make_film(DOCS)
    print(f"\nAll is well. All pictures are in {gallery.folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
