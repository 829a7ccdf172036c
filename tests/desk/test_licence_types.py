"""The editor of licence types: list, rows, preview, errors at the field, publishing, retiring."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.http import QueryDict
from django.test import Client

from tests.desk.desks import desk_of, text
from tests.licences.factories import issue_licence, make_subject, official
from tongban.base import clock
from tongban.desk.licences.types import notation
from tongban.desk.licences.types.editing import Editing
from tongban.licences import queries, services
from tongban.licences.rules import types

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

LIST = "/desk/licences/types/"
KEY = "health_certificate"
ONE = f"{LIST}{KEY}/"
EDIT = f"{ONE}edit/"
NEW = f"{LIST}new/"
PREVIEW = f"{LIST}preview/"


@pytest.fixture
def keeper() -> Client:
    return desk_of("operator")


def inputs(key: str = KEY, **changes: str | list[str]) -> dict[str, Any]:
    """What the browser sends for a type, with changes."""
    kind = queries.edited_type(key)
    version = queries.draft_of(kind) or queries.type_versions(kind)[0]
    return {**sent(Editing.of(queries.definition_of(version))), "do": "save", **changes}


def sent(editing: Editing) -> dict[str, Any]:
    data: dict[str, Any] = {"rows": str(len(editing.rows)), "revision": "0"}
    for form in (editing.main, editing.layout, *editing.rows):
        for name in form.fields:
            value = form[name].value()
            if value is True:
                data[form[name].html_name] = "on"
            elif value not in {None, False} if not isinstance(value, list) else True:
                data[form[name].html_name] = value
    return data


def draft_name() -> str:
    draft = queries.draft_of(queries.edited_type(KEY))
    return queries.definition_of(draft).name if draft else ""


@pytest.mark.parametrize("address", [LIST, ONE, EDIT, NEW, f"{ONE}retire/", f"{ONE}1.png"])
def test_only_those_who_keep_types_find_the_pages(address: str, keeper: Client) -> None:
    assert keeper.get(address).status_code == 200
    for username in ("clerk", "approver", "supervisor"):
        assert desk_of(username).get(address).status_code == 404


@pytest.mark.parametrize("step", ["edit", "discard", "publish", "retire"])
def test_others_change_nothing(step: str) -> None:
    answer = desk_of("handler").post(f"{ONE}{step}/", inputs(name="别的名字"))

    assert answer.status_code == 404
    assert draft_name() == ""


def test_types_are_found_by_words_and_state(keeper: Client) -> None:
    everything = text(keeper.get(LIST))
    found = text(keeper.get(LIST, {"words": "市场监督 营业"}))
    nothing = text(keeper.get(LIST, {"state": "retired"}))

    assert "居民身份证" in everything
    assert "营业执照" in found
    assert "居民身份证" not in found
    assert "没有找到这样的证照类型" in nothing


def test_the_list_takes_few_queries(
    keeper: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    keeper.get(LIST)

    with django_assert_max_num_queries(8):
        keeper.get(LIST)


def test_every_type_comes_back_from_the_editor_as_it_went_in() -> None:
    for kind in queries.types():
        said = queries.definition_of(queries.type_versions(kind)[0])

        assert types.judged(Editing.posted(_data(sent(Editing.of(said)))).values()) == said, (
            kind.key
        )


def _data(values: dict[str, Any]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def test_a_draft_is_saved_compared_and_published(keeper: Client) -> None:
    saved = keeper.post(EDIT, inputs(name="从业人员健康证明", note="换了名称"), follow=True)
    assert "换了名称" in text(saved)
    assert "从业人员健康证明" in text(saved)
    asked = text(keeper.get(f"{ONE}publish/"))
    assert "证照类型名称" in asked

    day = clock.today().isoformat()
    keeper.post(f"{ONE}publish/", {"revision": "1", "day": day, "sure": "on"})

    assert queries.type_by_key(KEY).name == "从业人员健康证明"
    page = text(keeper.get(ONE))
    assert "和上一版有 1 处不同" in page
    assert "运维样例员 起草" in page


@pytest.mark.parametrize(
    ("wrong", "anchor", "sentence"),
    [
        ({"name": ""}, "id_name", "不能为空"),
        ({"type_code": "119900000000000276001"}, "id_type_code", "校验码不对"),
        ({"field0-key": "ZZBH"}, "id_field0-key", "格式不对"),
        ({"field0-longest": "很多"}, "id_field0-longest", "应当是整数"),
        ({"number_pattern": "{serial"}, "id_number_pattern", "大括号要成对"),
        ({"validity_length": "一"}, "id_validity_length", "应当是整数"),
        ({"periodic_months": "x"}, "id_periodic_months", "请填写整数"),
        ({"layout-opening": "{KZ_WU}先生"}, "id_layout-opening", "KZ_WU"),
        ({"layout-groups": "KZ_XM\n# 二\nKZ_WU"}, "id_layout-groups", "第 3 行：没有 KZ_WU"),
        ({"layout-groups": "KZ_XM ; 半行"}, "id_layout-groups", "第 1 行：“半行”读不懂"),
        ({"layout-form": "poster"}, "id_layout-form", "不是允许的值"),
        ({"holder_code_types": ["001"]}, "id_holder_code_types_field", "不符"),
        ({"issuing_bodies": "nowhere"}, "id_issuing_bodies", "没有 nowhere 这个部门"),
        ({"validity_kind": "by_age", "validity_bands": "小孩"}, "id_validity_bands", "读不懂"),
    ],
)
def test_errors_stand_at_the_field_and_nothing_is_lost(
    keeper: Client, wrong: dict[str, Any], anchor: str, sentence: str
) -> None:
    answer = keeper.post(EDIT, inputs(**{"note": "我写了很久", **wrong}))

    page = text(answer)
    assert answer.status_code == 422
    assert f'href="#{anchor}"' in page
    assert sentence in page
    assert "我写了很久" in page
    for name, typed in wrong.items():
        if isinstance(typed, str) and name != "layout-form":
            assert typed.split("\n")[0] in page
    assert draft_name() == ""


def test_every_fault_is_told_at_once(keeper: Client) -> None:
    page = text(keeper.post(EDIT, inputs(**{"name": "", "field1-key": "", "layout-colour": "x"})))

    assert page.count('<li><a href="#id_') >= 3


def test_offices_are_typed_and_shown_by_their_names(keeper: Client) -> None:
    named = {"issuing_bodies": "道里区市场监督管理局、hea"}
    assert keeper.post(EDIT, inputs(**named)).status_code == 302

    page = text(keeper.get(EDIT))
    draft = queries.draft_of(queries.edited_type(KEY))

    assert draft is not None
    assert queries.definition_of(draft).issuing_bodies == ("mkt", "hea")
    assert 'value="道里区市场监督管理局、道里区卫生健康局"' in page


def test_a_new_type_with_nothing_in_it_is_told_everything_at_once(keeper: Client) -> None:
    page = text(keeper.post("/desk/licences/types/new/", {"do": "save", "rows": "0"}))
    drawn = text(keeper.get("/desk/licences/types/new/"))

    for name in ("key", "name", "defining_authority", "issuing_authority"):
        assert f'<a href="#id_{name}">' in page
    assert "填好以后才能预览：证照类型名称：不能为空" in drawn


@pytest.mark.parametrize(
    ("wish", "keys"),
    [
        ("row-down-0", ["KZ_XB", "KZ_XM", "KZ_NL"]),
        ("row-up-1", ["KZ_XB", "KZ_XM", "KZ_NL"]),
        ("row-remove-0", ["KZ_XB", "KZ_NL", "KZ_GMSFHM"]),
        ("row-up-0", ["KZ_XM", "KZ_XB", "KZ_NL"]),
    ],
)
def test_rows_move_without_script_and_keep_what_was_typed(
    keeper: Client, wish: str, keys: list[str]
) -> None:
    page = text(keeper.post(EDIT, inputs(do=wish, note="没写完")))

    found = re.findall(r'name="field\d+-key" value="(\w+)"', page)
    assert found[:3] == keys
    assert "没写完" in page
    assert draft_name() == ""


def test_a_row_is_added_and_rows_have_an_end(keeper: Client) -> None:
    page = text(keeper.post(EDIT, inputs(do="row-add")))
    full = text(keeper.post(EDIT, {**inputs(do="row-add"), "rows": "80"}))

    assert page.count('class="type-row"') == 9
    assert full.count('class="type-row"') == 80


@pytest.mark.parametrize("wish", ["row-up-99", "row-remove-999", "row-spin-1", "nonsense", ""])
def test_a_strange_wish_saves_and_breaks_nothing(keeper: Client, wish: str) -> None:
    answer = keeper.post(EDIT, inputs(do=wish))

    assert answer.status_code in {200, 302}


@pytest.mark.parametrize("rows", ["-1", "x", "99999999999999999999", "１"])
def test_a_strange_number_of_rows_is_no_row(keeper: Client, rows: str) -> None:
    answer = keeper.post(EDIT, inputs(rows=rows))

    assert answer.status_code == 422


def test_the_preview_shows_what_nobody_saved(keeper: Client) -> None:
    shown = text(keeper.post(PREVIEW, inputs(name="试一试"), headers={"HX-Request": "true"}))
    other = text(keeper.post(PREVIEW, inputs(**{"layout-colour": "ink", "long": "1"})))
    wrong = text(keeper.post(PREVIEW, inputs(name="")))

    assert "data:image/png;base64," in shown
    assert "9901012026000001" in shown
    assert shown != other
    assert "填好以后才能预览" in wrong
    assert draft_name() == ""


def test_the_preview_works_without_script(keeper: Client) -> None:
    page = text(keeper.post(EDIT, inputs(do="preview", name="试一试")))

    assert "data:image/png;base64," in page
    assert 'value="试一试"' in page


def test_two_editors_hear_of_each_other(keeper: Client) -> None:
    first = inputs(name="甲")
    keeper.post(EDIT, first)

    answer = keeper.post(EDIT, inputs(name="乙", revision="0"))

    assert answer.status_code == 409
    assert "刚被别人改过" in text(answer)
    assert 'value="乙"' in text(answer)
    assert draft_name() == "甲"


def test_a_new_type_is_made_after_the_image_of_another(keeper: Client) -> None:
    page = text(keeper.get(NEW, {"from": KEY}))
    assert 'value="KZ_HYLB"' in page
    assert "119900000000000275045" not in page

    values = inputs(name="新的证明", type_code="119900000000000275901")
    answer = keeper.post(NEW, {**values, "key": "new_proof"}, follow=True)

    assert answer.redirect_chain[-1][0] == f"{LIST}new_proof/"
    assert "还没有实施" in text(answer)
    assert "起草中" in text(answer)


@pytest.mark.parametrize("key", ["", "preview", KEY, "大写", "a b"])
def test_a_new_type_needs_a_key_of_its_own(keeper: Client, key: str) -> None:
    answer = keeper.post(NEW, {**inputs(type_code=""), "key": key})

    assert answer.status_code == 422
    assert 'href="#id_key"' in text(answer)


def test_an_unknown_type_is_not_found(keeper: Client) -> None:
    for address in (f"{LIST}nothing/", f"{LIST}nothing/edit/", f"{ONE}99.png", f"{ONE}publish/"):
        assert keeper.get(address).status_code == 404
    assert keeper.get(NEW, {"from": "nothing"}).status_code == 404


def test_publishing_needs_a_day_and_a_look(keeper: Client) -> None:
    keeper.post(EDIT, inputs(name="甲"))
    past = (clock.today() - timedelta(days=1)).isoformat()

    nothing = keeper.post(f"{ONE}publish/", {"revision": "1"})
    early = keeper.post(f"{ONE}publish/", {"revision": "1", "day": past, "sure": "on"})
    strange = keeper.post(f"{ONE}publish/", {"revision": "1", "day": "明天", "sure": "on"})
    stale = keeper.post(
        f"{ONE}publish/", {"revision": "7", "day": clock.today().isoformat(), "sure": "on"}
    )

    assert "请填写日期" in text(nothing)
    assert "请先看过影响" in text(nothing)
    assert "不能早于今天" in text(early)
    assert "请按 2026-03-13 的样子" in text(strange)
    assert stale.status_code == 409
    assert queries.type_by_key(KEY).name == "健康合格证明"


def test_a_draft_is_thrown_away(keeper: Client) -> None:
    keeper.post(EDIT, inputs(name="甲"))

    answer = keeper.post(f"{ONE}discard/", {"revision": "1"}, follow=True)

    assert "草稿已放弃" in text(answer)
    assert draft_name() == ""


def test_retiring_says_what_is_affected(keeper: Client) -> None:
    issue_licence(make_subject(), KEY, now=clock.now(), valid_from=clock.today())
    page = text(keeper.get(f"{ONE}retire/"))
    assert "现在有效的 1 本证照仍然有效" in page

    missing = keeper.post(f"{ONE}retire/", {"day": clock.today().isoformat()})
    assert missing.status_code == 422
    day = (clock.today() + timedelta(days=1)).isoformat()
    answer = keeper.post(
        f"{ONE}retire/", {"day": day, "reason": "依据已经废止", "sure": "on"}, follow=True
    )

    assert "依据已经废止" in text(answer)
    again = keeper.post(f"{ONE}retire/", {"day": day, "reason": "再停一次", "sure": "on"})
    assert again.status_code == 409


def test_a_manager_does_not_publish_what_he_wrote_himself(keeper: Client) -> None:
    account = official("licensing", account=77)
    services.types.save(
        actor=account, type_key=KEY, values=queries.definition_of(
            queries.type_versions(queries.edited_type(KEY))[0]
        ).model_dump(), revision=0, now=clock.now(),
    )  # fmt: skip

    with pytest.raises(Exception, match="权限"):
        services.types.publish(
            actor=account, type_key=KEY, revision=1, starts_on=clock.today(), now=clock.now()
        )
    assert keeper.get(f"{ONE}publish/").status_code == 200


def test_lines_of_a_template_are_read_and_written_again() -> None:
    typed = "KZ_XM = 姓名\n# 地址\nKZ_ZZ ; 整行\nKZ_LB = 明细 ; 表格 名称|等级"
    groups = notation.Groups(typed)
    layout = types.judged({**_minimal(), "layout": {"groups": groups.values}}).layout

    assert groups.faults == []
    assert notation.groups_text(layout.groups) == typed
    assert notation.Groups("＃ 一\nKZ_A＝甲；整行").values == [
        {"title": "一", "lines": [{"key": "KZ_A", "label": "甲", "wide": True}]}
    ]


def _minimal() -> dict[str, Any]:
    fields = [
        {"key": key, "name": key, "type": "text", "mandatory": True}
        for key in ("KZ_XM", "KZ_ZZ", "KZ_LB")
    ]
    said = queries.definition_of(queries.type_versions(queries.edited_type(KEY))[0])
    return {**said.model_dump(mode="json"), "fields": fields}


def test_bands_of_ages_are_read_and_written_again() -> None:
    typed = "0-15 5年\n16-45 20年\n46以上 长期"
    bands, faults = notation.bands(typed)

    assert faults == []
    assert notation.bands_text(bands) == typed
    assert notation.bands("十五\n0-15 五年")[1] != []
