"""The look keeps its promises: words of filters, strict pages, contrast, size."""

from __future__ import annotations

import gzip
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django import forms
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import path

from tongban.base.paging import Page
from tongban.base.templatetags import tongban as filters
from tongban.base.web import context, elder

# The look stands on no other house, so its tests have an address list of their own.
urlpatterns = [path("elder/", elder.switch, name="elder")]

SOURCE = Path(__file__).resolve().parents[2] / "src" / "tongban"
STATIC = SOURCE / "base" / "static" / "base"
TEMPLATES = sorted(SOURCE.glob("*/templates/**/*.html"))
FORBIDDEN = {
    "inline style": re.compile(r"<[^>]*\sstyle\s*=|<style\b", re.IGNORECASE),
    "inline script": re.compile(r"<script\b(?![^>]*\ssrc=)", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>]*\s(?:on[a-z]+|hx-on[a-z:-]*)\s*=", re.IGNORECASE),
    "script address": re.compile(r"javascript:", re.IGNORECASE),
}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 3, 13), "2026年3月13日（周五）"),
        ("2026-03-15", "2026年3月15日（周日）"),
        (datetime(2026, 3, 12, 17, 30, tzinfo=UTC), "2026年3月13日（周五）"),
        ("2026-03-12T17:30:00+00:00", "2026年3月13日（周五）"),
        (None, ""),
        ("", ""),
    ],
)
def test_a_day_is_written_with_its_weekday_in_the_nodes_time_zone(value: Any, words: str) -> None:
    assert filters.cn_date(value) == words


def test_a_moment_is_written_in_twenty_four_hours() -> None:
    assert filters.cn_datetime(datetime(2026, 3, 13, 7, 4, tzinfo=UTC)) == (
        "2026年3月13日（周五）15:04"
    )
    assert filters.cn_datetime(None) == ""


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (3, "还剩 3 个工作日"),
        (0, "今天到期"),
        (-2, "已超期 2 个工作日"),
        (None, ""),
    ],
)
def test_a_span_is_said_in_words(left: int | None, words: str) -> None:
    assert filters.working_days(left) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (Decimal("1234.5"), "1,234.50 元"),
        (0, "0.00 元"),
        ("不收费", "不收费"),
        ("", ""),
    ],
)
def test_a_sum_is_written_with_two_places(value: Any, words: str) -> None:
    assert filters.money(value) == words


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(SOURCE)))
def test_a_template_holds_nothing_that_the_security_policy_refuses(template: Path) -> None:
    text = template.read_text(encoding="utf-8")

    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]

    assert found == []


@pytest.mark.parametrize(
    "wrong",
    ['<p style="x">', "<style>", "<script>a</script>", "<a onclick='x'>", '<a hx-on:click="x">'],
)
def test_the_search_for_forbidden_markup_finds_it(wrong: str) -> None:
    assert any(pattern.search(wrong) for pattern in FORBIDDEN.values())


def test_every_icon_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([a-z]+)"', (STATIC / "icons.svg").read_text()))

    asked = {
        name
        for template in TEMPLATES
        for name in re.findall(r'"([a-z]+)"\|icon', template.read_text(encoding="utf-8"))
    }

    assert asked
    assert asked <= drawn


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _colours() -> dict[str, str]:
    found = re.findall(r"--tb-([a-z-]+):\s*(#[0-9a-f]{6});", (STATIC / "theme.css").read_text())
    return dict(found)


def test_contrast_is_computed_as_the_guidelines_do() -> None:
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize(
    ("ink", "paper", "least"),
    [
        ("brand", "paper", 7),
        ("brand", "ground", 7),
        ("brand", "brand-pale", 7),
        ("brand-deep", "paper", 7),
        ("ink", "paper", 7),
        ("ink", "warn-pale", 7),
        ("quiet", "paper", 7),
        ("quiet", "ground", 4.5),
        ("danger", "paper", 4.5),
        ("danger", "danger-pale", 4.5),
        ("warn", "warn-pale", 4.5),
        ("good", "good-pale", 4.5),
        ("good", "paper", 4.5),
        ("on-brand-quiet", "brand-deep", 4.5),
        ("edge", "paper", 3),
    ],
)
def test_words_stand_out_from_what_they_are_written_on(ink: str, paper: str, least: float) -> None:
    colours = _colours()

    assert _contrast(colours[ink], colours[paper]) >= least


def _sent(*names: str) -> int:
    return sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names)


def test_the_first_load_leaves_room_for_the_page() -> None:
    shared = _sent(
        "vendor/bootstrap.min.css", "vendor/htmx.min.js", "theme.css", "staff.css", "print.css",
        "tongban.js", "staff.js", "icons.svg", "select.svg", "favicon.svg",
    )  # fmt: skip

    assert shared <= 80_000
    assert (STATIC / "tongban.js").stat().st_size < 6_000


def test_style_sheets_name_nothing_outside_and_nothing_that_is_missing() -> None:
    for sheet in [*STATIC.glob("*.css"), *STATIC.glob("vendor/*.css")]:
        text = sheet.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        for address in re.findall(r'url\("?([^")]+)"?\)', text):
            assert (sheet.parent / address).is_file(), f"{sheet.name}: {address}"


class _Shop(forms.Form):
    name = forms.CharField(label="名称", help_text="照执照上写。")
    kind = forms.ChoiceField(label="业态", choices=[("a", "餐饮")], widget=forms.RadioSelect)
    agree = forms.BooleanField(label="属实")


@pytest.fixture
def strict(settings: Any) -> None:
    """A variable that the context lacks shows itself."""
    settings.ROOT_URLCONF = "tests.base.test_look"
    settings.TEMPLATES = [
        {**engine, "OPTIONS": {**engine["OPTIONS"], "string_if_invalid": "UNKNOWN"}}
        for engine in settings.TEMPLATES
    ]


def _part(name: str, **facts: Any) -> str:
    page = render_to_string(f"base/parts/_{name}.html", facts)
    assert "UNKNOWN" not in page
    return page


@pytest.mark.usefixtures("strict")
def test_a_field_in_error_is_joined_to_its_hint_and_its_error() -> None:
    form = _Shop({})
    form.is_valid()

    page = _part("field", field=form["name"])

    described = re.search(r'<input[^>]*aria-describedby="([^"]+)"', page)
    assert described
    assert all(f'id="{name}"' in page for name in described[1].split())
    assert 'aria-invalid="true"' in page
    assert 'for="id_name"' in page


@pytest.mark.usefixtures("strict")
def test_the_summary_links_to_every_field_in_error() -> None:
    form = _Shop({})
    form.is_valid()

    summary = _part("errors", form=form)
    fields = "".join(_part("field", field=field) for field in form)

    links = re.findall(r'href="#([^"]+)"', summary)
    assert len(links) == 3
    assert all(f'id="{link}"' in fields for link in links)


@pytest.mark.usefixtures("strict")
def test_no_summary_without_an_error() -> None:
    assert _part("errors", form=_Shop()).strip() == ""


@pytest.mark.usefixtures("strict")
def test_a_state_is_never_told_by_colour_alone() -> None:
    assert "临期" in _part("light", light="yellow")
    assert "超期" in _part("light", light="red")
    assert "#warn" in _part("status", word="等您补正", tone="asked")


@pytest.mark.usefixtures("strict")
def test_fragments_need_no_more_than_is_written_down() -> None:
    lines = ["受理当天不算。", "所以期限到星期四。"]

    assert "第 2 步，共 5 步" in _part("steps", now=2, total=5)
    assert lines[1] in _part("clock", headline="还剩 3 个工作日", lines=lines)
    assert "没有填" in _part("summary", rows=[{"term": "邮箱", "value": ""}])
    assert "还没有办件" in _part("empty", title="还没有办件")
    assert "已保存" in _part("banner", text="已保存")


@pytest.mark.usefixtures("strict")
def test_the_pager_keeps_the_other_parameters() -> None:
    request = RequestFactory().get("/desk/", {"item": "a", "after": "old"})

    page = render_to_string("base/parts/_pager.html", {"page": Page([], "new")}, request)

    assert 'href="?item=a&amp;after=new"' in page
    assert 'href="?item=a"' in page


@pytest.mark.usefixtures("strict")
@pytest.mark.parametrize("number", [400, 401, 403, 404, 405, 409, 413, 429, 500, "expired"])
def test_an_error_page_needs_neither_account_nor_database(number: int | str) -> None:
    request = RequestFactory().get("/")  # No user, no session; the database is closed to this test.

    page = render_to_string(f"base/errors/{number}.html", {}, request)

    assert "UNKNOWN" not in page
    assert '<html lang="zh-Hans">' in page
    assert page.count("<h1") == 1


def test_the_layout_is_told_what_it_shows() -> None:
    request = RequestFactory().get("/")
    request.COOKIES[context.ELDER_COOKIE] = "1"
    request.user = AnonymousUser()

    facts = context.page(request)

    assert facts["demo_mode"] is True
    assert facts["region_name"]
    assert facts["elder"] is True
    assert facts["realm"] == ""


def test_the_realm_is_the_accounts() -> None:
    request = RequestFactory().get("/")
    request.user = type("Account", (), {"realm": "staff"})()

    assert context.page(request)["realm"] == "staff"


@pytest.mark.parametrize(
    ("back", "target"), [("/cases/?a=1", "/cases/?a=1"), ("https://evil.example/", "/")]
)
def test_the_switch_for_large_type_goes_back_within_the_site(back: str, target: str) -> None:
    answer = elder.switch(RequestFactory().get("/elder/", {"on": "1", "back": back}))

    assert answer["Location"] == target
    assert answer.cookies[context.ELDER_COOKIE].value == "1"
