"""Pictures of pages, once they stand still; some of them are published."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import Locator, Page

from demo.report import StepError

DOCS: Final = Path(__file__).parent.parent / "docs" / "images"
MOST_BYTES: Final = 150_000
LOOKS: Final = 25
PAUSE: Final = 0.2
MARGIN: Final = 8


class Gallery:
    """Keeps all pictures in a folder, and those of the docs among the docs, too."""

    def __init__(self, folder: Path, docs: Path | None) -> None:
        """Choose the folders; without one for the docs nothing is published."""
        self.folder, self._docs = folder, docs
        for each in filter(None, (folder, docs)):
            each.mkdir(parents=True, exist_ok=True)

    async def take(
        self,
        page: Page,
        name: str,
        *,
        dialog: bool = False,
        only: Locator | None = None,
        published: bool = False,
    ) -> None:
        """Take a picture of a page, of a part of it, or of the dialog that is open."""
        image = await _still(page)
        if dialog:
            only = page.locator("dialog").filter(visible=True).last
        if only is not None:
            image = image.crop(await _around(only))
        image.save(self.folder / f"{name}.png")
        if published and self._docs is not None:
            _publish(image, self._docs / f"{name}.png")

    async def take_as_is(self, page: Page, name: str) -> Path:
        """Take a picture of whatever is there now, and return where it is."""
        path = self.folder / f"{name}.png"
        await page.screenshot(path=path)
        return path


async def _still(page: Page) -> Image.Image:
    """Take pictures until two are the same, such as when a graph has been drawn."""
    before = b""
    for _ in range(LOOKS):
        picture = await page.screenshot(animations="disabled")
        if picture == before:
            break
        before = picture
        await asyncio.sleep(PAUSE)
    return Image.open(BytesIO(picture)).convert("RGB")


async def _around(part: Locator) -> tuple[int, int, int, int]:
    box = await part.bounding_box()
    if box is None:
        raise StepError("what the picture is of is not there")
    left, top = int(box["x"]), int(box["y"])
    right, bottom = left + int(box["width"]), top + int(box["height"])
    return left - MARGIN, top - MARGIN, right + MARGIN, bottom + MARGIN


def _publish(image: Image.Image, path: Path) -> None:
    """Write a picture with as few colours as it takes to look the same."""
    # Without a step of k-means, a white page would be green or blue.
    method = Image.Quantize.MAXCOVERAGE
    small = image.quantize(256, method, kmeans=1, dither=Image.Dither.NONE)
    small.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise StepError(f"{path.name} has {path.stat().st_size} bytes")
