"""The way to the first alert as one animated picture, made of those of the docs."""

from pathlib import Path
from typing import Final

from PIL import Image

from demo.report import StepError

NAME: Final = "first_alert.gif"
# In the order in which a person sees them.
SCENES: Final = (
    "search",
    "recipient",
    "preview",
    "dashboard_desktop_light",
    "alerts_desktop_light",
)
SIZE: Final = (840, 640)
MILLISECONDS: Final = 2500
MOST_BYTES: Final = 1_500_000
_PAPER: Final = (240, 240, 240)


def make_film(folder: Path) -> Path:
    """Write the film of the pictures in a folder beside them, and return where it is."""
    scenes = [_scene(folder / f"{name}.png") for name in SCENES]
    path = folder / NAME
    scenes[0].save(
        path,
        save_all=True,
        append_images=scenes[1:],
        duration=MILLISECONDS,
        loop=0,
        optimize=True,
    )
    if (size := path.stat().st_size) > MOST_BYTES:
        raise StepError(f"{path.name} has {size} bytes")
    return path


def _scene(path: Path) -> Image.Image:
    """Return a picture in the middle of a scene, made smaller where it has to be."""
    with Image.open(path) as picture:
        # Of a page that is longer than a screen, the upper part.
        height = min(picture.height, picture.width * SIZE[1] // SIZE[0])
        longest = picture.height if picture.width < SIZE[0] else height
        image = picture.convert("RGB").crop((0, 0, picture.width, longest))
    image.thumbnail(SIZE, Image.Resampling.LANCZOS)
    scene = Image.new("RGB", SIZE, _PAPER)
    (width, height), (wide, high) = image.size, SIZE
    scene.paste(image, ((wide - width) // 2, (high - height) // 2))
    return scene.quantize(
        128, Image.Quantize.MAXCOVERAGE, kmeans=1, dither=Image.Dither.NONE
    )
