"""Finding and reading items."""

from __future__ import annotations

from itertools import pairwise
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as django_settings
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.items import factories
from tongban.base.actors import SYSTEM
from tongban.base.paging import BadCursor
from tongban.directory.queries import RegionUnknown
from tongban.directory.services import open_hall
from tongban.items import queries
from tongban.items.rules import library, search

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_catalogue")]


def keys(text: str, theme: str = "") -> list[str]:
    return [row.key for row in queries.search(text, theme=theme).items]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("食品经营许可（新办）", "food_business"),
        ("食品经营许可(新办)", "food_business"),
        ("食品经营", "food_business"),
        ("食品经营许可证", "food_business"),
        ("spjy", "food_business"),
        ("SPJY", "food_business"),
        ("ｓｐｊｙ", "food_business"),
        ("shipin", "food_business"),
        ("shipinjingying", "food_business"),
        ("shi pin jing ying", "food_business"),
        ("开饭馆", "food_business"),
        ("我要开饭馆", "food_business"),
        ("开饭馆需要什么手续？", "food_business"),
        ("kfg", "food_business"),
        ("居住证", "residence_permit"),
        ("jzz", "residence_permit"),
        ("juzhuzheng", "residence_permit"),
        ("教师资格", "teacher_qualification"),
        ("jszg", "teacher_qualification"),
        ("结婚", "marriage"),
        ("办护照", "passport"),
        ("护照怎么办", "passport"),
        ("上户口", "hukou_birth"),
        ("预包装", "food_prepack"),
        ("开公司", "corp_setup"),
        ("身份证丢了", "id_card"),
    ],
)
def test_people_find_what_they_mean(text: str, first: str) -> None:
    assert keys(text)[0] == first


@pytest.mark.parametrize("text", ["食品经营", "spjy", "开饭馆"])
def test_the_words_of_the_issue_find_the_item(text: str) -> None:
    assert "food_business" in keys(text)


def test_every_everyday_word_finds_what_it_is_listed_for() -> None:
    items = {row.definition.key for row in factories.sample_catalogue().rows}
    events = {f"@{event.key}" for event in factories.sample_catalogue().life_events}
    words = library.words()["words"]

    missed = []
    for word, meant in words.items():
        assert set(meant) <= items | events, word
        found = set(keys(word)) | {f"@{row.key}" for row in queries.matching_life_events(word)}
        missed += [(word, one) for one in meant if one not in found]

    assert len(words) >= 150
    assert missed == []


@pytest.mark.parametrize("text", ["", "   ", "　"])
def test_without_text_the_catalogue_is_listed_in_its_order(text: str) -> None:
    page = queries.search(text)

    assert len(page.items) == 20
    assert page.items[0].key == "teacher_qualification"
    assert page.next


@pytest.mark.parametrize(
    "text",
    [
        "！？。",
        "'; DROP TABLE items_item; --",
        "a & b | !c <-> (d):*",
        "\\",
        "'",
        "%_%",
        "\x00",
        "''",
    ],
)
def test_operators_of_the_database_are_only_text(text: str) -> None:
    assert "food_business" not in keys(text)[:1]


@pytest.mark.parametrize("text", ["食" * 10_000, "x" * 10_000, "开饭馆 " * 3_000, "a " * 5_000])
def test_a_very_long_text_is_answered(text: str) -> None:
    assert isinstance(keys(text), list)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(max_size=80))
def test_any_text_is_answered(text: str) -> None:
    queries.search(text)
    queries.suggest(text)


def test_some_words_are_better_than_none() -> None:
    assert "food_business" in keys("食品经营流通仓储许可")


def test_pages_follow_one_another_without_gap_or_repetition() -> None:
    seen: list[str] = []
    after = ""
    while True:
        page = queries.search("许可", after=after, limit=7)
        seen += [row.key for row in page.items]
        after = page.next
        if not after:
            break

    assert len(seen) == len(set(seen)) > 40
    assert seen[:7] == [row.key for row in queries.search("许可", limit=7).items]


@pytest.mark.parametrize("after", ["x", "WzFd", "e30", "食品", "WyJhIiwiYiJd"])
def test_a_broken_place_is_refused(after: str) -> None:
    with pytest.raises(BadCursor):
        queries.search("许可", after=after)


def test_filters_narrow_the_list() -> None:
    by_theme = queries.search(theme="natural.010", limit=100).items
    by_office = queries.search(department="mkt", limit=100).items
    people = queries.search("食品", audience="natural").items
    firms = queries.search("食品", audience="legal").items

    assert by_theme
    assert {row.key for row in by_theme} >= {"hukou_birth", "hukou_move"}
    assert all("natural.010" in row.themes for row in by_theme)
    assert all(row.department_key == "mkt" for row in by_office)
    assert "food_business" not in {row.key for row in people}
    assert "food_business" in {row.key for row in firms}
    assert keys("食品", theme="natural.010") == []


def test_a_region_finds_also_what_is_done_above_it() -> None:
    county = {row.region for row in queries.search(region="230102", limit=100).items}
    city = {row.region for row in queries.search(region="230100", limit=100).items}

    assert county == {"230102", "230100"}
    assert city == {"230100"}
    with pytest.raises(RegionUnknown):
        queries.search(region="999999")


def test_the_filters_count_the_items() -> None:
    facets = queries.facets()

    by_key = {facet.key: facet for facet in facets.themes}
    assert by_key["legal.010"].name == "准营准办"
    assert by_key["natural.010"].name == "户籍办理"
    assert sum(facet.count for facet in facets.regions) == 133
    assert {facet.name for facet in facets.audiences} == {"个人", "企业和组织"}
    assert next(f for f in facets.departments if f.key == "mkt").name == "道里区市场监督管理局"


def test_life_events_are_found_and_suggested_first() -> None:
    found = [row.key for row in queries.matching_life_events("开饭馆")]
    suggested = queries.suggest("开饭馆")

    assert found[0] == "open_restaurant"
    assert (suggested[0].kind, suggested[0].key) == ("life_event", "open_restaurant")
    assert ("item", "food_business") in {(one.kind, one.key) for one in suggested}
    assert len(suggested) <= 8
    assert queries.suggest("") == ()


def test_a_life_event_lists_its_items() -> None:
    rows = queries.life_events()
    view = queries.life_event("open_restaurant")

    assert len(rows) == 11
    assert view.definition.name == "开办餐饮店“一件事”"
    assert [row.key for row in view.items] == [
        "self_employed", "licence_check", "food_business", "fire_public_place", "signboard",
        "tobacco",
    ]  # fmt: skip
    with pytest.raises(queries.LifeEventUnknown):
        queries.life_event("nothing")


def test_the_number_of_queries_does_not_grow(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    queries.current("food_business")
    with django_assert_num_queries(1):
        assert len(queries.search(limit=100).items) == 100
    with django_assert_num_queries(2):
        queries.search("食品经营", theme="legal.010", department="mkt", audience="legal")
    with django_assert_num_queries(3):
        queries.search("食品经营", region="230102")
    with django_assert_num_queries(1):
        queries.current("food_business")
    with django_assert_num_queries(2):
        queries.guide("food_business")
    with django_assert_num_queries(1):
        queries.facets()
    with django_assert_num_queries(1):
        queries.life_events()
    with django_assert_num_queries(2):
        queries.life_event("open_restaurant")
    with django_assert_num_queries(4):
        queries.suggest("食品")


def test_an_unknown_item_is_not_found() -> None:
    for read in (queries.current, queries.item, queries.applicable, queries.guide):
        with pytest.raises(queries.ItemUnknown):
            read("nothing")
    with pytest.raises(queries.ItemUnknown):
        queries.definition(0)


def test_the_guide_has_every_section_and_the_halls_of_its_region() -> None:
    open_hall(
        actor=SYSTEM, code="daoli", name="道里区政务服务中心", region="230102",
        address="样例路 1 号", hours="工作日 9:00 至 17:00", phone="0451-00000000",
        now=factories.NOON,
    )  # fmt: skip

    guide = queries.guide("food_business")

    titles = [section.title for section in guide.sections]
    assert titles == [
        "基本信息", "设定依据", "受理条件", "申请材料", "办理流程", "办理时限", "收费", "办理结果",
        "办理地点和时间", "咨询和投诉", "常见问题", "不服怎么办", "网上办理",
    ]  # fmt: skip
    assert [place.name for place in guide.places] == ["道里区政务服务中心"]
    text = " ".join(line.text for section in guide.sections for line in section.lines)
    assert "5 个工作日" in text
    assert "营业执照。必要；纸质/电子化；政府部门核发；由电子证照提供，不用您交。" in text


def test_no_section_of_any_guide_is_empty() -> None:
    for row in factories.sample_catalogue().rows:
        guide = queries.guide(row.definition.key)
        for section in guide.sections:
            assert section.lines, (row.definition.key, section.key)
            assert all(line.text.strip() for line in section.lines)


def test_sample_numbers_pass_in_demo_mode_only(monkeypatch: pytest.MonkeyPatch) -> None:
    definition = queries.current("iit_record")
    form = {"person_number": "990101199003070015"}

    demo = queries.check_form(definition, form, final=False, today=factories.TODAY)
    monkeypatch.setattr(django_settings, "TONGBAN", SimpleNamespace(sample_allowed=False))
    real = queries.check_form(definition, form, final=False, today=factories.TODAY)

    assert (demo, set(real)) == ({}, {"person_number"})


def test_better_hits_come_first() -> None:
    found = queries.search("食品", limit=100).items
    names = [row.name.startswith("食品") for row in found]

    assert names[0]
    assert all(a >= b for a, b in pairwise(names[:3]))


@pytest.mark.parametrize(
    "asked", ["居住证", "居住登记", "食品经营许可", "许可", "证", "2301 02", "办事"]
)
def test_texts_without_names_are_found_as_everything_is(asked: str) -> None:
    texts = ["居住证明", "居住证申领", "居住登记", "食品经营许可证", "经营许可", "身份证", "230102"]
    found = search.question(asked)

    assert found is not None
    with connection.cursor() as cursor:
        for text in texts:
            cursor.execute(
                "SELECT v @@ %s::tsquery, v @@ %s::tsquery FROM (SELECT %s::tsvector AS v) AS t",
                [found.every, found.texts, search.vector((), (), [text])],
            )
            every, plain = cursor.fetchone() or (None, None)
            assert every == plain, text
