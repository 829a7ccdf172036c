"""Objections to looks: who may make one, who answers, until when."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.access.factories import person, staff
from tests.base.ledger.circumstances import tamper
from tests.identity.factories import (
    LI_XIAOHONG,
    NOON,
    actor_of,
    make_enterprise,
    make_person,
    make_staff,
)
from tongban.access import queries, services
from tongban.access.models import DataAccess, Objection
from tongban.access.rules import objections
from tongban.base.actors import ANONYMOUS, SYSTEM
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.base.actors import Actor

pytestmark = pytest.mark.django_db
DUE_ON = date(2026, 1, 26)  # fifteen working days after Monday 5 January


@pytest.fixture
def citizen() -> Actor:
    return person()


def look(citizen: Actor, actor: Actor | None = None, **other: Any) -> DataAccess:
    assert citizen.principal is not None
    services.record_access(
        actor=actor or staff("handler"), subject_id=citizen.principal, what=["姓名"],
        purpose="办理居住证", now=NOON, **other,
    )  # fmt: skip
    return DataAccess.objects.order_by("-id")[0]


def objected(citizen: Actor, **other: Any) -> Objection:
    facts = {"words": "我没有办过", "now": NOON, **other}
    return services.object_to(actor=citizen, look_id=look(citizen).pk, **facts)


def answer(made: Objection, actor: Actor | None = None, **other: Any) -> Objection:
    facts: dict[str, Any] = {
        "verdict": "rejected", "answer": "是当事人申请时调取的。", "now": NOON, **other,
    }  # fmt: skip
    return services.answer_objection(
        actor=actor or staff("approver"), objection_id=made.pk, **facts
    )


def test_the_office_has_fifteen_working_days(
    citizen: Actor, outbox_names: Callable[[], list[str]]
) -> None:
    made = objected(citizen)

    assert (made.unit, made.due_on) == ("mkt", DUE_ON)
    assert outbox_names() == ["access.objection_made"]
    assert AuditEntry.objects.get(event="access.objection_made").facts["unit"] == "mkt"


def test_one_look_has_one_objection(citizen: Actor) -> None:
    seen = look(citizen)

    first = services.object_to(actor=citizen, look_id=seen.pk, words="不对", now=NOON)
    again = services.object_to(actor=citizen, look_id=seen.pk, words="还是不对", now=NOON)

    assert first.pk == again.pk
    assert Objection.objects.get().words == "不对"


def test_only_who_was_looked_at_objects(citizen: Actor) -> None:
    seen = look(citizen)

    for other in (person(*LI_XIAOHONG), staff("clerk"), ANONYMOUS, SYSTEM):
        with pytest.raises(queries.LookUnknown):
            services.object_to(actor=other, look_id=seen.pk, words="不对", now=NOON)


def test_nobody_answers_for_ones_own_agent() -> None:
    agent = make_person()[1]
    firm = make_enterprise(agent=agent)
    acting = person(principal=firm)
    seen = look(acting, acting)

    assert (seen.basis_kind, seen.reader_id) == ("own", firm.pk)
    with pytest.raises(objections.NobodyAnswers):
        services.object_to(actor=acting, look_id=seen.pk, words="不对", now=NOON)


def test_an_older_look_without_a_unit_goes_to_the_office_of_the_post(citizen: Actor) -> None:
    seen = look(citizen)
    tamper("UPDATE access_dataaccess SET unit = ''")

    made = services.object_to(actor=citizen, look_id=seen.pk, words="不对", now=NOON)

    assert made.unit == "mkt"


def test_the_office_answers_once(citizen: Actor, outbox_names: Callable[[], list[str]]) -> None:
    made = objected(citizen)

    answer(made)

    row = queries.own_objection(citizen, made.pk)
    assert (row.is_open, row.verdict_label) == (False, "经核实，这次查看符合规定")
    assert outbox_names()[-1] == "access.objection_answered"
    with pytest.raises(objections.ObjectionAnswered):
        answer(made, verdict="upheld")


def test_who_looked_himself_does_not_answer(citizen: Actor) -> None:
    looker = staff("approver")
    seen = look(citizen, looker)
    made = services.object_to(actor=citizen, look_id=seen.pk, words="不对", now=NOON)

    with pytest.raises(Forbidden):
        answer(made, looker)
    colleague = actor_of(make_staff("colleague", "approver"))
    assert answer(made, colleague).verdict == "rejected"


def test_another_office_finds_nothing_and_a_supervisor_only_reads(citizen: Actor) -> None:
    made = objected(citizen)

    with pytest.raises(queries.ObjectionUnknown):
        answer(made, staff("approver", "edu"))
    for other in (staff("clerk"), citizen, ANONYMOUS):
        with pytest.raises(queries.ObjectionUnknown):
            answer(made, other)
    supervisor = staff("supervisor", "jus")
    assert queries.objection_to_answer(supervisor, made.pk).may_answer is False
    with pytest.raises(Forbidden):
        answer(made, supervisor)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"words": " "}, "words"), ({"words": "字" * 501}, "words"), ({"words": ""}, "words")],
)
def test_an_objection_needs_words(citizen: Actor, wrong: dict[str, str], field: str) -> None:
    with pytest.raises(objections.ObjectionInvalid) as refused:
        objected(citizen, **wrong)

    assert list(refused.value.fields) == [field]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"verdict": ""}, "verdict"), ({"answer": " "}, "answer"), ({"answer": "字" * 501}, "answer")],
)
def test_an_answer_needs_verdict_and_words(
    citizen: Actor, wrong: dict[str, Any], field: str
) -> None:
    made = objected(citizen)

    with pytest.raises(objections.ObjectionInvalid) as refused:
        answer(made, **wrong)

    assert list(refused.value.fields) == [field]


def test_open_ones_come_by_their_deadline_and_pages_join(citizen: Actor) -> None:
    for number in range(5):
        objected(citizen, now=NOON + timedelta(days=7 * number))
    approver = staff("approver")

    first = queries.objections_to_answer(approver, limit=3)
    rest = queries.objections_to_answer(approver, after=first.next, limit=3)

    rows = [*first.items, *rest.items]
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
    assert len({row.id for row in rows}) == 5
    answer(Objection.objects.get(pk=rows[0].id))
    assert len(queries.objections_to_answer(approver).items) == 4
    assert len(queries.objections_to_answer(approver, answered=True).items) == 1


def test_looks_can_be_chosen_by_right_and_day(citizen: Actor) -> None:
    look(citizen)
    today = NOON.date()

    def found(**chosen: Any) -> int:
        return len(queries.footprint(citizen, **chosen).items)

    assert (found(kind="law"), found(kind="consent")) == (1, 0)
    assert (found(since=today), found(since=today + timedelta(1))) == (1, 0)
    assert (found(until=today), found(until=today - timedelta(1))) == (1, 0)
    assert found(since=date(2000, 1, 1), until=date(2100, 1, 1), kind="law") == 1
