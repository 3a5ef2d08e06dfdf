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
DASHBOARD: Final = "hw-group"
# Its graphs are further down than a screen shows at once.
TALLER: Final = 2


async def show_pages(
    report: Report, browser: Browser, house: House, gallery: Gallery
) -> None:
    """Take a picture of each page in each way."""
    pages = {
        "dashboard": (f"/{DASHBOARD}", "Highest severity"),
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


async def add_dashboard(house: House) -> None:
    """Make a dashboard of the view that the integration writes."""
    answer = await house.api.post(
        "/api/services/hwgroup/get_dashboard?return_response", {}
    )
    await house.api.command(
        "lovelace/dashboards/create",
        url_path=DASHBOARD,
        title="HW group",
        icon="mdi:thermometer",
        mode="storage",
        require_admin=False,
        show_in_sidebar=True,
    )
    await house.api.command(
        "lovelace/config/save",
        url_path=DASHBOARD,
        config={"views": [answer["service_response"]]},
    )


async def _device(house: House, name: str) -> str:
    return f"/config/devices/device/{await house.device_id(name)}"
