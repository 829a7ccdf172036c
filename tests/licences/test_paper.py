"""Blank paper: every sheet is somewhere, and printed upon once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.directory.factories import make_department
from tests.licences.batches import collect, row
from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    issue_licence,
    load_types,
    make_subject,
    official,
)
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry
from tongban.licences import queries, services
from tongban.licences.models import Licence, PaperMovement, PaperSheet
from tongban.licences.rules import paper
from tongban.licences.rules.paper import (
    CountWrong,
    NotPrintable,
    ReasonMissing,
    SerialsInvalid,
    SheetsKnown,
    SheetsNotThere,
    SheetUsed,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
MANAGER = official("licensing")
TYPE = "food_business_licence"
WINDOW = "示范大厅3号窗口"
OTHER = ("91990100MACMPL029E", "样例贸易有限公司", "001")


@pytest.fixture
def licence() -> Licence:
    return issue_licence(make_subject(**ENTERPRISE), TYPE)


def store(service: Any, first: str, last: str, **other: Any) -> PaperMovement:
    load_types()
    make_department("mkt")
    given: dict[str, Any] = {"actor": MANAGER, "unit": "mkt", "now": NOON, **other}
    moved: PaperMovement = service(type_key=TYPE, first=first, last=last, **given)
    return moved


def use(licence: Licence, serial: str, **other: Any) -> PaperSheet:
    given: dict[str, Any] = {"actor": MANAGER, "now": NOON, **other}
    return services.use_sheet(identifier=licence.identifier, serial=serial, **given)


def states_of(*serials: str) -> list[tuple[str, str]]:
    rows = PaperSheet.objects.filter(serial__in=serials).order_by("serial")
    return list(rows.values_list("state", "place"))


def test_sheets_are_received_handed_out_and_returned() -> None:
    received = store(services.receive_paper, "jy0000001", "ＪＹ0000100")
    store(services.hand_out_paper, "JY0000011", "JY0000020", place=WINDOW)
    store(services.return_paper, "JY0000020", "JY0000020", place=WINDOW)

    assert (received.first, received.last, received.count) == ("JY0000001", "JY0000100", 100)
    assert [(one.place, one.count) for one in queries.paper_stock(MANAGER)] == [
        ("", 91),
        (WINDOW, 9),
    ]
    fate = queries.sheets_numbered(MANAGER, "jy0000020")[0].fate
    assert [one.move for one in fate] == ["入库", "领用", "退回"]
    assert AuditEntry.objects.filter(event="licences.paper_moved").count() == 3


@pytest.mark.parametrize(
    ("first", "last"),
    [("JY", "JY9"), ("JY1", "JX2"), ("JY01", "JY002"), ("JY9", "JY1"), ("", "")],
)  # fmt: skip
def test_numbers_that_are_no_row_are_declined(first: str, last: str) -> None:
    with pytest.raises(SerialsInvalid):
        store(services.receive_paper, first, last)

    assert not PaperSheet.objects.exists()


def test_more_than_ten_thousand_sheets_at_once_are_declined() -> None:
    with pytest.raises(SerialsInvalid):
        store(services.receive_paper, "JY00001", "JY10001")

    assert not PaperSheet.objects.exists()


def test_a_number_is_received_once() -> None:
    store(services.receive_paper, "JY0000001", "JY0000010")

    with pytest.raises(SheetsKnown):
        store(services.receive_paper, "JY0000010", "JY0000020")

    assert PaperSheet.objects.count() == 10


def test_what_is_not_there_is_not_moved() -> None:
    store(services.receive_paper, "JY0000001", "JY0000010")

    for service, first, other in (
        (services.hand_out_paper, "JY0000010", {"place": WINDOW}),
        (services.return_paper, "JY0000001", {"place": WINDOW}),
        (services.void_paper, "JY0000010", {"reason": "水浸"}),
    ):
        with pytest.raises(SheetsNotThere):
            store(service, first, "JY0000011", **other)
    assert set(states_of("JY0000010")) == {("blank", "")}


def test_a_licence_is_printed_on_one_sheet_and_a_sheet_takes_one_licence(
    licence: Licence,
) -> None:
    store(services.receive_paper, "JY0000001", "JY0000010")
    other = issue_licence(make_subject(*OTHER), TYPE)

    sheet = use(licence, "jy0000001")

    assert (sheet.state, sheet.licence_id) == ("used", licence.pk)
    with pytest.raises(SheetUsed):
        use(other, "JY0000001")
    with pytest.raises(SheetsNotThere):
        use(other, "JY0000099")
    assert [one.serial for one in queries.sheets_of(licence)] == ["JY0000001"]


def test_printing_again_needs_a_reason(licence: Licence) -> None:
    store(services.receive_paper, "JY0000001", "JY0000010")
    use(licence, "JY0000001")

    with pytest.raises(ReasonMissing):
        use(licence, "JY0000002")
    use(licence, "JY0000002", reason="第一张卡纸")
    store(services.void_paper, "JY0000001", "", reason="卡纸")

    moves = PaperMovement.objects.order_by("id").values_list("move", "reason")
    assert list(moves)[1:] == [("打印", ""), ("补打", "第一张卡纸"), ("作废", "卡纸")]
    assert states_of("JY0000001", "JY0000002") == [("void", ""), ("used", "")]


def test_what_is_not_in_force_is_not_printed(licence: Licence) -> None:
    store(services.receive_paper, "JY0000001", "JY0000010")
    services.revoke(
        actor=MANAGER, identifier=licence.identifier, kind="注销", reason="x", legal_ground="y",
        now=NOON + timedelta(days=1),
    )  # fmt: skip
    collect([row()])

    with pytest.raises(NotPrintable, match="不是有效状态"):
        use(licence, "JY0000001", now=NOON + timedelta(days=2))
    with pytest.raises(NotPrintable, match="原制证系统"):
        use(Licence.objects.get(origin="collected"), "JY0000001")


def test_voiding_needs_a_reason_and_is_final() -> None:
    store(services.receive_paper, "JY0000001", "JY0000010")

    with pytest.raises(ReasonMissing):
        store(services.void_paper, "JY0000001", "JY0000002", reason=" ")
    store(services.void_paper, "JY0000001", "JY0000002", reason="水浸")
    with pytest.raises(SheetsNotThere):
        store(services.void_paper, "JY0000002", "JY0000003", reason="水浸")
    assert states_of("JY0000002", "JY0000003") == [("void", ""), ("blank", "")]


def count(found: int, missing: str = "", reason: str = "", place: str = "") -> PaperMovement:
    return services.count_paper(
        actor=MANAGER, type_key=TYPE, unit="mkt", place=place, found=found, missing=missing,
        reason=reason, now=NOON,
    )  # fmt: skip


def test_counting_writes_down_the_difference() -> None:
    store(services.receive_paper, "JY0000001", "JY0000010")

    agreed = count(10)
    lacking = count(8, "JY0000003，jy0000004", "去向正在查")

    assert (agreed.expected, agreed.found, agreed.missing) == (10, 10, [])
    assert (lacking.expected, lacking.found) == (10, 8)
    assert lacking.missing == ["JY0000003", "JY0000004"]
    with pytest.raises(CountWrong):
        count(8, "JY0000003", "x")
    with pytest.raises(CountWrong):
        count(10, "JY0000003", "x")
    with pytest.raises(ReasonMissing):
        count(9, "JY0000003")
    with pytest.raises(SheetsNotThere):
        count(9, "JY0000099", "x")
    with pytest.raises(ReasonMissing):
        count(11)


def test_only_the_licence_manager_of_the_office_moves_paper(licence: Licence) -> None:
    store(services.receive_paper, "JY0000001", "JY0000010")
    for actor in (official("licensing", "edu"), official("approver"), official("clerk")):
        with pytest.raises(Forbidden):
            store(services.void_paper, "JY0000001", "", reason="x", actor=actor)
    with pytest.raises(Forbidden):
        use(licence, "JY0000001", actor=official("approver"))
    with pytest.raises(queries.LicenceUnknown):
        use(licence, "JY0000001", actor=official("licensing", "edu"))
    assert queries.paper_stock(official("licensing", "edu")) == ()


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM licences_papermovement",
        "UPDATE licences_papermovement SET count = 1",
        "DELETE FROM licences_papersheet",
        "UPDATE licences_papersheet SET serial = 'X1'",
        "UPDATE licences_papersheet SET state = 'blank', licence_id = NULL, used_at = NULL",
    ],
)
def test_the_register_is_not_rewritten(licence: Licence, sql: str) -> None:
    store(services.receive_paper, "JY0000001", "JY0000001")
    use(licence, "JY0000001")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_database_keeps_a_sheet_from_being_half_used(licence: Licence) -> None:
    store(services.receive_paper, "JY0000001", "JY0000001")

    with pytest.raises(IntegrityError), transaction.atomic():
        PaperSheet.objects.update(state="used")


def test_rows_of_sheets_are_written_with_all_their_digits() -> None:
    found = paper.row("A-098", "A-101")

    assert found.serials() == ("A-098", "A-099", "A-100", "A-101")
    assert len(found) == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_prints_on_one_sheet_one_wins() -> None:
    first = issue_licence(make_subject(**ENTERPRISE), TYPE)
    second = issue_licence(make_subject(*OTHER), TYPE)
    store(services.receive_paper, "JY0000001", "JY0000001")
    ready, answers = threading.Barrier(2), []

    def print_on(licence: Licence) -> None:
        ready.wait()
        try:
            use(licence, "JY0000001")
            answers.append("printed")
        except SheetUsed:
            answers.append("used")
        finally:
            connection.close()

    threads = [threading.Thread(target=print_on, args=(one,)) for one in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["printed", "used"]
