"""Two at once: threads with connections of their own, on data that are really committed."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from django.db import connection, connections

from tests.identity.factories import NOON
from tests.seals.factories import active, approver, keeper, ordered, sealed, sealer
from tongban.base.errors import Refusal
from tongban.seals import queries, services
from tongban.seals.models import Impression, SealHistory
from tongban.seals.rules import states, uses
from tongban.seals.rules.states import State
from tongban.seals.services import Sealed

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or refused, all begun at the same moment in threads."""
    start = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> object:
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        except Refusal as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def refusals(answers: list[object]) -> list[type[Refusal]]:
    return [type(answer) for answer in answers if isinstance(answer, Refusal)]


def test_of_two_requests_for_one_impression_exactly_one_wins() -> None:
    order, who = ordered(active()), sealer()

    def act() -> object:
        return services.impress(actor=who, order_id=order.pk, now=NOON)

    answers = at_once(act, act, act)

    assert refusals(answers) == [uses.OrderUsed] * 2
    assert Impression.objects.count() == 1


def test_of_two_suspensions_at_once_one_is_refused() -> None:
    code, one, other = active().code, approver(), keeper()

    def by(who: object) -> Callable[[], object]:
        return lambda: services.suspend(actor=who, seal_code=code, ground="查", now=NOON)  # type: ignore[arg-type]

    answers = at_once(by(one), by(other))

    assert refusals(answers) == [states.StepNotAllowed]
    assert SealHistory.objects.filter(step="suspend").count() == 1


def test_many_at_once_never_pass_the_hourly_limit_and_leave_no_gap() -> None:
    seal = active(hourly_limit=4)

    answers = at_once(*[lambda: sealed(seal)] * 7)

    assert refusals(answers) == [uses.LimitReached] * 3
    numbers = Impression.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4]


def test_nothing_is_sealed_after_a_suspension_has_returned() -> None:
    seal, who = active(), approver()
    ended = []

    def stop() -> object:
        services.suspend(actor=who, seal_code=seal.code, ground="查", now=NOON)
        ended.append(Impression.objects.count())
        return None

    answers = at_once(lambda: sealed(seal), stop, lambda: sealed(seal), lambda: sealed(seal))

    done = sum(isinstance(answer, Sealed) for answer in answers)
    assert set(refusals(answers)) <= {uses.SealNotActive}
    assert ended == [done] == [Impression.objects.count()]
    assert queries.seal(who, seal.code).state == State.SUSPENDED


def test_a_job_does_not_seal_on_an_authorisation_that_is_just_being_withdrawn() -> None:
    seal, who = active(), approver()
    row = next(each for each in queries.authorisations(seal) if each.job)
    ended = []

    def withdraw() -> object:
        services.withdraw_authorisation(
            actor=who, seal_code=seal.code, authorisation_id=row.pk, now=NOON
        )
        ended.append(Impression.objects.count())
        return None

    answers = at_once(lambda: sealed(seal), withdraw, lambda: sealed(seal), lambda: sealed(seal))

    assert set(refusals(answers)) <= {uses.NotAuthorised}
    assert ended == [Impression.objects.count()]
