"""Somebody in front of a browser, who looks closely at every page he comes to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import yaml
from playwright.sync_api import expect

from tests.node import until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, FilePayload, Locator, StorageState

AXE = (Path(__file__).resolve().parent / "vendor/axe.min.js").read_text(encoding="utf-8")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
# Axe leaves empty `style` attributes behind; HTMX would carry them over, against the policy.
LOOK = f"""async () => {{ {AXE}
    const found = await axe.run({{runOnly: {RULES}, resultTypes: ["violations"]}});
    document.querySelectorAll('[style=""]').forEach((one) => one.removeAttribute("style"));
    return found.violations.map((one) => [one.id, one.nodes[0].html]) }}"""
# What tells pages apart: address without numbers, width, headings, and how much was declined.
KIND = r"""() => [
    location.pathname.replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\d+/g, "#"), innerWidth,
    document.querySelectorAll('[aria-invalid="true"], [role="alert"], dialog[open]').length,
    ...[...document.querySelectorAll("h1, h2, legend")].map((one) => one.textContent.trim()),
].join("|").replace(/\d{6,}/g, "#")"""
_accessible: set[str] = set()
PEOPLE = Path(__file__).resolve().parents[2] / "src/tongban/demo/data/people.yaml"
PASSWORD = str(yaml.safe_load(PEOPLE.read_text(encoding="utf-8"))["password"])
# What Chromium writes when a page is answered with a status that the journey expects.
SOON = 30
DECLINED = re.compile(r"status of (403|404|409|413|422) ")


def beginning(words: str) -> re.Pattern[str]:
    """What a link or button is called, to which hidden words may be added for screen readers."""
    return re.compile(rf"^\s*{re.escape(words)}")


class Person:
    """A browser of one's own: its cookies, its width, its page.

    Each page that is opened has to be accessible, to fit the width, and to be silent on the
    console, where a broken content security policy would speak.
    """

    def __init__(
        self, browser: Browser, address: str, *, width: int, session: StorageState | None = None
    ) -> None:
        self.address = address
        self.context = browser.new_context(
            base_url=address,
            locale="zh-CN",
            viewport={"width": width, "height": 900},
            storage_state=session,
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(15_000)
        self.said: list[str] = []
        self.page.on("console", self._hear)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def _hear(self, word: ConsoleMessage) -> None:
        expected = DECLINED.search(word.text) and word.location["url"] == self.page.url
        said = f"{word.text} ({word.location['url']})"
        if word.type == "error" and not expected and said not in self.said:
            self.said.append(said)

    def leave(self) -> None:
        """Close the browser; nothing may have been said on the console till then."""
        self.context.close()
        assert self.said == []

    def look(self) -> None:
        """Check the page that is shown: accessible, no wider than the window, silent.

        Of pages that are alike the first one is asked whether it is accessible.
        """
        here, kind = self.page.url, str(self.page.evaluate(KIND))
        if kind not in _accessible:
            assert (self.page.evaluate(LOOK), here) == ([], here)
            _accessible.add(kind)
        too_wide = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (max(too_wide, 0), here) == (0, here)
        assert self.said == []

    def go(self, address: str, *, status: int = 200) -> None:
        """Open an address and look at the page."""
        answer = self.page.goto(address)
        assert answer is not None
        assert (answer.status, address) == (status, address)
        self.look()

    def follow(self, words: str, *, within: str = "body") -> None:
        """Follow the first link that begins with these words."""
        self._leaving(self.page.locator(within).get_by_role("link", name=beginning(words)))

    def press(self, words: str, *, within: str = "body") -> None:
        """Press the first button that begins with these words; a new page comes."""
        self._leaving(self.page.locator(within).get_by_role("button", name=beginning(words)))

    def _leaving(self, target: Locator) -> None:
        with self.page.expect_navigation():
            target.filter(visible=True).first.click()
        self.look()

    def open_beside(self, selector: str) -> None:
        """Follow the first link that a selector finds."""
        self._leaving(self.page.locator(selector))

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def choose(self, question: str, *options: str) -> None:
        """Choose among radio buttons, tick boxes, or pick from a list."""
        group = self.page.get_by_role("group", name=question)
        if group.count():
            for option in options:
                named = re.compile(rf"^\s*{re.escape(option)}(（.*）)?\s*$")
                group.first.get_by_label(named).check()
        else:
            self.page.get_by_label(question).first.select_option(label=options[0])

    def tick(self, label: str) -> None:
        self.page.get_by_label(label).first.check()

    def attach(self, label: str, *files: Path | FilePayload) -> None:
        """Put files into the file field with this label."""
        field = self.page.get_by_label(label).first
        if files and isinstance(files[0], Path):
            field.set_input_files([str(file) for file in files])
        else:
            field.set_input_files([file for file in files if not isinstance(file, Path)])

    def reads(self, *sentences: str) -> None:
        """See each sentence on the page."""
        for sentence in sentences:
            expect(self.page.get_by_text(sentence).filter(visible=True).first).to_be_visible()

    def finds_no(self, *sentences: str) -> None:
        """See none of the sentences on the page."""
        for sentence in sentences:
            expect(self.page.get_by_text(sentence)).to_have_count(0)

    def download(self, words: str) -> bytes:
        """Save the file behind the first link that begins with these words."""
        with self.page.expect_download() as saved:
            self.page.get_by_role("link", name=beginning(words)).first.click()
        return Path(saved.value.path()).read_bytes()

    def title(self) -> str:
        return self.page.locator("h1").inner_text()

    def sign_in(self, username: str, *, staff: bool = False) -> None:
        """Open the door for people or for staff and sign in."""
        self.go("/accounts/staff/login/" if staff else "/accounts/login/")
        self.give_password(username)

    def give_password(self, username: str) -> None:
        """Fill in the sign-in page that is shown."""
        self.page.locator("#id_login").fill(username)
        self.page.locator("#id_password").fill(PASSWORD)
        self.press("登录", within="main")

    def await_words(self, address: str, words: str) -> None:
        """Wait until a page says something that the job worker brings about, then open it."""
        until(lambda: words in self.context.request.get(address).text(), SOON)
        self.go(address)
        self.reads(words)

    def fact(self, term: str) -> str:
        """What a list of facts says under a term."""
        row = self.page.locator("dl > div").filter(has=self.page.get_by_text(term, exact=True))
        return row.locator("dd").first.inner_text().strip()

    def verify_file(self, file: bytes, verdict: str) -> None:
        """Check the file of a licence, as anybody may."""
        self.go("/verify/")
        self.attach("选择文件", {"name": "证照.pdf", "mimeType": "application/pdf", "buffer": file})
        self.press("核验文件")
        self.finds_verdict(verdict)

    def verify_text(self, text: str, verdict: str) -> None:
        """Check a number, or what a code says."""
        self.go("/verify/")
        self.fill("编号或文字", text)
        self.press("核验编号")
        self.finds_verdict(verdict)

    def finds_verdict(self, verdict: str) -> None:
        assert self.page.locator(".verdict-title").inner_text().strip() == verdict

    def act_for(self, name: str) -> None:
        """Act for an enterprise instead of oneself."""
        self.go("/me/")
        self.choose("现在替谁办事", name)
        self.press("切换")
        self.reads(f"现在为{name}办事")
