"""Somebody in front of Home Assistant's frontend, who reads, presses and types."""

import json
from time import time
from typing import Final

from playwright.async_api import Browser, Locator, Page

from demo.api import Api

SECONDS: Final = 30.0
DESKTOP: Final = (1280, 800)


class Person:
    """Does what a person does, and waits for what a person would wait for."""

    def __init__(self, page: Page) -> None:
        """Sit down in front of a page."""
        self.page = page
        self.clicks = 0
        """How often the person has clicked, or tapped, so far."""

    async def click(self, what: Locator) -> None:
        """Click once."""
        self.clicks += 1
        await what.click()

    async def go(self, path: str) -> None:
        """Open a page of Home Assistant."""
        await self.page.goto(path)

    async def see(self, text: str, *, seconds: float = SECONDS) -> None:
        """Wait for a text."""
        await self._text(text).first.wait_for(timeout=seconds * 1000)

    async def see_no_more(self, text: str) -> None:
        """Wait until a text is nowhere."""
        await self._text(text).first.wait_for(state="hidden")

    async def press(self, name: str) -> None:
        """Press a button that is called so."""
        buttons = self.page.get_by_role("button", name=name).filter(visible=True)
        await self.click(buttons.first)

    async def tick(self, item: str) -> None:
        """Tick an item of a list."""
        items = self.page.locator("ha-check-list-item").filter(has_text=item)
        await self.click(items.locator("ha-checkbox"))

    async def read(self, kind: str) -> list[str]:
        """Return the texts of all elements of a kind, from the top of the page."""
        shown = self.page.locator(kind).filter(visible=True)
        texts: list[str] = await shown.all_inner_texts()
        return texts

    async def press_at(self, row: str, name: str = "Press") -> None:
        """Press what is called so in the row of an entity."""
        rows = self.page.locator("hui-button-entity-row").filter(has_text=row)
        await self.click(rows.get_by_text(name))

    async def choose(
        self, text: str, *, kind: str | None = None, exact: bool = False
    ) -> None:
        """Choose what has a text, from a list or a menu: the foremost one."""
        if kind is None:
            await self.click(self._text(text, exact=exact).last)
        else:
            await self.click(
                self.page.locator(kind).filter(has_text=text).filter(visible=True).last
            )

    async def type_into(self, label: str, text: str) -> None:
        """Type into a field, which the tab key reaches; what was there goes."""
        by_role = self.page.get_by_role
        fields = by_role("textbox", name=label).or_(by_role("spinbutton", name=label))
        field = fields.filter(visible=True).first
        await field.fill(text)

    async def search(self, text: str, *, hint: str = "Search") -> None:
        """Type into the search field that has opened last."""
        field = self.page.get_by_placeholder(hint).filter(visible=True).last
        await field.fill(text)

    async def pick(self, text: str) -> None:
        """Search in the list that a picker has opened, and take the last match."""
        box = self.page.locator("ha-picker-combo-box").filter(visible=True).last
        await box.get_by_placeholder("Search").fill(text)
        await self.click(
            self.page.locator("ha-combo-box-item").filter(has_text=text).last
        )
        await box.wait_for(state="hidden")

    def _text(self, text: str, *, exact: bool = False) -> Locator:
        return self.page.get_by_text(text, exact=exact).filter(visible=True)


async def sit_down(
    browser: Browser,
    api: Api,
    size: tuple[int, int] = DESKTOP,
    *,
    dark: bool = False,
    language: str = "en",
) -> Person:
    """Open a browser of this size for somebody who is logged in."""
    context = await browser.new_context(
        base_url=api.url,
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if dark else "light",
    )
    context.set_default_timeout(SECONDS * 1000)
    expires = int((time() + api.tokens["expires_in"]) * 1000)
    tokens = api.tokens | {
        "hassUrl": api.url,
        "clientId": api.client_id,
        "expires": expires,
    }
    kept = json.dumps(json.dumps(tokens))
    chosen = json.dumps(json.dumps(language))
    await context.add_init_script(
        f"localStorage.hassTokens = {kept}; localStorage.selectedLanguage = {chosen}"
    )
    return Person(await context.new_page())
