"""Who is acting, and for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.access.factories import person, staff
from tests.identity.factories import (
    LI_XIAOHONG,
    NOON,
    TRADE_COMPANY,
    actor_of,
    make_enterprise,
    make_person,
    make_staff,
)
from tongban.access import queries, services
from tongban.access.rules import ROLE_LABELS, Role
from tongban.base.actors import SYSTEM, ActorKind, Channel
from tongban.identity.models import Account

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_a_stranger_is_anonymous() -> None:
    actor = queries.actor_for(None, channel=Channel.MOBILE, request_id="r")

    assert (actor.kind, actor.channel, actor.request_id) == (ActorKind.ANONYMOUS, "mobile", "r")


def test_an_inactive_account_is_a_stranger() -> None:
    account, _ = make_person()
    Account.objects.filter(pk=account.pk).update(is_active=False)
    account.refresh_from_db()

    assert actor_of(account).kind is ActorKind.ANONYMOUS


def test_a_person_acts_for_himself(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    account, subject = make_person()

    with django_assert_num_queries(0):
        actor = actor_of(account)

    assert (actor.subject, actor.principal, actor.posts) == (subject.id, subject.id, ())


def test_a_person_acts_for_the_enterprise_that_empowered_him(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    account, subject = make_person()
    enterprise = make_enterprise(agent=subject)

    with django_assert_num_queries(1):
        actor = actor_of(account, enterprise)

    assert (actor.subject, actor.principal) == (subject.id, enterprise.id)


def test_a_principal_without_empowerment_falls_back_to_oneself() -> None:
    account, subject = make_person()
    _, other = make_person(*LI_XIAOHONG)
    enterprise = make_enterprise(agent=other)
    given = services.empower(
        actor=SYSTEM, agent=subject.id, principal=make_enterprise(*TRADE_COMPANY).id, now=NOON
    )
    services.revoke_empowerment(actor=SYSTEM, empowerment_id=given.pk, now=NOON)

    for principal in (enterprise.id, other.id, given.principal_id):
        assert actor_of(account, principal).principal == subject.id


def test_staff_bring_their_posts_with_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_staff("clerk", "clerk", "mkt", "hall_a")
    account = make_staff("clerk", "handler", "edu")

    with django_assert_num_queries(1):
        actor = actor_of(account)

    assert actor.kind is ActorKind.STAFF
    assert actor.holds(Role.CLERK, unit="mkt", place="hall_a")
    assert actor.holds(Role.HANDLER, unit="edu")
    assert not actor.holds(Role.CLERK, unit="edu")
    assert (actor.subject, actor.principal) == (None, None)


def test_staff_never_act_for_a_principal() -> None:
    enterprise = make_enterprise()

    assert actor_of(make_staff(), enterprise).principal is None
    assert queries.principals(staff()) == ()
    assert not queries.may_act_for(staff(), enterprise.id)


def test_a_post_that_is_closed_counts_no_more() -> None:
    account = make_staff()
    holding = account.holdings.get()
    holding.post.active = False
    holding.post.save()

    assert actor_of(account).posts == ()


def test_choices_are_oneself_and_those_who_empowered_one() -> None:
    account, subject = make_person()
    enterprise = make_enterprise(agent=subject)
    make_enterprise(*TRADE_COMPANY)

    chosen = queries.choices(actor_of(account, enterprise))

    assert [(one.subject, one.chosen) for one in chosen] == [
        (subject.id, False),
        (enterprise.id, True),
    ]
    assert [one.name for one in chosen] == ["样大民", enterprise.name]


def test_an_empowerment_for_one_item_opens_that_item_only() -> None:
    actor = person()
    enterprise = make_enterprise()
    assert actor.subject
    services.empower(
        actor=SYSTEM, agent=actor.subject, principal=enterprise.id, scope="food_permit", now=NOON
    )

    assert queries.may_act_for(actor, enterprise.id, item="food_permit")
    assert not queries.may_act_for(actor, enterprise.id, item="other")
    assert not queries.may_act_for(actor, enterprise.id)
    assert queries.principals(actor) == (actor.subject,)


def test_both_sides_see_an_empowerment() -> None:
    giver, agent, stranger = person(), person(*LI_XIAOHONG), staff()
    assert giver.subject
    assert agent.subject
    given = services.empower(actor=giver, agent=agent.subject, principal=giver.subject, now=NOON)

    assert [one.pk for one in queries.empowerments(giver)] == [given.pk]
    assert [one.pk for one in queries.empowerments(agent)] == [given.pk]
    assert queries.empowerments(stranger) == ()


def test_holders_of_a_role_by_unit_and_place() -> None:
    here = make_staff("here", "clerk", "mkt", "hall_a")
    there = make_staff("there", "clerk", "edu", "hall_b")

    assert queries.holders(Role.CLERK) == (here.pk, there.pk)
    assert queries.holders(Role.CLERK, unit="mkt") == (here.pk,)
    assert queries.holders(Role.CLERK, place="hall_b") == (there.pk,)
    assert queries.holders(Role.APPROVER) == ()


def test_every_role_has_a_name() -> None:
    assert set(ROLE_LABELS) == set(Role)
