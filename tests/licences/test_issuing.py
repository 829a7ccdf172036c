"""Issuing and ending licences."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.directory.factories import REGION, make_department
from tests.licences.factories import (
    ENTERPRISE,
    FACES,
    NOON,
    OTHER_PERSON,
    issue_licence,
    load_types,
    make_licence,
    make_subject,
    official,
    person,
)
from tongban.base import files, ofd
from tongban.base.actors import ANONYMOUS, SYSTEM
from tongban.base.crypto import keys, sm2, sm3
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry, NumberSeries
from tongban.directory.queries import DepartmentUnknown
from tongban.identity.queries import SubjectUnknown
from tongban.licences import queries, services
from tongban.licences.models import Licence, LicenceHolder, LicenceType
from tongban.licences.rules import identifiers, metadata, numbers, proofs, states
from tongban.licences.rules.face_values import FaceInvalid
from tongban.licences.rules.validity import ValidityUnfit
from tongban.seals.rules import uses

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
GROUND = "《行政许可法》第七十条"


def own(names: list[str]) -> list[str]:
    """The events of this house among those of all."""
    return [name for name in names if name.startswith("licences.")]


def end(licence: Licence, **other: Any) -> Licence:
    facts: dict[str, Any] = {
        "actor": official("licensing"),
        "identifier": licence.identifier,
        "kind": "注销",
        "reason": "企业申请注销",
        "legal_ground": GROUND,
        "now": NOON + timedelta(days=3),
        **other,
    }
    return services.revoke(**facts)


def test_a_licence_is_numbered_signed_filed_and_told(
    outbox_names: Callable[[], list[str]],
) -> None:
    licence = issue_licence(
        make_subject(**ENTERPRISE), "food_business_licence", case_number="TB2026", dedupe="case:1"
    )

    read = identifiers.parse(licence.identifier)
    assert (read.issuer_code, read.serial, read.version) == (
        "119900000000011852",
        "2026000001",
        1,
    )
    assert licence.number == "JY22301020000013"
    assert (licence.valid_from, licence.valid_until) == (date(2026, 1, 5), date(2031, 1, 4))
    assert (licence.state, licence.trust_grade) == ("valid", "A")
    assert licence.face["KZ_JYZMC"] == ENTERPRISE["name"]
    assert licence.status_place >= 0
    assert own(outbox_names()) == ["licences.issued"]
    entry = AuditEntry.objects.get(event="licences.issued", subject=licence.identifier)
    assert entry.facts["case_number"] == "TB2026"


def test_the_signature_covers_document_and_metadata() -> None:
    licence = make_licence(make_subject(**ENTERPRISE))

    package = ofd.open_package(files.read(licence.file_digest))
    (entry,) = ofd.signatures(package)
    digest = sm3.digest(entry.description).hex()
    assert licence.document_digest == digest
    stated = proofs.Statement(
        licence.identifier, digest, proofs.metadata_digest(licence.whole_metadata)
    )
    public = keys.store().public(licence.key_id)
    sm2.verify(public, stated.message(), bytes(licence.signature))


def test_the_file_says_what_the_row_says() -> None:
    """One version: document and row."""
    licence = make_licence(make_subject(**ENTERPRISE))

    package = ofd.open_package(files.read(licence.file_digest))
    custom = ofd.info(package).custom
    stated = metadata.custom(licence.whole_metadata)
    assert {key: custom[key] for key in stated} == stated
    assert custom["ZZZTQD"].endswith("/api/v1/status-lists/0")
    assert custom["ZTLBWZ"] == str(licence.status_place)
    indexed = ofd.indexed(package)
    assert indexed["item/ZZBH"] == licence.number
    assert indexed["item/ZZBFJG"] == licence.metadata["ZZBFJG"]


def test_an_office_without_a_seal_issues_nothing() -> None:
    load_types()
    holder = make_subject(**ENTERPRISE)
    make_department("edu")

    with pytest.raises(uses.NotAuthorised):
        services.issue(
            actor=SYSTEM, type_key="business_licence", holders=(holder.id,),
            face=FACES["business_licence"], issuer="edu", region=REGION,
            valid_from=NOON.date(), now=NOON,
        )  # fmt: skip
    assert not Licence.objects.exists()


def test_nobody_can_be_read_from_the_database_in_clear() -> None:
    licence = make_licence(make_subject(), "resident_id")

    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM licences_licence l WHERE id = %s", [licence.pk])
        stored = cursor.fetchone()[0]
    assert "样大民" not in stored
    assert "990101199003070015" not in stored
    assert Licence.objects.get(pk=licence.pk).number == "990101199003070015"


def test_the_same_wish_is_fulfilled_once() -> None:
    holder = make_subject(**ENTERPRISE)
    first = issue_licence(holder, "public_place_hygiene", face=HYGIENE, dedupe="case:7")
    again = issue_licence(holder, "public_place_hygiene", face=HYGIENE, dedupe="case:7")
    other = issue_licence(holder, "public_place_hygiene", face=HYGIENE, dedupe="case:8")

    assert again.pk == first.pk
    assert (first.serial, other.serial) == ("2026000001", "2026000002")
    assert (first.number, other.number) == ("2301022026000001", "2301022026000002")
    assert AuditEntry.objects.filter(event="licences.issued").count() == 2


def test_a_declined_wish_takes_no_number() -> None:
    holder = make_subject(**ENTERPRISE)
    with pytest.raises(FaceInvalid) as declined:
        issue_licence(holder, "food_business_licence", face={"KZ_JYXM": ""})
    issued = issue_licence(holder, "food_business_licence")

    assert list(declined.value.fields) == ["KZ_JYXM"]
    assert issued.serial == "2026000001"
    assert NumberSeries.objects.get(series__startswith="licences.number").last == 1


def test_several_holders_keep_their_order() -> None:
    first, second = make_subject(), make_subject(**OTHER_PERSON)
    licence = issue_licence(first, "real_estate_proof", holders=(second.id, first.id), face=ESTATE)

    assert licence.holder_id == second.id
    assert licence.holder_names == ("例小红", "样大民")
    subjects = licence.holders.order_by("place").values_list("subject", flat=True)
    assert list(subjects) == [second.id, first.id]
    for subject in (first, second):
        own = queries.own_licence(person(subject), licence.identifier)
        assert own.holder_name == "例小红、样大民"


def test_a_number_in_force_is_not_issued_twice() -> None:
    holder = make_subject(**ENTERPRISE)
    make_licence(holder)

    with pytest.raises(services.NumberTaken):
        make_licence(holder)
    assert Licence.objects.count() == 1


def test_after_the_end_the_next_version_follows() -> None:
    holder = make_subject(**ENTERPRISE)
    first = make_licence(holder)
    end(first)

    second = issue_licence(holder, now=NOON + timedelta(days=4))

    assert (second.version, second.serial) == (2, first.serial)
    assert identifiers.parse(second.identifier).version == 2


def test_an_expired_version_lapses_when_the_next_is_issued() -> None:
    holder = make_subject()
    old = issue_licence(holder, "resident_id", valid_until=date(2026, 2, 1))
    issue_licence(holder, "resident_id", now=NOON + timedelta(days=60))

    old.refresh_from_db()
    assert (old.state, old.ended_kind) == (states.State.ENDED, "失效")
    assert AuditEntry.objects.filter(event="licences.lapsed", subject=old.identifier).exists()


@pytest.mark.parametrize(
    ("options", "refusal"),
    [
        ({"actor": ANONYMOUS}, Forbidden),
        ({"actor": official("clerk")}, Forbidden),
        ({"actor": official("licensing", "edu")}, Forbidden),
        ({"type_key": "no_such"}, queries.TypeUnknown),
        ({"type_key": "resident_id"}, services.HolderUnfit),
        ({"holders": ()}, services.HolderUnfit),
        ({"number": "x" * 200}, numbers.NumberInvalid),
        ({"valid_until": date(2025, 1, 1)}, ValidityUnfit),
        ({"face": {"KZ_ZTYT": "小卖部"}}, numbers.NumberInvalid),
        ({"face": {"KZ_NONE": "x"}}, FaceInvalid),
    ],
)
def test_what_cannot_be_issued_is_declined_and_leaves_nothing(
    options: dict[str, Any], refusal: type[Exception]
) -> None:
    holder = make_subject(**ENTERPRISE)
    wish = {"type_key": "food_business_licence", **options}

    with pytest.raises(refusal), transaction.atomic():
        issue_licence(holder, **wish)

    assert not Licence.objects.exists()
    assert not NumberSeries.objects.filter(series__startswith="licences").exists()


def test_unknown_holders_and_offices_are_declined(db: None) -> None:
    unknown: UUID = make_subject().id.__class__(int=1)
    with pytest.raises(SubjectUnknown):
        make_licence(unknown)
    with pytest.raises(DepartmentUnknown):
        services.issue(
            actor=official("licensing", "nowhere"),
            type_key="resident_id",
            holders=(make_subject().id,),
            face={},
            issuer="nowhere",
            region="230102",
            valid_from=date(2026, 1, 5),
            now=NOON,
        )


def test_a_type_without_code_cannot_be_issued() -> None:
    load_types()
    LicenceType.objects.filter(key="resident_id").update(type_code=None)

    with pytest.raises(services.TypeNotIssuable):
        make_licence(make_subject(), "resident_id")


def test_what_the_office_fills_in_is_tried_before_it_is_issued() -> None:
    load_types()
    holder = make_licence(make_subject(**ENTERPRISE)).holder_id
    wish: dict[str, Any] = {
        "type_key": "public_place_hygiene",
        "holders": (holder,),
        "issuer": "mkt",
        "region": "230102",
        "now": NOON,
    }

    with pytest.raises(FaceInvalid):
        services.checked_face(face={}, **wish)
    assert services.checked_face(face=HYGIENE, **wish) == HYGIENE
    assert "KZ_XKXM" in {field.key for field in services.face_fields("public_place_hygiene")}


def test_an_office_ends_what_it_issued(outbox_names: Callable[[], list[str]]) -> None:
    licence = make_licence(make_subject(**ENTERPRISE))

    ended = end(licence)

    assert (ended.state, ended.ended_on, ended.ended_kind) == (
        "ended",
        date(2026, 1, 8),
        "注销",
    )
    assert own(outbox_names()) == ["licences.issued", "licences.revoked"]
    entry = AuditEntry.objects.get(event="licences.revoked")
    assert entry.facts == {"kind": "注销", "legal_ground": GROUND, "act": 1}
    with pytest.raises(states.AlreadyEnded):
        end(licence, kind="吊销")


@pytest.mark.parametrize(
    ("other", "refusal"),
    [
        ({"actor": official("licensing", "edu")}, queries.LicenceUnknown),
        ({"actor": official("clerk")}, queries.LicenceUnknown),
        ({"actor": official("handler")}, Forbidden),
        ({"actor": ANONYMOUS}, queries.LicenceUnknown),
        ({"identifier": "nonsense"}, queries.LicenceUnknown),
        ({"kind": "失效"}, states.EndingIncomplete),
        ({"reason": ""}, states.EndingIncomplete),
    ],
)
def test_others_cannot_end_it(other: dict[str, Any], refusal: type[Exception]) -> None:
    licence = make_licence(make_subject(**ENTERPRISE))

    with pytest.raises(refusal):
        end(licence, **other)

    licence.refresh_from_db()
    assert licence.state == "valid"


def test_the_holder_cannot_end_his_licence() -> None:
    holder = make_subject(**ENTERPRISE)

    with pytest.raises(queries.LicenceUnknown):
        end(make_licence(holder), actor=person(holder))


@pytest.mark.parametrize(
    "change",
    [
        "identifier = 'x'",
        "metadata = '{}'",
        "valid_until = '2099-01-01'",
        "document_digest = repeat('0', 64)",
        "signature = '\\x00'",
        "holder_id = gen_random_uuid()",
    ],
)
def test_the_database_keeps_what_was_signed(change: str) -> None:
    licence = make_licence(make_subject(**ENTERPRISE))

    sql = f"UPDATE licences_licence SET {change} WHERE id = %s"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, [licence.pk])


def test_the_database_keeps_ended_licences_ended_and_deletes_none() -> None:
    licence = end(make_licence(make_subject(**ENTERPRISE)))

    revive = (
        "UPDATE licences_licence SET state = 'valid', ended_on = NULL, ended_kind = '',"
        " ended_reason = '', legal_ground = '' WHERE id = %s"
    )
    LicenceHolder.objects.filter(licence=licence).delete()
    for sql in (revive, "DELETE FROM licences_licence WHERE id = %s"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [licence.pk])


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "odd"},
        {"state": "ended"},
        {"ended_kind": "注销"},
        {"trust_grade": "E"},
    ],
)
def test_the_database_declines_impossible_states(wrong: dict[str, str]) -> None:
    licence = make_licence(make_subject(**ENTERPRISE))

    with pytest.raises(IntegrityError), transaction.atomic():
        Licence.objects.filter(pk=licence.pk).update(**wrong)


def at_once(act: Callable[[], str]) -> list[str]:
    """What two threads get that begin together."""
    results: list[str] = []

    def run() -> None:
        try:
            results.append(act())
        finally:
            connection.close()

    both = [threading.Thread(target=run) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_who_issue_the_same_at_once_get_one_licence() -> None:
    holder = make_subject(**ENTERPRISE)
    make_licence(make_subject(), "resident_id")

    results = at_once(lambda: issue_licence(holder, dedupe="case:9").identifier)

    assert len(results) == 2
    assert len(set(results)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_issue_one_number_at_once_the_second_is_told() -> None:
    holder = make_subject(**ENTERPRISE)
    make_licence(make_subject(), "resident_id")

    def issue() -> str:
        try:
            return make_licence(holder).identifier
        except services.NumberTaken:
            return "taken"

    results = at_once(issue)

    assert sorted(result == "taken" for result in results) == [False, True]


HYGIENE = {"KZ_FDDBR": "样大民", "KZ_DZ": "样例省样例市样例区示范路2号", "KZ_XKXM": "理发店"}
ESTATE = {
    "KZ_ZMQLSX": "抵押权",
    "KZ_YWR": "样大民",
    "KZ_ZL": "样例省样例市样例区示范路1号",
    "KZ_BDCDYH": "990101001001GB00001F00010001",
}
