"""Posts, empowerments and looks at personal data."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction

from tests.access.factories import person, staff
from tests.identity.factories import (
    LI_XIAOHONG,
    NOON,
    TECH_COMPANY,
    TRADE_COMPANY,
    YANG_DAMIN,
    actor_of,
    make_enterprise,
    make_person,
    make_staff,
)
from tongban.access import queries, rules, services
from tongban.access.models import DataAccess, Empowerment
from tongban.base import audit
from tongban.base.actors import ANONYMOUS, SYSTEM, Actor
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry
from tongban.base.web import read_only
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from django.test import RequestFactory

pytestmark = pytest.mark.django_db


def empower(agent: UUID, principal: UUID, actor: Actor = SYSTEM, **other: Any) -> Empowerment:
    return services.empower(actor=actor, agent=agent, principal=principal, now=NOON, **other)


def look(actor: Actor, subject: UUID, **other: Any) -> None:
    given = {"what": ["name"], "purpose": "办理食品经营许可", **other}
    services.record_access(actor=actor, subject_id=subject, now=NOON, **given)


def test_only_an_operator_gives_posts() -> None:
    clerk = make_staff("clerk")
    post = actor_of(clerk).posts[0].id

    for actor in (ANONYMOUS, actor_of(clerk), person(), staff("approver")):
        with pytest.raises(Forbidden):
            services.hold_post(actor=actor, account_id=clerk.pk, post_id=post, now=NOON)


def test_a_person_holds_no_post() -> None:
    account, _ = make_person()
    post = actor_of(make_staff("clerk")).posts[0].id

    with pytest.raises(services.NotStaff):
        services.hold_post(actor=SYSTEM, account_id=account.pk, post_id=post, now=NOON)


def test_a_post_is_held_once_and_left_at_once() -> None:
    account = make_staff("clerk", hall_code="hall_a")
    post = actor_of(account).posts[0]

    again = services.hold_post(actor=SYSTEM, account_id=account.pk, post_id=post.id, now=NOON)
    held = actor_of(account)
    services.leave_post(actor=SYSTEM, account_id=account.pk, post_id=post.id, now=NOON)

    assert again.pk
    assert [(one.role, one.unit, one.place) for one in held.posts] == [("clerk", "mkt", "hall_a")]
    assert actor_of(account).posts == ()
    assert [one.event for one in audit.trail(f"account:{account.pk}")] == [
        "identity.account_created",
        "access.post_held",
        "access.post_left",
    ]


@pytest.mark.parametrize(
    "span",
    [
        {"since_on": date(2199, 1, 1)},
        {"since_on": date(2000, 1, 1), "until_on": date(2001, 1, 1)},
    ],
)
def test_a_post_counts_in_its_time_only(span: dict[str, date]) -> None:
    account = make_staff("clerk")
    post = actor_of(account).posts[0].id
    services.leave_post(actor=SYSTEM, account_id=account.pk, post_id=post, now=NOON)

    services.hold_post(actor=SYSTEM, account_id=account.pk, post_id=post, now=NOON, **span)

    assert actor_of(account).posts == ()


def test_a_span_does_not_end_before_it_begins() -> None:
    _, agent = make_person()
    enterprise = make_enterprise()

    with pytest.raises(rules.EmpowermentInvalid):
        empower(agent.id, enterprise.id, since_on=date(2026, 1, 2), until_on=date(2026, 1, 1))


def test_an_empowerment_is_given_once_and_written_down() -> None:
    _, agent = make_person()
    enterprise = make_enterprise()

    first, second = empower(agent.id, enterprise.id), empower(agent.id, enterprise.id)

    assert first.pk == second.pk
    events = [one.event for one in audit.trail(str(enterprise.id))]
    assert events == ["identity.subject_registered", "access.empowered"]


def test_nobody_empowers_himself_for_another() -> None:
    stranger = person(*LI_XIAOHONG)
    _, agent = make_person()
    enterprise = make_enterprise(agent=agent)
    assert stranger.subject

    for actor in (stranger, ANONYMOUS, staff("approver"), person()):
        with pytest.raises(Forbidden):
            empower(stranger.subject, enterprise.id, actor)


def test_a_person_empowers_another_and_takes_it_back() -> None:
    giver, agent = person(), person(*LI_XIAOHONG)
    assert giver.subject
    assert agent.subject

    given = empower(agent.subject, giver.subject, giver)
    acting = queries.may_act_for(agent, giver.subject)
    services.revoke_empowerment(actor=giver, empowerment_id=given.pk, now=NOON)

    assert acting
    assert not queries.may_act_for(agent, giver.subject)


@pytest.mark.parametrize("agent_is_company", [True, False])
def test_the_agent_is_another_natural_person(*, agent_is_company: bool) -> None:
    enterprise = make_enterprise()
    agent = make_enterprise(*TRADE_COMPANY) if agent_is_company else enterprise

    with pytest.raises(rules.EmpowermentInvalid):
        empower(agent.id, enterprise.id)


def test_an_unknown_agent_is_not_found() -> None:
    with pytest.raises(identity.SubjectUnknown):
        empower(uuid4(), make_enterprise().id)


def test_an_empowerment_between_others_is_not_found() -> None:
    _, agent = make_person()
    given = empower(agent.id, make_enterprise().id)

    with pytest.raises(queries.EmpowermentUnknown):
        services.revoke_empowerment(actor=person(*LI_XIAOHONG), empowerment_id=given.pk, now=NOON)

    given.refresh_from_db()
    assert given.revoked_at is None


def test_a_look_is_written_down_for_the_person_to_read() -> None:
    own = person()
    assert own.subject

    look(staff(hall="hall_a"), own.subject, case_number="230102-1")

    row = queries.footprint(own).items[0]
    assert (row.post, row.purpose, row.what) == ("mkt/clerk", "办理食品经营许可", ["name"])
    assert row.case_number == "230102-1"


def test_ones_own_look_is_no_access() -> None:
    own = person()
    assert own.subject

    look(own, own.subject, purpose="")

    assert not DataAccess.objects.exists()


@pytest.mark.parametrize("purpose", ["", "  ", "长" * 201])
def test_no_look_without_a_reason(purpose: str) -> None:
    own = person()
    assert own.subject

    with pytest.raises(rules.PurposeMissing):
        look(staff(), own.subject, purpose=purpose)


def test_who_has_no_post_looks_at_nothing() -> None:
    own = person()
    account = make_staff("clerk")
    for post in actor_of(account).posts:
        services.leave_post(actor=SYSTEM, account_id=account.pk, post_id=post.id, now=NOON)
    assert own.subject

    for actor in (ANONYMOUS, actor_of(account)):
        with pytest.raises(Forbidden):
            look(actor, own.subject)


def test_a_look_can_be_written_from_a_page_that_only_reads(rf: RequestFactory) -> None:
    own, clerk = person(), staff()
    assert own.subject

    @read_only
    def page(request: Any) -> Any:
        look(clerk, own.subject or uuid4())
        return None

    page(rf.get("/"))

    assert DataAccess.objects.count() == 1


def test_a_clerk_finds_whom_he_has_before_him_and_it_is_written_first() -> None:
    own, clerk = person(), staff()

    card = services.look_up_subject(
        actor=clerk, number_type="111", number="990101 19900307 0015", purpose="窗口收件", now=NOON
    )

    assert card is not None
    assert (card.id, card.name) == (own.subject, YANG_DAMIN[0])
    assert queries.footprint(own).items[0].purpose == "窗口收件"


def test_a_number_nobody_has_is_written_down_without_the_number() -> None:
    clerk = staff()

    found = services.look_up_subject(
        actor=clerk, number_type="111", number=LI_XIAOHONG[1], purpose="窗口收件", now=NOON
    )

    entry = AuditEntry.objects.order_by("-id")[0]
    assert found is None
    assert entry.event == "access.subject_not_found"
    assert LI_XIAOHONG[1] not in f"{entry.subject}{entry.facts}{entry.purpose}"


@pytest.mark.parametrize("role", ["handler", "approver", "supervisor", "catalogue", "operator"])
def test_only_clerks_look_people_up(role: str) -> None:
    make_person()

    with pytest.raises(Forbidden):
        services.look_up_subject(
            actor=staff(role), number_type="111", number=YANG_DAMIN[1], purpose="看看", now=NOON
        )


def test_the_footprint_shows_ones_own_and_that_of_the_chosen_enterprise() -> None:
    own, other, clerk = person(), person(*LI_XIAOHONG), staff()
    assert own.subject
    enterprise = make_enterprise(*TECH_COMPANY, agent=own.subject)
    look(clerk, own.subject, purpose="本人")
    look(clerk, enterprise.id, purpose="企业")
    acting = actor_of(make_person()[0], enterprise)

    assert [row.purpose for row in queries.footprint(own).items] == ["本人"]
    assert [row.purpose for row in queries.footprint(acting).items] == ["企业"]
    assert queries.footprint(other).items == []
    assert queries.footprint(clerk).items == []


def test_the_footprint_is_read_page_by_page_newest_first() -> None:
    own, clerk = person(), staff()
    assert own.subject
    for number in range(5):
        look(clerk, own.subject, purpose=f"第{number}次")

    first = queries.footprint(own, limit=3)
    second = queries.footprint(own, first.next, limit=3)

    purposes = [row.purpose for row in (*first.items, *second.items)]
    assert purposes == [f"第{number}次" for number in (4, 3, 2, 1, 0)]
    assert second.next == ""


def test_an_expired_empowerment_opens_nothing() -> None:
    own = person()
    assert own.subject
    enterprise = make_enterprise()
    empower(own.subject, enterprise.id, since_on=date(2000, 1, 1), until_on=date(2000, 1, 2))

    assert queries.principals(own) == (own.subject,)
    assert actor_of(make_person()[0], enterprise).principal == own.subject


def test_a_look_stays_as_it_was_written() -> None:
    own = person()
    assert own.subject
    look(staff(), own.subject)

    for change in (
        lambda: DataAccess.objects.update(purpose="别的事由"),
        lambda: DataAccess.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()
    assert DataAccess.objects.get().purpose != "别的事由"
