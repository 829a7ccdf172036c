"""Batches from departments' making systems: all or nothing, once, and reported row by row."""

from __future__ import annotations

import base64
import json
import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.licences.batches import (
    SYSTEM_OF_OFFICE,
    UNIT,
    as_csv,
    collect,
    identifier,
    many,
    row,
)
from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    issue_licence,
    make_subject,
    official,
    person,
)
from tongban.base.actors import Post
from tongban.base.crypto import keys, sm2
from tongban.base.errors import Forbidden, NotFound
from tongban.base.files import read as read_file
from tongban.identity.models import Subject
from tongban.licences import queries, services
from tongban.licences.models import Licence, LicenceAct, LicenceBatch
from tongban.licences.rules import collecting, proofs
from tongban.licences.rules.collecting import BatchNumberTaken, BatchRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.licences.queries import BatchReport

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
LATER = NOON + timedelta(days=1)


def said(report: BatchReport) -> list[tuple[int, str, str]]:
    return [(one.row, one.field, one.level) for one in report.findings]


def upload(content: bytes, name: str = "批次.csv", **other: Any) -> BatchReport:
    given: dict[str, Any] = {"actor": official("licensing"), "unit": UNIT, "now": NOON, **other}
    return services.collect_file(batch_number="手", content=content, file_name=name, **given)


def test_a_batch_comes_into_the_library(outbox_names: Callable[[], list[str]]) -> None:
    report = collect([row(), row("20200002", CZZTDM="91990100MACMPL029E", CZZT="样例贸易有限公司")])

    assert (report.accepted, report.rows, report.created, report.errors) == (True, 2, 2, 0)
    licence = Licence.objects.get(serial="20200001")
    assert (licence.origin, licence.source, licence.trust_grade) == ("collected", "mkt-maker", "B")
    assert (licence.identifier, licence.version) == (identifier("20200001"), 1)
    assert licence.face["KZ_DWMC"] == ENTERPRISE["name"]
    assert outbox_names() == ["licences.collected"]
    own = queries.own_licence(person(licence.holder_id), licence.identifier)
    assert (own.number, own.has_file) == ("样卫公证字〔2020〕第20200001号", False)
    assert services.verify_identifier(licence.identifier, now=NOON).is_valid


def test_the_receipt_is_signed_over_what_was_taken() -> None:
    collect([row()])

    licence = Licence.objects.get()
    stated = proofs.Statement(
        licence.identifier, "", proofs.metadata_digest(licence.whole_metadata)
    )
    sm2.verify(keys.store().public(licence.key_id), stated.message(), bytes(licence.signature))


def test_one_bad_row_of_a_thousand_and_nothing_is_written() -> None:
    rows = many(1_000)
    rows[499]["ZZBFRQ"] = "2024-02-30"

    report = collect(rows)

    assert (report.accepted, report.errors, report.created) == (False, 1, 0)
    assert said(report) == [(500, "ZZBFRQ", "error")]
    assert not Licence.objects.exists()
    assert not Subject.objects.exists()


def test_a_thousand_rows_are_taken_and_more_than_ten_thousand_are_not() -> None:
    rows = many(1_000)

    report = collect(rows)

    assert (report.accepted, report.created) == (True, 1_000)
    assert Licence.objects.count() == 1_000
    with pytest.raises(BatchRefused, match="最多10000行，这批有10001行"):
        collect([*many(10_000), row("X")], "2026-002")


def test_the_same_batch_again_gives_the_same_report() -> None:
    first = collect([row()])
    again = collect([row()], now=LATER)

    assert again == first
    assert LicenceBatch.objects.count() == Licence.objects.count() == 1


def test_a_number_is_not_used_for_other_content() -> None:
    refused = collect([row(ZZBFRQ="gestern")])

    with pytest.raises(BatchNumberTaken):
        collect([row()])
    assert not refused.accepted
    assert collect([row()], "2026-002").accepted


def test_two_sources_may_use_the_same_number() -> None:
    collect([row()])
    other = collect([row("20200002")], actor=official("licensing"))

    assert (other.accepted, other.source) == (True, "手工上传:mkt")


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ({"ZZBS": ""}, "ZZBS"),
        ({"ZZBS": "1.2.156.3005.2.nothing"}, "ZZBS"),
        ({"ZZLXDM": "999999999999999999999"}, "ZZLXDM"),
        ({"ZZBH": "\u200b"}, "ZZBH"),
        ({"CZZTDM": "91990101MACMPL0101"}, "CZZTDM"),
        ({"CZZTDMLXDM": "111"}, "CZZTDMLXDM"),
        ({"CZZT": "甲^乙"}, "CZZT"),
        ({"ZZBFRQ": "2026-03-01"}, "ZZBFRQ"),
        ({"ZZYXQJZRQ": "2020-01-01"}, "ZZYXQJZRQ"),
        ({"ZZSSDQBM": "999999"}, "ZZSSDQBM"),
        ({"ZZBFJGDM": "11990000000001011Q"}, "ZZBFJGDM"),
        ({"KZ_XKXM": ""}, "KZ_XKXM"),
        ({"KZ_NICHTS": "1"}, "KZ_NICHTS"),
        ({"ZZZT": "丢了"}, "ZZZT"),
        ({"ZZZT": "注销"}, "ZZBGSJ"),
        ({"file": "!!", "file_name": "a.ofd"}, "file"),
        ({"file": "aGFsbG8=", "file_name": "a.exe"}, "file_name"),
        ({"file": "aGFsbG8=", "file_name": "a.pdf"}, "file"),
    ],
)
def test_each_fault_is_named_at_its_column(cells: dict[str, str], field: str) -> None:
    report = collect([row(), row("20200002", 1, **cells)])

    assert said(report) == [(2, field, "error")]
    assert not Licence.objects.exists()


def test_reports_repeat_nothing_that_was_sent() -> None:
    report = collect([row(CZZTDM="990101199003070015X", CZZT="样大民！", ZZBFRQ="样大民")])

    words = "".join(one.sentence for one in report.findings)
    assert report.errors >= 2
    assert "样大民" not in words
    assert "990101" not in words


def test_a_wrong_check_character_is_kept_with_a_warning() -> None:
    right = identifier("20200001")
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")

    report = collect([row(ZZBS=wrong.lower())])

    assert (report.accepted, said(report)) == (True, [(1, "ZZBS", "warning")])
    assert Licence.objects.get().identifier == wrong


def test_an_identifier_of_another_office_is_declined() -> None:
    other = identifier("20200001").replace("119900000000011852", "11990000000001011Q")

    assert "ZZBS" in [one.field for one in collect([row(ZZBS=other)]).findings]


def test_one_licence_stands_once_in_a_batch() -> None:
    by_serial = collect([row(), row(version=2)])
    by_number = collect([row(), row("20200002", ZZBH=row()["ZZBH"])], "2026-002")

    assert said(by_serial) == [(2, "ZZBS", "error")]
    assert said(by_number) == [(2, "ZZBH", "error")]


def test_a_holder_known_under_another_name_is_declined() -> None:
    make_subject(**ENTERPRISE)

    known = collect([row(CZZT="样例别名有限公司")])
    inside = collect(
        [
            row(CZZTDM="91990100MACMPL029E", CZZT="甲有限公司"),
            row("20200002", CZZTDM="91990100MACMPL029E", CZZT="乙有限公司"),
        ],
        "2026-002",
    )

    assert said(known) == [(1, "CZZT", "error")]
    assert said(inside) == [(2, "CZZT", "error")]


def test_a_higher_version_takes_the_place_of_the_lower() -> None:
    collect([row()])
    report = collect([row(version=2, KZ_XKXM="美容店")], "2026-002", now=LATER)

    old, new = Licence.objects.order_by("version")
    assert (report.created, report.updated) == (0, 1)
    assert (old.state, old.replaced_by) == ("ended", new.identifier)
    assert [(a.step, a.actor_kind) for a in old.acts.all()] == [("变更", "client")]
    lower = collect([row(version=1, KZ_XKXM="棋牌室")], "2026-003")
    assert said(lower) == [(1, "ZZBS", "error")]


def test_the_same_row_again_changes_nothing() -> None:
    collect([row()])
    again = collect([row(), row("20200002")], "2026-002")
    changed = collect([row(KZ_XKXM="美容店")], "2026-003")

    assert (again.created, again.updated, again.unchanged) == (1, 0, 1)
    assert said(changed) == [(1, "ZZBS", "error")]


def test_a_number_in_force_under_another_serial_is_declined() -> None:
    collect([row()])

    report = collect([row("20200009", ZZBH=row()["ZZBH"])], "2026-002")

    assert said(report) == [(1, "ZZBH", "error")]


def test_what_we_issued_is_not_changed_by_a_batch() -> None:
    licence = issue_licence(
        make_subject(**ENTERPRISE),
        "public_place_hygiene",
        face={"KZ_FDDBR": "样大民", "KZ_DZ": "样例路1号", "KZ_XKXM": "理发店"},
    )

    report = collect([row(licence.serial, version=2)])

    assert said(report) == [(1, "ZZBS", "error")]
    licence.refresh_from_db()
    assert licence.state == "valid"


def test_states_that_departments_report_are_entered() -> None:
    changed = {"ZZBGSJ": "2025-06-01", "ZZBGYY": "停止营业"}
    collect([row(), row("20200002", 1, ZZZT="暂扣", **changed)])
    suspended = Licence.objects.get(serial="20200002")
    report = collect(
        [row("20200001", 1, ZZZT="注销", **changed), row("20200002")], "2026-002", now=LATER
    )

    ended = Licence.objects.get(serial="20200001")
    given_back = Licence.objects.get(serial="20200002")
    assert (suspended.state, suspended.suspended_on) == ("suspended", date(2025, 6, 1))
    assert (ended.state, ended.ended_kind, ended.ended_on) == ("ended", "注销", date(2025, 6, 1))
    assert (given_back.state, report.updated) == ("valid", 2)
    assert LicenceAct.objects.count() == 3


def test_a_file_may_come_along_and_is_kept_as_it_was() -> None:
    pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"

    collect([row(file=base64.b64encode(pdf).decode(), file_name="证.pdf")])

    licence = Licence.objects.get()
    assert read_file(licence.file_digest) == pdf
    assert (licence.trust_grade, licence.document_digest) == ("B", licence.file_digest)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_tables_are_read_in_both_encodings_with_chinese_heads(encoding: str) -> None:
    names = {"ZZBS": "证照标识", "CZZT": "持证主体", "KZ_XKXM": "许可项目"}
    one = {names.get(key, key): value for key, value in row(ZZBFRQ="2024年3月5日").items()}

    content = as_csv([one], encoding)
    report = services.collect_file(
        actor=official("licensing"), batch_number="1", unit=UNIT, content=content,
        file_name="批次.CSV", now=NOON,
    )  # fmt: skip

    assert (report.accepted, report.created) == (True, 1)
    assert Licence.objects.get().face["KZ_XKXM"] == "理发店"


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "空的"),
        ("ZZBS\nx".encode("utf-16"), "a.csv", "编码"),
        (b"ZZBS,ZZBS\n1,2", "a.csv", "重复"),
        (b"a,b\n1,2", "a.csv", "没有一列认得"),
        (b"ZZBS\n1,2", "a.csv", "列数比表头多"),
        (b'ZZBS\n"1', "a.csv", "引号"),
        (b"ZZBS\n", "a.csv", "没有一行"),
        (b"ZZBS\n1", "a.xlsx", "CSV 或 JSON"),
        (b"{", "a.json", "JSON"),
        (b'{"rows": 1}', "a.json", "列表"),
        (b"[1]", "a.json", "第1行"),
        (b'[{"ZZBS": {"a": 1}}]', "a.json", "不是文字"),
        (b'[{"ZZBS": 1.5}]', "a.json", "不是文字"),
        ('[{"ZZBS": "a", "证照标识": "b"}]'.encode(), "a.json", "两次"),
        (b"[" * 100_000, "a.json", "JSON"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_refused(content: bytes, name: str, sentence: str) -> None:
    with pytest.raises(BatchRefused, match=sentence):
        upload(content, name)

    assert not LicenceBatch.objects.exists()


def test_reports_carry_no_formula_into_a_spreadsheet() -> None:
    report = collect([row("20200001", 1, **{"=HYPERLINK(1)": "x", "@SUM": "y"})])

    table = collecting.report_csv(report.findings)
    assert "'=HYPERLINK(1)" in table
    assert "'@SUM" in table
    assert "\r\n1,=" not in table


def test_only_the_office_hands_in() -> None:
    strangers = [official("licensing", "edu"), official("clerk"), official("approver")]
    for actor in (*strangers, person(make_subject())):
        with pytest.raises(Forbidden):
            collect([row()], actor=actor)


def test_a_system_needs_the_scope_and_its_own_office() -> None:
    for wrong in (
        replace(SYSTEM_OF_OFFICE, scopes=frozenset()),
        replace(SYSTEM_OF_OFFICE, posts=(Post(0, "client", "edu"),)),
    ):
        with pytest.raises(Forbidden):
            collect([row()], actor=wrong)


def test_batches_stay_as_they_were_reported() -> None:
    collect([row()])

    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE licences_licencebatch SET created = 5")


def test_json_may_be_a_list_or_have_rows() -> None:
    first = services.collect_file(
        actor=official("licensing"), batch_number="1", unit=UNIT, file_name="a.json",
        content=json.dumps([row()]).encode(), now=NOON,
    )  # fmt: skip
    second = services.collect_file(
        actor=official("licensing"), batch_number="2", unit=UNIT, file_name="a.json",
        content=json.dumps({"rows": [row("20200002")]}).encode(), now=NOON,
    )  # fmt: skip

    assert (first.created, second.created) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_the_same_batch_twice_at_once_is_taken_once() -> None:
    rows = [row(f"2020{n:05d}") for n in range(1, 4)]
    ready, reports = threading.Barrier(2), []

    def send() -> None:
        ready.wait()
        reports.append(collect(rows))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(reports) == 2
    assert reports[0] == reports[1]
    assert Licence.objects.count() == 3
    assert LicenceBatch.objects.count() == 1


def test_what_came_without_a_file_has_none_to_download() -> None:
    collect([row()])
    licence = Licence.objects.get()

    with pytest.raises(NotFound):
        services.download(actor=person(licence.holder_id), identifier=licence.identifier, now=NOON)
