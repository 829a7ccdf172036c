"""Looking licences up by number: the policy, the record, the signature, then the licence."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.licences import test_types_versions as typing
from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    issue_licence,
    make_licence,
    make_subject,
    official,
    person,
)
from tongban.access.models import DataAccess
from tongban.access.rules import PurposeMissing
from tongban.base.actors import ANONYMOUS, Actor
from tongban.base.errors import Forbidden
from tongban.licences import services
from tongban.licences.models import Licence, LicenceType
from tongban.licences.queries.licences import LicenceRow
from tongban.licences.queries.opened import RecordBroken
from tongban.licences.rules.states import Standing

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]


@pytest.fixture
def licence() -> Licence:
    return make_licence(make_subject(**ENTERPRISE), "food_business_licence")


def look(actor: Actor, number: str, **other: str) -> tuple[LicenceRow, ...]:
    given = {"purpose": "审核变更申请", "case_number": "TB20260001", **other}
    return services.look_up_number(actor=actor, number=number, now=NOON, **given)


def test_an_office_finds_the_licence_and_the_holder_can_see_it(licence: Licence) -> None:
    (found,) = look(official("clerk"), licence.number)

    assert (found.identifier, found.holder_name) == (licence.identifier, ENTERPRISE["name"])
    assert found.face == licence.face
    assert found.state is Standing.VALID
    (record,) = DataAccess.objects.all()
    assert (record.subject_id, record.purpose, record.case_number) == (
        licence.holder_id,
        "审核变更申请",
        "TB20260001",
    )
    assert record.what == ["电子证照：食品经营许可证"]


@pytest.mark.parametrize("typed", ["  {} ", "{lower}", "{wide}"])
def test_a_number_may_be_typed_carelessly(licence: Licence, typed: str) -> None:
    number = licence.number
    wide = "".join(chr(ord(each) + 0xFEE0) for each in number)

    found = look(official("clerk"), typed.format(number, lower=number.lower(), wide=wide))

    assert [row.identifier for row in found] == [licence.identifier]


def test_nobody_looks_without_post_case_and_purpose(licence: Licence) -> None:
    for actor in (ANONYMOUS, person(licence.holder_id), official("supervisor")):
        with pytest.raises(Forbidden):
            look(actor, licence.number)
    with pytest.raises(Forbidden):
        look(official("clerk"), licence.number, case_number=" ")
    with pytest.raises(PurposeMissing):
        look(official("clerk"), licence.number, purpose=" ")
    assert not DataAccess.objects.exists()


def test_what_is_not_shared_reaches_the_issuing_office_only(licence: Licence) -> None:
    LicenceType.objects.filter(pk=licence.type_id).update(share_type="不予共享")

    assert look(official("clerk", "edu"), licence.number) == ()
    assert len(look(official("clerk", "mkt"), licence.number)) == 1


def test_a_record_that_was_changed_is_shown_to_nobody(licence: Licence) -> None:
    personal = {**licence.personal, "KZ_JYXM": "什么都可以"}
    Licence.objects.filter(pk=licence.pk).update(personal=personal)

    with pytest.raises(RecordBroken):
        look(official("clerk"), licence.number)


def test_a_number_of_nobody_and_one_too_long_find_nothing(licence: Licence) -> None:
    assert look(official("clerk"), "JY00000000000000") == ()
    assert look(official("clerk"), "") == ()
    assert look(official("clerk"), "9" * 10_000) == ()
    assert look(official("clerk"), licence.number, type_key="resident_id") == ()


def test_every_version_says_how_it_stands(licence: Licence) -> None:
    services.revoke(
        actor=official("licensing"), identifier=licence.identifier, kind="注销",
        reason="换发", legal_ground="《行政许可法》第七十条", now=NOON,
    )  # fmt: skip
    newer = issue_licence(
        licence.holder_id, "food_business_licence", number=licence.number,
        now=NOON + timedelta(minutes=1),
    )  # fmt: skip

    found = look(official("clerk"), licence.number)

    assert [(row.version, row.state) for row in found] == [
        (2, Standing.VALID),
        (1, Standing.ENDED),
    ]
    assert found[0].identifier == newer.identifier


def test_a_look_up_asks_little(licence: Licence) -> None:
    look(official("clerk"), licence.number)

    with CaptureQueriesContext(connection) as asked:
        look(official("clerk"), licence.number)

    statements = [query["sql"].split()[0] for query in asked]
    assert statements == ["SELECT", "WITH"]  # read it, and write the look down


def test_the_face_is_that_of_the_day_of_issue_whatever_the_type_says_later(
    licence: Licence,
) -> None:
    kind = licence.type.key
    (before,) = look(official("clerk"), licence.number)
    said = typing.said(kind)["fields"]
    fields = [{**one, "name": "新项目"} if one["key"] == "KZ_JYXM" else one for one in said]
    typing.publish(typing.draft(kind, fields=fields), NOON.date() + timedelta(days=1))
    with time_machine.travel(NOON + timedelta(days=2), tick=False):
        services.types.bring_into_force(now=NOON + timedelta(days=2))

    (after,) = look(official("clerk"), licence.number)

    assert after.fields == before.fields
    later = issue_licence(licence.holder_id, kind, now=NOON + timedelta(days=2))
    (renewed,) = look(official("clerk"), later.number)
    assert "新项目" in {one.name for one in renewed.fields} - {one.name for one in before.fields}
