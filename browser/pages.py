"""The main pages as everybody gets to see them: on a desk and a phone, light and dark."""

from typing import Final

from playwright.async_api import Browser

from demo.api import Api
from demo.report import Report

from .gallery import Gallery
from .house import House
from .person import DESKTOP, sit_down

PHONE: Final = (390, 844)
# Of the whole house, each in English.
LOOKS: Final = {
    "desktop_light": (DESKTOP, False),
    "desktop_dark": (DESKTOP, True),
    "phone_light": (PHONE, False),
    "phone_dark": (PHONE, True),
}
# The dashboard once more on a phone, in each of the other languages.
LANGUAGES: Final = ("cs", "de", "fr")
# Which pictures the docs show.
PUBLISHED: Final = (
    "preview",
    "recipient",
    "search",
    "trigger",
    "dashboard_desktop_light",
    "dashboard_phone_dark",
    "alerts_desktop_light",
    "deliveries",
    "energy",
)
DASHBOARD: Final = "/hw-group"
# Its graphs are further down than a screen shows at once.
TALLER: Final = 2


async def show_pages(
    report: Report, browser: Browser, house: House, gallery: Gallery
) -> None:
    """Take a picture of each page in each look."""
    pages = {
        "device": (await _device(house, "Cold store"), "Corridor"),
        "alerts": (await _device(house, "HW group alerts"), "Highest severity"),
        "integration": ("/config/integrations/integration/hwgroup", "Boiler room"),
    }
    for look, (size, dark) in LOOKS.items():
        with report.step(f"Pages: {look.replace('_', ', ')}"):
            person = await sit_down(browser, house.api, size, dark=dark)
            for name, (path, text) in pages.items():
                picture = f"{name}_{look}"
                await person.go(path)
                await person.see(text)
                published = picture in PUBLISHED
                await gallery.take(person.page, picture, published=published)
            await person.page.context.close()


async def show_dashboard(
    report: Report, browser: Browser, api: Api, gallery: Gallery, name: str
) -> None:
    """Take pictures of the dashboard: in each look, and in each language on a phone."""
    looks = {look: (*how, "en") for look, how in LOOKS.items()}
    looks |= {
        f"phone_light_{language}": (PHONE, False, language) for language in LANGUAGES
    }
    for look, (size, dark, language) in looks.items():
        with report.step(f"{name}: {look.replace('_', ', ')}"):
            person = await sit_down(browser, api, size, dark=dark, language=language)
            width, height = size
            await person.page.set_viewport_size(
                {"width": width, "height": height * TALLER}
            )
            await person.go(DASHBOARD)
            await person.page.locator("hui-heading-card").first.wait_for()
            picture = f"{name}_{look}"
            published = picture in PUBLISHED
            await gallery.take(person.page, picture, published=published)
            await person.page.context.close()


async def _device(house: House, name: str) -> str:
    return f"/config/devices/device/{await house.device_id(name)}"
