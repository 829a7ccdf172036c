"""Sample pages of the look in a real browser: accessible, fit for phones, nothing typed is lost."""

from __future__ import annotations

import mimetypes
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from django import forms
from django.conf import settings as django_settings
from django.template import engines
from django.test import RequestFactory

from tongban.base.paging import Page as Rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Dialog, Page, Route

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent
STATIC = HERE.parents[1] / "src/tongban/base/static"
AXE = (HERE / "vendor/axe.min.js").read_text(encoding="utf-8")
SITE = "http://look.test"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
SAMPLES = ["home", "form", "form-wrong", "case", "desk", "pane", "error-404", "error-500"]


class Shop(forms.Form):
    name = forms.CharField(label="经营者名称", help_text="照营业执照上写，不要简称。")
    kind = forms.ChoiceField(
        label="主体业态",
        choices=[("a", "餐饮服务经营者"), ("b", "食品销售经营者")],
        widget=forms.RadioSelect,
    )
    scope = forms.MultipleChoiceField(
        label="经营项目",
        choices=[("1", "热食类食品制售"), ("2", "冷食类食品制售")],
        widget=forms.CheckboxSelectMultiple,
    )
    area = forms.DecimalField(label="经营面积（平方米）")
    street = forms.ChoiceField(label="街道", choices=[("", "请选择")], required=False)
    note = forms.CharField(label="还想说什么", required=False, widget=forms.Textarea)
    plan = forms.FileField(label="平面图", help_text="照片或 PDF，不超过 20 MB。")
    agree = forms.BooleanField(label="我保证填写的内容真实")


def _facts(name: str) -> dict[str, Any]:
    person = SimpleNamespace(is_authenticated=True, pk=7, display_name="样大民")
    source = "来自营业执照（电子证照库），可信等级 A"
    return {
        "user": None if name == "home" else person,
        "form": Shop({"name": "", "area": "x"}) if name == "form-wrong" else Shop(),
        "range": range(24),
        "pg": Rows([], "next"),
        "rows": [
            {"term": "经营者名称", "value": "样例区样例小吃店", "source": source, "change": "#"},
            {"term": "电子邮箱", "value": "", "change": "#"},
        ],
        "lines": ["2026年3月2日（周一）受理；受理当天不算。", "所以期限到 2026年3月13日（周五）。"],
    }


def _render(path: str) -> str:
    name = path.strip("/")
    request = RequestFactory().get(path)
    django = engines["django"]
    if name.startswith("error-"):
        return django.get_template(f"base/errors/{name[6:]}.html").render({}, request)
    text = (HERE / "look" / f"{name.removesuffix('-wrong')}.html").read_text(encoding="utf-8")
    return django.from_string(text).render(_facts(name), request)


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(SITE).split("?")[0]
    if path.startswith(django_settings.STATIC_URL):
        file = STATIC / path.removeprefix(django_settings.STATIC_URL)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), content_type=kind)
    else:
        policy = {"Content-Security-Policy": "default-src 'self'"}
        route.fulfill(body=_render(path), content_type="text/html; charset=utf-8", headers=policy)


@pytest.fixture
def page(browser: Browser, settings: Any) -> Iterator[Page]:
    """A page whose every address is answered here; a word on the console fails the test."""
    settings.ROOT_URLCONF = "tests.base.test_look"
    said: list[str] = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route("**/*", _answer)
    page = context.new_page()
    page.on("console", lambda word: said.append(word.text) if word.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("sample", SAMPLES)
def test_a_sample_page_is_accessible_and_fits(page: Page, sample: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{SITE}/{sample}/")

    found = page.evaluate(f"() => {{ {AXE}; return axe.run({{runOnly: {RULES}}}) }}")

    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    for narrower in (width, 768, 375, 320):
        page.set_viewport_size({"width": narrower, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


def test_targets_on_peoples_pages_are_large_enough_for_a_thumb(page: Page) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto(f"{SITE}/form-wrong/")

    small = page.evaluate(
        """[...document.querySelectorAll("button, summary, nav a, .choices label, .btn,"
            + ".field input:not([type=radio], [type=checkbox]), .field select")]
            .filter(one => one.offsetHeight && one.offsetHeight < 44).map(one => one.outerHTML)"""
    )

    assert small == []


def test_what_was_typed_comes_back_after_the_page_was_lost(page: Page) -> None:
    page.goto(f"{SITE}/form/")
    page.fill("#id_note", "打了很多字")
    page.check("#id_scope_1")
    page.check("#id_kind_1")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()

    assert page.input_value("#id_note") == "打了很多字"
    assert page.is_checked("#id_scope_1")
    assert not page.is_checked("#id_scope_0")
    assert page.is_checked("#id_kind_1")
    assert "已恢复" in page.inner_text("#page-says")


def test_what_the_server_has_saved_is_forgotten(page: Page) -> None:
    page.goto(f"{SITE}/form/")
    page.fill("#id_note", "打了很多字")
    page.on("dialog", lambda dialog: dialog.accept())

    page.goto(f"{SITE}/case/")  # Carries data-saved="draft-1".

    kept = page.evaluate("Object.keys(sessionStorage).filter(key => key.startsWith('tongban:'))")
    assert kept == []


def test_leaving_an_unsent_form_asks_first(page: Page) -> None:
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", agree)
    page.goto(f"{SITE}/form/")
    page.goto(f"{SITE}/form/")
    assert asked == []

    page.fill("#id_note", "字")
    page.goto(f"{SITE}/case/")

    assert asked == ["beforeunload"]


def test_a_double_click_sends_once(page: Page) -> None:
    page.goto(f"{SITE}/form/")
    page.evaluate(
        """document.addEventListener("submit", event => {
            window.sent = (window.sent || 0) + 1; setTimeout(() => window.stop()) })"""
    )

    again = "document.querySelector('main form .btn').click()"
    page.evaluate(f"{again}; setTimeout(() => {again}, 30)")
    page.wait_for_function("document.querySelector('main form .btn').disabled")

    assert page.evaluate("window.sent") == 1


def test_large_type_stays_when_chosen(page: Page) -> None:
    page.goto(f"{SITE}/home/")

    page.click("[data-elder-switch]")

    assert page.evaluate("document.cookie") == "tongban_elder=1"
    assert page.evaluate("getComputedStyle(document.body).fontSize") == "22.5px"


def test_keys_work_until_they_are_switched_off(page: Page) -> None:
    page.goto(f"{SITE}/desk/")
    page.keyboard.press("?")
    assert "登记来人申请" in page.inner_text("#shortcuts")

    page.check("[data-shortcuts-off]")
    page.click("#shortcuts .btn")
    page.keyboard.press("/")

    assert page.evaluate("document.activeElement.id") != "b"
    page.reload()
    page.click("[data-shortcuts]")
    page.uncheck("[data-shortcuts-off]")
    page.click("#shortcuts .btn")
    page.wait_for_function("!document.getElementById('shortcuts').open")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "b"
