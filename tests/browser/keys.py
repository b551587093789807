"""Somebody who has a keyboard and no mouse."""

import re
from typing import Any, Literal, Self

from playwright.async_api import Locator, expect

from tests.browser.visitors import Visitor, Visits

Role = Literal["button", "checkbox", "combobox", "link"]
FIELDS = "input:not([type=radio], [type=checkbox]), textarea"

# No screen has more between two of its controls.
FARTHEST = 60
# A date is one control for the page, and several for who tabs through it.
PARTS_OF_ONE = 6
HERE = """() => {
  const here = document.activeElement;
  if (!here || here === document.body) return {name: "(nothing)", seen: false, ring: false};
  const {top, left, bottom, right} = here.getBoundingClientRect();
  const named = here.labels?.length ? [...here.labels] : [here];
  const name = here.ariaLabel ?? named.map((it) => it.innerText).join();
  return {
    name: `${here.role ?? here.localName} ${name.replace(/\\s+/g, " ")}`.slice(0, 60),
    seen: bottom > 0 && right > 0 && top < innerHeight && left < innerWidth,
    ring: getComputedStyle(here).outlineStyle !== "none",
  };
}"""


class Keys:
    """What one does with a keyboard, and what one then sees: nothing here clicks or fills in."""

    def __init__(self, visitor: Visitor) -> None:
        self._page = visitor.page
        self._main = visitor.main

    @classmethod
    async def of(cls, visits: Visits, username: str, path: str = "/", **look: Any) -> Self:
        """Somebody who has opened an address, and begins at its heading."""
        keys = cls(await visits(username, path, **look))
        await expect(keys._page.get_by_role("heading", level=1)).to_be_focused()
        return keys

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        for key in keys:
            await self._page.keyboard.press(key)

    async def letter(self, key: str, choice: str) -> None:
        """Press the letter of a choice, which is there already."""
        wanted = self._page.get_by_role("radio", name=choice, exact=True)
        await expect(wanted).to_be_visible()
        await self.press(key)
        await expect(wanted).to_be_checked()

    async def to(self, role: Role, name: str | re.Pattern[str]) -> None:
        """Go on by Tab until a control has the focus, and see that it has it."""
        wanted = self._page.get_by_role(role, name=name, exact=True)
        await expect(wanted.first).to_be_visible()
        await self._tab_to(wanted, f"{role} {name}")

    async def back_to(self, role: Role, name: str | re.Pattern[str]) -> None:
        """The other way round, by Shift+Tab."""
        await self._tab_to(self._page.get_by_role(role, name=name), f"{role} {name}", "Shift+Tab")

    async def do(self, name: str | re.Pattern[str], role: Role = "button") -> None:
        """Go to a button or a link, and press Enter."""
        await self.to(role, name)
        await self.press("Enter")

    async def follow(self, name: str | re.Pattern[str]) -> None:
        """Go to a link, and press Enter."""
        await self.do(name, "link")

    async def write(self, name: str, text: str) -> None:
        """Go to a field, and type something in place of what is there."""
        wanted = self._field(name)
        await expect(wanted.first).to_be_visible()
        await self._tab_to(wanted, name)
        await self.press("ControlOrMeta+A")
        await self._page.keyboard.type(text)

    async def date(self, name: str, month: int, day: int, year: int) -> None:
        """Go to a date, and type it in the order of the browser's language."""
        wanted = self._page.get_by_label(name)
        await self._tab_to(wanted, name)
        await self._page.keyboard.type(f"{month:02}{day:02}{year}")
        await expect(wanted).to_have_value(f"{year}-{month:02}-{day:02}")

    async def choose(self, name: str | re.Pattern[str]) -> None:
        """Go into a group of which one is chosen, and by the arrows to this one."""
        wanted = self._page.get_by_role("radio", name=name, exact=True)
        await expect(wanted).to_be_visible()
        group = await wanted.get_attribute("name")
        await self._tab_to(self._page.locator(f'[name="{group}"]'), f"the group of {name}")
        for _ in range(FARTHEST):
            if await self._is_at(wanted):
                break
            await self.press("ArrowDown")
        if not await wanted.is_checked():
            await self.press("Space")
        await expect(wanted).to_be_checked()

    async def tick(self, name: str | re.Pattern[str]) -> None:
        """Go to a box, and tick it."""
        await self.to("checkbox", name)
        await self.press("Space")
        await expect(self._page.get_by_role("checkbox", name=name, exact=True)).to_be_checked()

    async def select(self, name: str, option: str) -> None:
        """Go to a list that drops down, and type what is wanted of it."""
        await self.to("combobox", name)
        await self._page.keyboard.type(option)
        chosen = self._page.get_by_role("combobox", name=name).locator("option:checked")
        await expect(chosen).to_have_text(option)

    async def filter(self, name: str, option: str) -> None:
        """Open a filter's menu, tick one of its boxes, and close it."""
        await self.do(name)
        wanted = self._page.get_by_role("checkbox", name=option, exact=True)
        await expect(wanted).to_be_visible()
        for _ in range(FARTHEST):
            if await self._is_at(
                self._page.get_by_role("menuitem", name=option)
            ) or await self._is_at(wanted):
                break
            await self.press("ArrowDown")
        await self.press("Space")
        await expect(wanted).to_be_checked()
        await self.press("Escape")
        await expect(self._page.get_by_role("button", name=name, exact=True).first).to_be_focused()

    async def sees(self, *texts: str) -> None:
        """The screen says all of this."""
        for text in texts:
            await expect(self._main).to_contain_text(text)

    async def sees_no_more(self, text: str) -> None:
        """The screen does not say this, or no more."""
        await expect(self._main).not_to_contain_text(text)

    async def sees_dialog(self, title: str) -> None:
        """A dialog lies over the screen."""
        await expect(self._page.get_by_role("dialog", name=title)).to_be_visible()

    async def is_told(self, *texts: str) -> None:
        """The screen interrupts, and says all of this."""
        for text in texts:
            await expect(self._main.get_by_role("alert").first).to_contain_text(text)

    async def is_in(self, name: str, text: str) -> None:
        """The focus is in a field that has this text."""
        await expect(self._field(name)).to_be_focused()
        await expect(self._field(name)).to_have_value(text)

    async def is_at(self, text: str) -> None:
        """What has the focus says this."""
        await expect(self._page.locator(":focus")).to_contain_text(text)

    async def is_on(self, title: str) -> None:
        """A screen has come, and its heading has the focus."""
        await expect(self._page.get_by_role("heading", level=1, name=title)).to_be_focused()
        await expect(self._page.locator("main [aria-busy=true]")).to_have_count(0)

    def _field(self, name: str) -> Locator:
        named = self._page.get_by_label(re.compile(rf"^{re.escape(name)}"))
        return named.and_(self._page.locator(FIELDS))

    async def _is_at(self, wanted: Locator) -> bool:
        return await wanted.and_(self._page.locator(":focus")).count() > 0

    async def _tab_to(self, wanted: Locator, what: str, key: str = "Tab") -> None:
        await expect(self._page.locator(":focus"), "the focus was lost").to_have_count(1)
        passed: list[str] = []
        while not await self._is_at(wanted):
            await self.press(key)
            passed.append((await self._page.evaluate(HERE))["name"])
            stuck = len(passed) > PARTS_OF_ONE and len({*passed[-PARTS_OF_ONE:]}) == 1
            assert len(passed) < FARTHEST and not stuck, f"no way by Tab to {what}: {passed}"
        here = await self._page.evaluate(HERE)
        assert here["seen"] and here["ring"], f"one does not see that it has the focus: {here}"
