"""Pictures of pages, once they stand still; some of them are published."""

import asyncio
from io import BytesIO
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.async_api import FloatRect, Page

PUBLISHED: Final = Path(__file__).parent.parent / "docs" / "images"
MOST_BYTES: Final = 150_000
LOOKS: Final = 25
PAUSE: Final = 0.2
MARGIN: Final = 8


class Gallery:
    """Keeps all pictures in a folder, and those of the docs among the docs, too."""

    def __init__(self, folder: Path) -> None:
        """Choose the folder."""
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        PUBLISHED.mkdir(exist_ok=True)

    async def take(
        self, page: Page, name: str, *, dialog: bool = False, published: bool = False
    ) -> None:
        """Take a picture of a page, or of the dialog that is open."""
        picture = await _still(page, await _around_dialog(page) if dialog else None)
        (self.folder / f"{name}.png").write_bytes(picture)
        if published:
            _publish(picture, name)

    async def take_as_is(self, page: Page, name: str) -> Path:
        """Take a picture of whatever is there now, and return where it is."""
        path = self.folder / f"{name}.png"
        await page.screenshot(path=path)
        return path


async def _still(page: Page, clip: FloatRect | None) -> bytes:
    """Take pictures until two are the same, such as when a graph has been drawn."""
    before = b""
    for _ in range(LOOKS):
        picture: bytes = await page.screenshot(animations="disabled", clip=clip)
        if picture == before:
            break
        before = picture
        await asyncio.sleep(PAUSE)
    return picture


async def _around_dialog(page: Page) -> FloatRect:
    """Return where the dialog is; that of a picker spans the page, and is empty."""
    dialogs = await page.locator("dialog").filter(visible=True).all()
    boxes = [box for dialog in dialogs if (box := await dialog.bounding_box())]
    box = min(boxes, key=lambda box: box["width"])
    return {
        "x": max(box["x"] - MARGIN, 0),
        "y": max(box["y"] - MARGIN, 0),
        "width": box["width"] + 2 * MARGIN,
        "height": box["height"] + 2 * MARGIN,
    }


def _publish(picture: bytes, name: str) -> None:
    """Write a picture with as few colours as it takes to look the same."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    small = image.quantize(
        256, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE
    )
    path = PUBLISHED / f"{name}.png"
    small.save(path, optimize=True)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes")
