"""Reading and judging a catalogue file: every check with a row that fails it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.items import factories
from tongban.items.rules import Kind, catalogue, limits
from tongban.items.rules.building import process_of
from tongban.items.rules.catalogue import Catalogue, Unfit
from tongban.items.rules.definitions import Limit, content_of, item_from
from tongban.items.rules.joined import content_of as event_content_of
from tongban.items.rules.joined import life_event_from

if TYPE_CHECKING:
    from collections.abc import Callable

Row = dict[str, Any]


def faults(*rows: Row, **parts: object) -> dict[str, str]:
    parsed = factories.parse(list(rows), **parts)
    return {one.path: one.sentence for one in parsed.faults} if isinstance(parsed, Unfit) else {}


def warnings(*rows: Row) -> set[str]:
    parsed = factories.parse(list(rows))
    assert isinstance(parsed, Catalogue), parsed
    return {one.path for one in parsed.warnings}


def read(content: bytes) -> Unfit:
    parsed = catalogue.parse(content, "目录.yaml", factories.around())
    assert isinstance(parsed, Unfit)
    return parsed


def test_the_sample_has_no_fault() -> None:
    parsed = factories.sample_catalogue()

    assert (len(parsed.rows), len(parsed.life_events)) == (133, 11)
    assert len(parsed.warnings) < 100


def put(path: str, value: object) -> Callable[[Row], None]:
    """A change of a row: `materials.0.need`."""

    def change(row: Row) -> None:
        *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
        target: Any = row
        for step in steps:
            target = target[step]
        if value is ...:
            del target[last]
        else:
            target[last] = value

    return change


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("materials.2.need", "也许", "materials[2].need"),
        ("materials.2.need", ..., "materials[2].need"),
        ("materials.0.name", "", "materials[0].name"),
        ("materials.0.name", 7, "materials[0].name"),
        ("materials.0.name", "其他材料", "materials[0].name"),
        ("materials.0.name", "法律规定的其他有关材料", "materials[0].name"),
        ("materials.1.name", "食品经营许可申请书", "materials[1].name"),
        ("materials.1.seq", 1, "materials[1].seq"),
        ("materials.1.licence", ..., "materials[1].licence"),
        ("materials.1.licence", "unheard_of", "materials[1].licence"),
        ("materials.1.source", "申请人自备", "materials[1].source"),
        ("materials.5.resource", ..., "materials[5].provider"),
        ("materials.5.source", "申请人自备", "materials[5].source"),
        ("colour", "red", "colour"),
        ("id", "Food", "id"),
        ("department", "nobody", "department"),
        ("result.licence", "unheard_of", "result.licence"),
        ("result.kind", "锦旗", "result.kind"),
        ("themes.corp.0", "011", "themes.corp[0]"),
        ("themes.corp.0", "080", "themes.corp[0]"),
        ("basic_code", "00013190200", "basic_code"),
        ("basic_code", "000231902000", "basic_code"),
        ("implement_code", "1199000000000118524000131902001", "implement_code"),
        ("implement_code", "119900000000011852400013190200", "implement_code"),
        ("type", "行政处罚", "type_code"),
        ("type_code", "20", "type_code"),
        ("case_kind", "即办件", "case_kind"),
        ("promised_limit.value", 0, "case_kind"),
        ("promised_limit.value", 11, "promised_limit"),
        ("promised_limit.value", -1, "promised_limit.value"),
        ("promised_limit.unit", "周", "promised_limit.unit"),
        ("visits", 1, "visit_reason"),
        ("channels", ["窗口"], "channels"),
        ("channels", [], "channels"),
        ("fee", {"charged": True}, "fee.items"),
        ("fee", {"charged": "no"}, "fee.charged"),
        (
            "fee",
            {"charged": True, "items": [{"name": "费", "standard": "1"}]},
            "fee.items[0].basis",
        ),
        (
            "fee",
            {"charged": True, "items": [{"name": "费", "basis": "1"}]},
            "fee.items[0].standard",
        ),
        (
            "fee",
            {"charged": False, "items": [{"name": "费", "standard": "1", "basis": "b"}]},
            "fee.charged",
        ),
        (
            "scenarios.1.options.0.add_materials",
            ["没有的"],
            "scenarios[1].options[0].add_materials[0]",
        ),
        ("scenarios.1.options.0.drop_materials", ["连锁总部许可信息"], "scenarios[1].options[0]"),
        ("scenarios.1.options.1.key", "y", "scenarios[1].options[1].key"),
        ("scenarios.1.question", "主体业态", "scenarios[1].question"),
        ("scenarios.0.options", [], "scenarios[0].options"),
        ("phones", {"consult": "0451-1", "complain": "0451-1"}, "phones"),
        ("halls", ["hall9"], "halls[0]"),
        ("state", "停", "state"),
        ("legal_basis", [], "legal_basis"),
        (
            "form",
            {"sections": [{"title": "甲", "fields": ["no.such!"]}]},
            "form.sections[0].fields[0]",
        ),
        (
            "form",
            {"sections": [{"title": "甲", "fields": ["person.sex", "person.sex"]}]},
            "form.sections[0].fields[1]",
        ),
        (
            "form",
            {"sections": [{"title": "甲", "when": "person_sex=男", "fields": ["person.birth"]}]},
            "form.sections[0].when",
        ),
    ],
)
def test_each_fault_is_found_at_its_place(path: str, value: object, where: str) -> None:
    [row] = factories.rows("food_business")
    assert faults(row) == {}

    put(path, value)(row)

    found = faults(row)
    names = {one.partition(".")[2] for one in found}
    assert where in names, found
    assert all(sentence.endswith("。") for sentence in found.values())


@pytest.mark.parametrize(
    ("path", "value", "where"),
    [
        ("result.kind", "其他", "result.kind"),
        ("result.name", "同意的批文", "result.kind"),
        ("themes.person", ["005"], "themes.person"),
        ("themes.corp", [], "themes.corp"),
        ("steps", [{"name": "受理"}], "steps"),
        ("services", ["在线支付"], "services"),
        (
            "fee",
            {"charged": True, "items": [{"name": "费", "standard": "1元", "basis": "某令"}]},
            "services",
        ),
        ("statutory_limit", {"value": 6, "unit": "日"}, "promised_limit"),
        ("faqs", ..., "faqs"),
    ],
)
def test_what_is_only_doubtful_is_a_warning(path: str, value: object, where: str) -> None:
    [row] = factories.rows("food_business")
    row["faqs"] = [{"question": "多久？", "answer": "五天。"}]
    row["steps"] = [{"name": name} for name in ("受理", "审核", "审批", "办结", "送达")]
    assert warnings(row) == set()

    put(path, value)(row)

    assert f"items[0](food_business).{where}" in warnings(row)


PROMISE = {"requirements": ["符合条件"], "basis": "国办发〔2020〕42号"}


def one(key: str) -> Row:
    return factories.rows(key)[0]


def promising(**change: object) -> Row:
    """A row that is on the promise list."""
    row = one("food_business")
    row["services"] = ["告知承诺"]
    row["promise"] = PROMISE | change
    return row


def test_a_promise_survives_its_json_and_old_items_stay_as_they_were() -> None:
    parsed = factories.parse([promising(replaces=["食品安全自查、从业人员健康管理等制度"])])
    assert isinstance(parsed, Catalogue)
    definition = parsed.rows[0].definition

    assert definition.promise is not None
    assert (definition.promise.replaces, definition.promise.check_within) == (("m4",), 60)
    assert item_from(content_of(definition), version_id=0, version=0) == definition
    plain = next(row for row in factories.sample_catalogue().rows if not row.definition.promise)
    assert not {"promise", "refers_to"} & content_of(plain.definition).keys()


@pytest.mark.parametrize(
    "field",
    ["国家安全", "国家秘密", "公共安全", "金融业审慎监管", "生态环境保护",
     "直接关系人身健康、生命财产安全", "重要涉外"],
)  # fmt: skip
def test_what_is_excluded_is_not_decided_on_a_promise(field: str) -> None:
    row = promising() | {"excluded_field": field}

    assert any(path.endswith("promise") and field in said for path, said in faults(row).items())


def test_a_promise_replaces_materials_there_are_and_is_told() -> None:
    unknown = faults(promising(replaces=["没有这份"]))
    silent = warnings(promising() | {"services": []})

    assert any(path.endswith("promise.replaces[0]") for path in unknown)
    assert any(path.endswith("services") for path in silent)


@pytest.mark.parametrize("upper", ["nobody", "mkt"])
def test_a_case_is_referred_to_another_office_there_is(upper: str) -> None:
    row = one("food_business") | {"refers_to": upper}

    assert any(path.endswith("refers_to") for path in faults(row))
    assert faults(one("food_business") | {"refers_to": "mkt_city"}) == {}


def test_silence_grants_only_what_needs_nobody_to_complete_a_licence() -> None:
    [row] = factories.rows("food_business")
    row.update(silent_consent="《样例条例》第九条", joint_handling=True)
    licence = faults(row)
    row["result"] = {"kind": "批文", "name": "样例批复"}

    assert any(path.endswith("silent_consent") for path in licence)
    assert faults(row) == {}
    parsed = factories.parse([row])
    assert isinstance(parsed, Catalogue)
    definition = parsed.rows[0].definition
    assert (definition.silent_consent, definition.joint_handling) == ("《样例条例》第九条", True)
    assert any(path.endswith("silent_consent") for path in faults(row | {"case_kind": "即办件"}))


def test_full_online_handling_means_no_visit() -> None:
    [row] = factories.rows("food_business")
    row.update(visits=1, visit_reason="核验")

    assert set(faults(row)) == {"items[0](food_business).online_level"}


def test_what_an_office_does_by_itself_cannot_be_applied_for() -> None:
    [row] = factories.rows("food_business")
    row.update(type="行政处罚", type_code="02", basic_code="000231902000")
    row["implement_code"] = row["implement_code"][:19] + row["basic_code"]

    assert set(faults(row)) == {"items[0](food_business).type"}


def test_doubled_items_are_named() -> None:
    first, second = factories.rows("food_business", "food_business")

    found = faults(first, second)

    assert set(found) == {
        "items[1](food_business).id",
        "items[1](food_business).implement_code",
    }
    assert "items[0](food_business)" in found["items[1](food_business).id"]


def test_every_fault_of_a_file_is_told_at_once_and_always_the_same() -> None:
    first, second = factories.rows("food_business", "food_prepack")
    first["department"], second["visits"] = "nobody", 2

    found = [factories.parse([first, second]) for _ in range(2)]

    assert found[0] == found[1]
    assert isinstance(found[0], Unfit)
    assert len(found[0].faults) == 3


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (put("lead", "nobody"), "lead"),
        (put("items.0.item", "nothing"), "items[0].item"),
        (put("items.2.after", ["nothing"]), "items[2].after[0]"),
        (put("items.0.after", ["tobacco"]), "items[0].after[0]"),
        (put("items.1.item", "self_employed"), "items"),
        (put("questions.0.options.0.exclude", ["marriage"]), "questions[0].options[0].exclude"),
        (put("materials.0.used_by", ["marriage"]), "materials[0].used_by"),
        (put("materials.0.licence", "unheard_of"), "materials[0].licence"),
        (put("promise", ...), "promise"),
        (put("items.2.after", ["food_business"]), "items"),
        (put("items.3.when", "public_place=maybe"), "items[3].when"),
    ],
)
def test_faults_of_life_events(change: Callable[[Row], None], where: str) -> None:
    members = factories.rows(
        "self_employed", "licence_check", "food_business", "fire_public_place", "signboard",
        "tobacco",
    )  # fmt: skip
    thing = factories.life_event("open_restaurant")
    assert faults(*members, one_things=[thing]) == {}

    change(thing)

    assert f"one_things[0](open_restaurant).{where}" in faults(*members, one_things=[thing])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"items",
        b"[1, 2]",
        b"items: [",
        b"items:\n\t- a",
        b"\xff\xfe\x00",
        b"items: []\nitems: []",
        b"a: &a [1]\nitems: *a",
        b"items: !!python/object/apply:os.system ['true']",
        b"items: " + b"[" * 5_000,
        b"{items: " + b"[" * 30 + b"]" * 30 + b"}",
        b"items: [\x00]",
        b"items: 2026-99-99",
        b"items: [{id: 'a', id: 'b'}]",
    ],
)
def test_a_file_that_cannot_be_read_is_one_fault(content: bytes) -> None:
    parsed = read(content)

    assert parsed.faults
    assert parsed.faults[0].sentence.endswith("。")


def test_a_doubled_name_is_shown_with_its_line() -> None:
    [fault] = read(b"items:\n- id: a\n  name: x\n  name: y\n").faults

    assert (fault.path, fault.line) == ("items[0](a).name", 4)


@given(content=st.binary(max_size=300))
def test_any_bytes_are_answered(content: bytes) -> None:
    catalogue.parse(content, "x", factories.around())


@given(text=st.text(alphabet="items:- []{}\n\"'&*!|>ab1", max_size=200))
def test_any_text_is_answered(text: str) -> None:
    catalogue.parse(text.encode(), "x", factories.around())


def test_definitions_survive_their_json() -> None:
    for row in factories.sample_catalogue().rows:
        content = content_of(row.definition)
        assert item_from(content, version_id=0, version=0) == row.definition
    for event in factories.sample_catalogue().life_events:
        assert life_event_from(event_content_of(event), version=0) == event


@pytest.mark.parametrize(
    ("key", "process"),
    [("food_business", "standard"), ("residence_permit", "short"), ("food_prepack", "spot")],
)
def test_the_process_follows_kind_and_type(key: str, process: str) -> None:
    assert factories.definition(key).process == process
    assert process_of(Kind.SPOT, "01") == "spot"


@pytest.mark.parametrize(
    ("words", "limit"),
    [
        ("2个工作日", Limit(2, "工作日")),
        ("20 天", Limit(20, "日")),
        ("3个月", Limit(3, "月")),
        ("当场", Limit(0, "工作日")),
        ("即办", Limit(0, "工作日")),
        ("一般流程", None),
    ],
)
def test_limits_are_read_from_words(words: str, limit: Limit | None) -> None:
    assert limits.from_words(words) == limit


def test_limits_are_compared_across_units() -> None:
    assert limits.is_longer(Limit(45, "工作日"), Limit(60, "日"))
    assert not limits.is_longer(Limit(20, "工作日"), Limit(30, "日"))
    assert not limits.is_longer(Limit(30, "工作日"), Limit(3, "月"))
    assert limits.spoken(Limit(0, "工作日")) == "当场办结"
    assert limits.spoken(Limit(15, "日")) == "15 日"
