"""One officer at the browser, speaking in the words on the screen."""

from __future__ import annotations

from datetime import date


class Officer:
    """Opens pages, fills forms, presses buttons by their words; reads what is told."""

    def __init__(self, town, username: str, width: int = 1280) -> None:
        self.town, self.username, self.page = town, username, town.sign_in(username, width)

    def opens(self, url: str) -> Officer:
        self.page.goto(url)
        return self

    def fills(self, **fields: str) -> Officer:
        for name, value in fields.items():
            field = self.field(name)
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            elif field.get_attribute("type") in ("checkbox", "radio"):
                field.set_checked(value == "y")
            else:
                field.fill(value)
        return self

    def forgets(self, label: str) -> Officer:
        """What was chosen in that box is not chosen any more."""
        box = self.page.get_by_role("combobox", name=label)
        box.fill("")
        box.blur()
        return self

    def field(self, name: str):
        return self.page.locator(f"main [name={name}]:visible, main [name={name}][type=hidden]").first

    def keeps(self, **fields: str) -> Officer:
        """What was typed is still there."""
        for name, value in fields.items():
            field = self.field(name)
            ticks = field.get_attribute("type") == "checkbox"
            found = ("y" if field.is_checked() else "") if ticks else field.input_value()
            assert found == value, f"{self.username} typed “{value}” into {name}, now “{found}”"
        return self

    def presses(self, words: str) -> Officer:
        self.page.locator("main").get_by_role("button", name=words, exact=True).first.click()
        self.page.wait_for_load_state()
        return self

    def follows(self, words: str) -> Officer:
        self.page.locator("main").get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()
        return self

    def reads(self, *words: str) -> Officer:
        text = self.page.locator("body").inner_text()
        for word in words:
            assert word in text, f"{self.username} does not read “{word}” on {self.page.url}:\n{text[:3000]}"
        return self

    def does_not_read(self, *words: str) -> Officer:
        html = self.page.content()
        for word in words:
            assert word not in html, f"{self.username} reads “{word}” on {self.page.url}"
        return self

    def is_told(self, status: int, url: str) -> Officer:
        """What the server answers to that address: 403 or 404 where it is not the officer's."""
        answer = self.page.goto(url)
        assert answer.status == status, f"{self.username} gets {answer.status} from {url}"
        return self

    def recommends(self, day: date, **typed: str) -> Officer:
        """From the tab of services: the best job of the pool, handed over that day; not saved yet."""
        self.follows("为他找岗位")
        self.page.locator(".match:not(.barred) a", has_text="推荐").first.click()
        told = {"delivered_on": str(day), "delivered_way": "person", "receipt": "本人签收",
                "answered_on": str(day)}
        return self.fills(**told | typed)
