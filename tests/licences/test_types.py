"""The file of licence types: taken whole, or not at all with every fault named."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from tests.licences.factories import NOON, TYPES, issue_licence, make_subject, official
from tongban.base.actors import ANONYMOUS, SYSTEM
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry
from tongban.licences import queries, services
from tongban.licences.models import LicenceType
from tongban.licences.rules.types import TypesRefused

pytestmark = pytest.mark.django_db
CONTENT = TYPES.read_bytes()


def file(*rows: dict[str, Any], **other: Any) -> bytes:
    return yaml.safe_dump({"version": 1, "licence_types": list(rows), **other}).encode()


def row(**other: Any) -> dict[str, Any]:
    return {
        "id": "sample_licence",
        "name": "样例证",
        "category": "许可",
        "type_code": None,
        "sample_type_code": "119900000000000275901",
        "defining_authority": "样例省数据标准委员会",
        "issuing_authority": "样例部门",
        "holder_category": "自然人",
        "holder_code_types": ["111"],
        "number_rule": "local serial",
        "validity": {"kind": "fixed", "length": 5, "unit": "年"},
        "periodic_check": False,
        "paper_counterpart": True,
        "default_share_type": "有条件共享",
        "fields": [{"key": "KZ_XM", "name": "姓名", "type": "text", "mandatory": True}],
        **other,
    }


def load(content: bytes, file_name: str = "types.yaml") -> services.LoadReport:
    return services.load_types(actor=SYSTEM, content=content, file_name=file_name, now=NOON)


def test_all_types_are_loaded_and_loading_again_changes_nothing() -> None:
    first, second = load(CONTENT), load(CONTENT)

    assert (first.created, first.changed, first.unchanged) == (73, 0, 0)
    assert (second.created, second.changed, second.unchanged) == (0, 0, 73)
    assert len(queries.types()) == 73
    assert queries.types()[0].name == "居民身份证"
    assert queries.type_by_key("business_licence").name == "营业执照"
    assert AuditEntry.objects.filter(event="licences.types_loaded").count() == 2


def test_types_made_for_show_carry_sample_codes_only() -> None:
    load(CONTENT)

    codes = {kind.type_code or "" for kind in queries.types()}
    assert all(code.startswith("119900000000000275") for code in codes)


def test_production_takes_real_codes_only(settings: Any) -> None:
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"mode": "production"})
    load(CONTENT)

    assert queries.type_by_key("business_licence").type_code == "11100000MB0143028R001"
    assert LicenceType.objects.filter(type_code=None).count() == 66


def test_a_changed_type_is_changed_and_no_other() -> None:
    load(file(row()))

    report = load(file(row(name="样例新证"), row(id="other", sample_type_code=None)))

    assert (report.created, report.changed, report.unchanged) == (1, 1, 0)
    assert queries.type_by_key("sample_licence").name == "样例新证"


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"id": "Bad Key"}, "licence_types[1](Bad Key).id"),
        ({"name": ""}, "licence_types[1](bad).name"),
        ({"type_code": "123"}, "licence_types[1](bad).type_code"),
        ({"holder_code_types": ["777"]}, "licence_types[1](bad).holder_code_types[0]"),
        ({"holder_code_types": [111]}, "licence_types[1](bad).holder_code_types[0]"),
        ({"validity": {"kind": "fixed"}}, "licence_types[1](bad).validity"),
        ({"validity": {"kind": "always"}}, "licence_types[1](bad).validity.kind"),
        ({"validity": {"kind": "by_age"}}, "licence_types[1](bad).validity"),
        ({"fields": []}, "licence_types[1](bad).fields"),
        ({"periodic_check": "no"}, "licence_types[1](bad).periodic_check"),
        ({"colour": "red"}, "licence_types[1](bad).colour"),
        (
            {"fields": [{"key": "KZ_X", "name": "项", "type": "enum", "mandatory": True}]},
            "licence_types[1](bad).fields[0]",
        ),
    ],
)
def test_one_bad_row_is_named_and_nothing_is_loaded(wrong: dict[str, Any], path: str) -> None:
    bad = row(**{"id": "bad", "sample_type_code": None, **wrong})

    with pytest.raises(TypesRefused) as declined:
        load(file(row(), bad), "my-types.yaml")

    assert path in declined.value.fields
    assert str(declined.value).startswith(f"my-types.yaml：{path}：")
    assert not LicenceType.objects.exists()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"licence_types: [",
        b"just text",
        b"version: 1\nlicence_types: []",
        b"a: &a [1]\nb: &b [*a, *a]\nversion: 1",
        b"[" * 50,
        file(row(), row()),
        file(row(), row(id="other")),
        file(row(fields=[row()["fields"][0]] * 2)),
        file(row(), version=2),
        b"version: 1\nlicence_types:\n- !!python/object/apply:os.system [ls]",
    ],
)
def test_a_file_that_cannot_be_read_whole_is_declined(content: bytes) -> None:
    with pytest.raises(TypesRefused):
        load(content)

    assert not LicenceType.objects.exists()


def test_a_code_under_which_licences_were_issued_stays() -> None:
    issue_licence(make_subject(), "resident_id")
    changed = CONTENT.replace(b"'119900000000000275001'", b"'119900000000000275901'")

    with pytest.raises(TypesRefused) as declined:
        load(changed)

    assert "licence_types[0](resident_id).type_code" in declined.value.fields


def test_a_code_that_another_type_has_is_declined() -> None:
    load(file(row()))

    with pytest.raises(TypesRefused):
        load(file(row(id="other")))


def test_only_those_who_keep_the_types_may_load_them() -> None:
    for actor in (ANONYMOUS, official("clerk")):
        with pytest.raises(Forbidden):
            services.load_types(actor=actor, content=CONTENT, file_name="x", now=NOON)

    report = services.load_types(
        actor=official("licensing"), content=CONTENT.decode(), file_name="x", now=NOON
    )
    assert report.created == 73


def test_an_unknown_type_is_not_found() -> None:
    with pytest.raises(queries.TypeUnknown):
        queries.type_by_key("no_such_type")
