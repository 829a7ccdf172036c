"""Trust grades: raised only, by a recorded act, with evidence."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.directory.factories import make_department
from tests.licences.batches import collect, row
from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    load_types,
    make_licence,
    make_subject,
    official,
    person,
)
from tongban.base.actors import Actor, ActorKind, Post
from tongban.base.errors import Forbidden
from tongban.base.files import FileTypeRefused
from tongban.licences import queries, services
from tongban.licences.models import Licence
from tongban.licences.rules.acts import DecisionIncomplete, StepNotPossible
from tongban.licences.rules.face_values import FaceInvalid
from tongban.licences.rules.grades import GradeNotRaised, StockInvalid
from tongban.licences.rules.numbers import NumberInvalid
from tongban.licences.services import NumberTaken

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
MANAGER = official("licensing")
CLERK = Actor(
    kind=ActorKind.STAFF, account=7, name="窗口样例员", posts=(Post(2, "clerk", "hall", "hall_a"),)
)
SCAN = (b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "扫描件.pdf")
FACE = {"KZ_FDDBR": "样大民", "KZ_DZ": "样例路1号", "KZ_XKXM": "理发店"}


def stock(**other: Any) -> services.Stock:
    load_types()
    make_department("mkt")
    given: dict[str, Any] = {
        "type_key": "public_place_hygiene",
        "holders": (make_subject(**ENTERPRISE).id,),
        "number": "样卫公证字〔2024〕第7号",
        "face": FACE,
        "issuer": "mkt",
        "region": "230102",
        "issued_on": date(2024, 3, 5),
        "valid_until": date(2028, 3, 4),
        **other,
    }
    return services.Stock(**given)


def convert(**other: Any) -> Licence:
    actor = other.pop("actor", MANAGER)
    return services.convert(
        actor=actor, stock=stock(**other), scan=SCAN, reason="存量转换", evidence="档案2024-7",
        now=NOON,
    )  # fmt: skip


def compare(**other: Any) -> Licence:
    actor = other.pop("actor", CLERK)
    return services.compare(
        actor=actor, stock=stock(**other), scan=SCAN, reason="与原件核对一致", evidence="原件",
        now=NOON,
    )  # fmt: skip


def raise_grade(licence: Licence, grade: str, **other: Any) -> Licence:
    given: dict[str, Any] = {
        "actor": MANAGER, "reason": "查档确认", "evidence": "档案2024-7", "now": NOON, **other,
    }  # fmt: skip
    return services.raise_grade(identifier=licence.identifier, grade=grade, **given)


def test_stock_is_converted_with_its_scan_and_days(
    outbox_names: Callable[[], list[str]],
) -> None:
    licence = convert()

    assert (licence.trust_grade, licence.origin, licence.state) == ("B", "converted", "valid")
    assert (licence.issued_on, licence.valid_from) == (date(2024, 3, 5), date(2024, 3, 5))
    assert licence.number == "样卫公证字〔2024〕第7号"
    assert licence.file_digest == licence.document_digest
    content, _name = services.download(
        actor=person(licence.holder_id), identifier=licence.identifier, now=NOON
    )
    assert content == SCAN[0]
    act = licence.acts.get()
    assert (act.step, act.details) == ("提升可信等级", {"before": "D", "after": "B"})
    assert outbox_names() == []


def test_a_compared_scan_holds_for_a_year_and_is_no_issuers_own() -> None:
    licence = compare()

    assert (licence.trust_grade, licence.origin) == ("C", "compared")
    assert licence.valid_until == date(2027, 1, 5)
    assert licence.serial == "H2026000001"
    assert compare(number="2", valid_until=date(2026, 6, 1)).valid_until == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"number": " "}, NumberInvalid),
        ({"issued_on": date(2026, 1, 6)}, StockInvalid),
        ({"face": {}}, FaceInvalid),
    ],
)
def test_what_stands_on_paper_is_checked(wrong: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        convert(**wrong)

    assert not Licence.objects.exists()


def test_a_number_in_force_is_not_entered_again() -> None:
    convert()

    with pytest.raises(NumberTaken):
        compare()


def test_a_scan_is_a_picture_or_a_document() -> None:
    with pytest.raises(FileTypeRefused):
        services.convert(
            actor=MANAGER, stock=stock(), scan=(b"MZ\x90\x00", "a.pdf"), reason="x", evidence="y",
            now=NOON,
        )  # fmt: skip

    assert not Licence.objects.exists()


def test_who_may_convert_and_compare() -> None:
    for actor in (official("licensing", "edu"), official("approver"), CLERK):
        with pytest.raises(Forbidden):
            convert(actor=actor)
    for actor in (official("clerk"), official("approver"), person(make_subject())):
        with pytest.raises(Forbidden):
            compare(actor=actor)


def test_a_grade_is_raised_by_an_act_of_the_office() -> None:
    licence = compare()

    raised = raise_grade(licence, "B")

    assert raised.trust_grade == "B"
    last = licence.acts.order_by("place").last()
    assert last is not None
    assert (last.document_name, last.details) == ("档案2024-7", {"before": "C", "after": "B"})
    with pytest.raises(GradeNotRaised, match="只能提高"):
        raise_grade(licence, "C")


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"actor": official("approver")}, Forbidden),
        ({"actor": official("licensing", "edu")}, queries.LicenceUnknown),
        ({"reason": ""}, DecisionIncomplete),
        ({"evidence": " "}, DecisionIncomplete),
        ({"grade": "E"}, GradeNotRaised),
        ({"grade": "A"}, GradeNotRaised),
    ],
)
def test_a_grade_is_not_raised_without_right_or_reason(
    other: dict[str, Any], refusal: type[Exception]
) -> None:
    licence = compare()
    grade = other.pop("grade", "B")

    with pytest.raises(refusal):
        raise_grade(licence, grade, **other)

    licence.refresh_from_db()
    assert (licence.trust_grade, licence.acts.count()) == ("C", 1)


def test_without_a_seal_nothing_becomes_grade_a() -> None:
    collect([row()])
    licence = Licence.objects.get()

    with pytest.raises(GradeNotRaised, match="有效电子印章"):
        raise_grade(licence, "A")


def test_the_grade_of_an_ended_licence_stays() -> None:
    licence = compare()
    services.revoke(
        actor=MANAGER, identifier=licence.identifier, kind="注销", reason="x", legal_ground="y",
        now=NOON + timedelta(days=1),
    )  # fmt: skip

    with pytest.raises(StepNotPossible):
        raise_grade(licence, "B")


def test_the_database_lowers_no_grade() -> None:
    make_licence(make_subject(**ENTERPRISE))

    with (
        pytest.raises(DatabaseError, match="only raised"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE licences_licence SET trust_grade = 'B'")
