"""A holder says what is wrong on his licence, and the office answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection

from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    issue_licence,
    make_subject,
    official,
    person,
)
from tongban.base.errors import Forbidden
from tongban.licences import queries, services
from tongban.licences.models import Licence, Objection
from tongban.licences.rules import acts
from tongban.licences.rules.acts import DecisionIncomplete
from tongban.licences.rules.face_values import FaceInvalid
from tongban.licences.rules.objections import AlreadyAnswered, AlreadyObjected, WordsMissing
from tongban.notices.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
MANAGER = official("licensing")
DECISION = acts.Decision("登记有误", "依申请更正", "样市监更〔2026〕1号")
LATER = NOON + timedelta(days=2)


@pytest.fixture
def licence() -> Licence:
    return issue_licence(make_subject(**ENTERPRISE), "food_business_licence")


def object_to(licence: Licence, words: str = "法定代表人写错了", **other: Any) -> Objection:
    given: dict[str, Any] = {"actor": person(licence.holder_id), "now": LATER, **other}
    return services.object_to(identifier=licence.identifier, words=words, **given)


def correct(made: Objection, **other: Any) -> Licence:
    given: dict[str, Any] = {
        "actor": MANAGER, "decision": DECISION, "face": {"KZ_FDDBR": "例小红"},
        "answer": "已经更正", "now": LATER, **other,
    }  # fmt: skip
    return services.correct(objection_id=made.pk, **given)


def test_an_objection_is_corrected_by_a_new_version_and_told(
    licence: Licence, run_jobs: Callable[[], list[str]]
) -> None:
    made = object_to(licence)
    newer = correct(made)
    run_jobs()

    made.refresh_from_db()
    assert (made.outcome, made.successor) == ("corrected", newer.identifier)
    assert (newer.face["KZ_FDDBR"], newer.version) == ("例小红", 2)
    assert [one.step for one in queries.acts_of(licence)] == ["更正"]
    told = Message.objects.get(template="licence.objection_answered")
    assert told.link == f"/licences/{newer.identifier}/"
    assert "已更正" in told.body
    own = queries.own_objections(person(licence.holder_id), licence.identifier)
    assert [one.answer for one in own] == ["已经更正"]


def test_an_objection_is_refused_once_with_reasons(licence: Licence) -> None:
    made = object_to(licence)
    with pytest.raises(WordsMissing):
        services.refuse_objection(actor=MANAGER, objection_id=made.pk, answer=" ", now=LATER)

    refused = services.refuse_objection(
        actor=MANAGER, objection_id=made.pk, answer="与登记档案一致", now=LATER
    )

    assert refused.outcome == "refused"
    with pytest.raises(AlreadyAnswered):
        correct(made)
    assert Licence.objects.count() == 1
    assert object_to(licence).pk != made.pk


def test_one_objection_waits_at_a_time(licence: Licence) -> None:
    object_to(licence)

    with pytest.raises(AlreadyObjected):
        object_to(licence, "还有地址")
    with pytest.raises(WordsMissing):
        object_to(licence, "字" * 1001)

    assert Objection.objects.count() == 1


def test_only_a_holder_objects_and_only_the_office_answers(licence: Licence) -> None:
    stranger = make_subject()
    for actor in (person(stranger), MANAGER):
        with pytest.raises(queries.LicenceUnknown):
            object_to(licence, actor=actor)
    made = object_to(licence)

    for actor in (official("licensing", "edu"), official("clerk"), person(licence.holder_id)):
        with pytest.raises(queries.ObjectionUnknown):
            correct(made, actor=actor)
        with pytest.raises((queries.ObjectionUnknown, Forbidden)):
            services.refuse_objection(actor=actor, objection_id=made.pk, answer="x", now=LATER)
    made.refresh_from_db()
    assert made.outcome == "open"


def test_a_wrong_correction_leaves_the_objection_open(licence: Licence) -> None:
    made = object_to(licence)

    with pytest.raises(FaceInvalid):
        correct(made, face={"KZ_XXX": "1"})
    with pytest.raises(DecisionIncomplete):
        correct(
            made,
            decision=acts.Decision("x", "y", "z", effective_on=date(2026, 2, 1)),
        )

    made.refresh_from_db()
    assert (made.outcome, Licence.objects.count()) == ("open", 1)


def test_nobody_reads_an_objection_in_the_database(licence: Licence) -> None:
    object_to(licence, "姓名应当是样大民")

    with connection.cursor() as cursor:
        cursor.execute("SELECT o::text FROM licences_objection o")
        assert "样大民" not in cursor.fetchone()[0]


def test_what_waits_is_listed_for_the_office_alone(licence: Licence) -> None:
    object_to(licence)

    page = queries.objections_to_answer(MANAGER)
    assert [one.words for one in page.items] == ["法定代表人写错了"]
    assert not queries.objections_to_answer(official("licensing", "edu")).items
    assert not queries.objections_to_answer(official("clerk")).items
