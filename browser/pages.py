"""The main pages as everybody gets to see them: on a desk and a phone, light and dark."""

from typing import Final

from playwright.async_api import Browser

from demo.report import Report

from .gallery import Gallery
from .house import House
from .person import DESKTOP, sit_down

PHONE: Final = (390, 844)
LOOKS: Final = {
    "desktop_light": (DESKTOP, False),
    "desktop_dark": (DESKTOP, True),
    "phone_light": (PHONE, False),
    "phone_dark": (PHONE, True),
}
# Which pages the docs show, and how.
PUBLISHED: Final = (
    "dashboard_desktop_light",
    "dashboard_phone_dark",
    "alerts_desktop_light",
)
DASHBOARD: Final = "/hw-group"
# Its graphs are further down than a screen shows at once.
TALLER: Final = 2


async def show_pages(
    report: Report, browser: Browser, house: House, gallery: Gallery
) -> None:
    """Take a picture of each page in each way."""
    pages = {
        "dashboard": (DASHBOARD, "Highest severity"),
        "device": (await _device(house, "Cold store"), "Corridor"),
        "alerts": (await _device(house, "HW group alerts"), "Highest severity"),
        "integration": ("/config/integrations/integration/hwgroup", "Boiler room"),
    }
    for look, (size, dark) in LOOKS.items():
        with report.step(f"Pages: {look.replace('_', ', ')}"):
            person = await sit_down(browser, house.api, size, dark=dark)
            for name, (path, text) in pages.items():
                picture = f"{name}_{look}"
                width, height = size
                if name == "dashboard":
                    height *= TALLER
                await person.page.set_viewport_size({"width": width, "height": height})
                await person.go(path)
                await person.see(text)
                published = picture in PUBLISHED
                await gallery.take(person.page, picture, published=published)
            await person.page.context.close()


async def _device(house: House, name: str) -> str:
    return f"/config/devices/device/{await house.device_id(name)}"
