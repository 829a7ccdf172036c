"""Own licences, look-ups by officials, and the record that comes first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    OTHER_PERSON,
    issue_licence,
    make_licence,
    make_subject,
    official,
    person,
)
from tongban.access import services as access
from tongban.access.models import DataAccess
from tongban.access.rules import PurposeMissing
from tongban.base import files
from tongban.base.actors import ANONYMOUS, SYSTEM
from tongban.base.errors import Forbidden
from tongban.base.paging import BadCursor
from tongban.licences import queries, services
from tongban.licences.models import Licence, LicenceType
from tongban.licences.rules.states import Standing
from tongban.licences.services import reading

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.identity.models import Subject
    from tongban.licences.queries import LicenceRow

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
BOTH = ("resident_id", "household_register")


def look_up(actor: Actor, holder: Subject, **other: Any) -> tuple[LicenceRow, ...]:
    options: dict[str, Any] = {
        "type_keys": BOTH,
        "purpose": "办理居住证",
        "case_number": "TB20260001",
        "now": NOON,
        **other,
    }
    return services.look_up(actor=actor, holder=holder.id, **options)


@pytest.fixture
def citizen() -> Subject:
    """样大民 with two licences, and somebody else with one."""
    subject = make_subject()
    make_licence(subject, "resident_id")
    make_licence(subject, "household_register")
    make_licence(make_subject(**OTHER_PERSON), "resident_id")
    return subject


def test_people_see_their_own_licences_only(citizen: Subject) -> None:
    page = queries.own(person(citizen))

    assert {row.type_key for row in page.items} == set(BOTH)
    assert {row.holder_name for row in page.items} == {"样大民"}
    assert page.next == ""


@pytest.mark.parametrize("actor", [ANONYMOUS, SYSTEM, official("licensing")])
def test_who_is_no_person_owns_nothing(citizen: Subject, actor: Actor) -> None:
    assert queries.own(actor).items == []


def test_the_list_takes_one_query_however_long_it_is(citizen: Subject) -> None:
    with CaptureQueriesContext(
        connection,
    ) as few:
        queries.own(person(citizen))
    for at in range(5):
        issue_licence(citizen, "tax_clearance_proof", face=TAX, number=f"N{at}")

    with CaptureQueriesContext(connection) as many:
        assert len(queries.own(person(citizen)).items) == 7
    assert (len(few), len(many)) == (1, 1)


def test_pages_join_without_gap_or_repetition(citizen: Subject) -> None:
    for at in range(5):
        issue_licence(citizen, "tax_clearance_proof", face=TAX, number=f"N{at}")
    seen: list[str] = []
    after = ""
    while True:
        page = queries.own(person(citizen), after=after, limit=3)
        seen += [row.identifier for row in page.items]
        after = page.next
        if not after:
            break

    assert len(seen) == len(set(seen)) == 7
    with pytest.raises(BadCursor):
        queries.own(person(citizen), after="forged")


def test_another_persons_licence_is_not_found(citizen: Subject) -> None:
    theirs = queries.own(person(make_subject(**OTHER_PERSON))).items[0]

    for identifier in (theirs.identifier, "", "1.2.156.3005.2", theirs.identifier.lower()):
        with pytest.raises(queries.LicenceUnknown):
            queries.own_licence(person(citizen), identifier)
        for read in (services.download, services.preview):
            with pytest.raises(queries.LicenceUnknown):
                read(actor=person(citizen), identifier=identifier, now=NOON)
    assert not DataAccess.objects.exists()


def test_ones_own_licence_is_shown_whole(citizen: Subject) -> None:
    identifier = queries.own(person(citizen)).items[0].identifier
    row = queries.own_licence(person(citizen), f" {identifier.lower()} ")

    assert row.is_valid
    assert row.state_label == "有效"
    assert row.face["KZ_GMSFHM"] == "990101199003070015"
    assert ("出生日期", "1990年3月7日") in {(one.name, one.value) for one in row.fields}


def test_whom_he_acts_for_decides_what_he_sees(citizen: Subject) -> None:
    enterprise = make_subject(**ENTERPRISE)
    make_licence(enterprise)

    for_enterprise = queries.own(person(citizen, principal=enterprise))

    assert [row.type_key for row in for_enterprise.items] == ["business_licence"]


def test_a_look_up_is_written_down_before_anything_is_read(citizen: Subject) -> None:
    with CaptureQueriesContext(connection) as ran:
        found = look_up(official("clerk"), citizen)

    assert {row.type_key for row in found} == set(BOTH)
    statements = [query["sql"] for query in ran]
    written = next(
        at for at, sql in enumerate(statements) if 'INSERT INTO "access_dataaccess"' in sql
    )
    read = next(at for at, sql in enumerate(statements) if 'FROM "licences_licence"' in sql)
    assert written < read
    look = DataAccess.objects.get()
    assert (look.subject_id, look.case_number) == (citizen.id, "TB20260001")
    assert look.what == ["电子证照：居民身份证", "电子证照：居民户口簿"]


def test_nothing_is_filled_in_from_a_record_that_was_changed(citizen: Subject) -> None:
    own = Licence.objects.get(type__key="resident_id", holder=citizen)
    personal = {**own.personal, "KZ_ZZ": "另一个地方"}
    Licence.objects.filter(pk=own.pk).update(personal=personal)

    (kept,) = look_up(official("clerk"), citizen)

    assert kept.type_key == "household_register"


def test_a_look_that_finds_nothing_is_written_down_too(citizen: Subject) -> None:
    assert look_up(official("handler"), citizen, type_keys=("business_licence",)) == ()

    assert DataAccess.objects.count() == 1


def test_nothing_is_looked_up_without_naming_types(citizen: Subject) -> None:
    assert look_up(official("clerk"), citizen, type_keys=()) == ()


@pytest.mark.parametrize(
    ("actor", "other", "refusal"),
    [
        (ANONYMOUS, {}, Forbidden),
        (official("supervisor"), {}, Forbidden),
        (official("operator"), {}, Forbidden),
        (official("clerk"), {"case_number": " "}, Forbidden),
        (official("clerk"), {"purpose": " "}, PurposeMissing),
        (official("clerk"), {"purpose": "x" * 201}, PurposeMissing),
    ],
)
def test_who_may_not_look_learns_nothing(
    citizen: Subject, actor: Actor, other: dict[str, str], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        look_up(actor, citizen, **other)

    assert not DataAccess.objects.exists()


def test_a_legal_basis_may_stand_for_the_case(citizen: Subject) -> None:
    look_up(official("clerk"), citizen, case_number="", legal_basis="《居住证暂行条例》第九条")

    assert DataAccess.objects.get().basis == "《居住证暂行条例》第九条"


def test_people_look_up_themselves_and_whom_they_act_for(citizen: Subject) -> None:
    other, enterprise = make_subject(**OTHER_PERSON), make_subject(**ENTERPRISE)
    make_licence(enterprise)
    access.empower(actor=SYSTEM, agent=citizen.id, principal=enterprise.id, now=NOON)
    agent = person(citizen)

    assert len(look_up(agent, citizen)) == 2
    assert len(look_up(agent, enterprise, type_keys=("business_licence",))) == 1
    with pytest.raises(Forbidden):
        look_up(agent, other)


def test_only_what_is_in_force_is_found(citizen: Subject) -> None:
    person_id = issue_licence(citizen, "health_certificate", valid_from=date(2026, 2, 1))
    options: dict[str, Any] = {"type_keys": ("health_certificate",)}

    assert look_up(SYSTEM, citizen, **options) == ()
    in_term = look_up(SYSTEM, citizen, now=NOON + timedelta(days=60), **options)
    assert [row.identifier for row in in_term] == [person_id.identifier]
    assert look_up(SYSTEM, citizen, now=NOON + timedelta(days=500), **options) == ()
    services.revoke(
        actor=SYSTEM,
        identifier=person_id.identifier,
        kind="撤销",
        reason="体检结论有误",
        legal_ground="《行政许可法》第六十九条",
        now=NOON,
    )
    assert look_up(SYSTEM, citizen, now=NOON + timedelta(days=60), **options) == ()


def test_what_is_not_shared_reaches_the_issuing_office_only(citizen: Subject) -> None:
    LicenceType.objects.filter(key="resident_id").update(share_type="不予共享")

    elsewhere = look_up(official("handler", "edu"), citizen)
    issuer = look_up(official("handler", "mkt"), citizen)

    assert [row.type_key for row in elsewhere] == ["household_register"]
    assert len(issuer) == 2
    assert len(look_up(person(citizen), citizen)) == 2


def test_the_holder_downloads_the_file_as_it_was_issued(citizen: Subject) -> None:
    licence = make_licence(make_subject(**ENTERPRISE))
    owner = person(citizen, principal=make_subject(**ENTERPRISE))

    content, name = services.download(actor=owner, identifier=licence.identifier, now=NOON)
    picture = services.preview(actor=owner, identifier=licence.identifier, now=NOON)

    assert content == files.read(licence.file_digest)
    assert name == "营业执照-2026000001.ofd"
    for form, head in (("pdf", b"%PDF"), ("es256", b"ey"), ("sm2", b"ey")):
        made, _ = services.download(actor=owner, identifier=licence.identifier, form=form, now=NOON)
        assert made.startswith(head)
    with pytest.raises(reading.FormUnknown):
        services.download(actor=owner, identifier=licence.identifier, form="docx", now=NOON)
    assert picture.startswith(b"\x89PNG")


def test_officials_open_a_file_for_a_case_or_as_the_office_that_issued_it(
    citizen: Subject,
) -> None:
    identifier = queries.own(person(citizen)).items[0].identifier
    case = {"purpose": "审核材料", "case_number": "TB20260001"}

    services.preview(actor=official("clerk", "edu"), identifier=identifier, now=NOON, **case)
    services.download(actor=official("handler", "mkt"), identifier=identifier, now=NOON)

    assert [look.purpose for look in DataAccess.objects.order_by("id")] == [
        "审核材料",
        "颁发机构查看所颁发的证照",
    ]
    for actor, options in (
        (official("clerk", "edu"), {}),
        (official("clerk", "edu"), {"purpose": "看看"}),
        (official("supervisor"), case),
        (ANONYMOUS, case),
    ):
        with pytest.raises(queries.LicenceUnknown):
            services.preview(actor=actor, identifier=identifier, now=NOON, **options)


def test_an_expired_licence_is_still_its_holders(citizen: Subject) -> None:
    old = issue_licence(
        citizen,
        "health_certificate",
        valid_from=date(2020, 1, 1),
        valid_until=date(2020, 6, 1),
    )

    row = queries.own_licence(person(citizen), old.identifier)

    assert row.state is Standing.EXPIRED
    assert not replace(row, state=Standing.PENDING).is_valid


TAX = {
    "KZ_SZ": "个人所得税",
    "KZ_SKSSQ": "2025年",
    "KZ_SJJE": "1200.00",
    "KZ_RTKRQ": "2026-01-04",
}
