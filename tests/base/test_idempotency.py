"""A repeated POST is carried out once, whoever repeats it and when."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import path, resolve
from ninja import NinjaAPI, Schema

from tongban.base import clock, jobs, numbering
from tongban.base.actors import ANONYMOUS, Actor, ActorKind
from tongban.base.errors import Invalid, Refusal
from tongban.base.models import IdempotencyKey, NumberSeries
from tongban.base.web import problems
from tongban.base.web.idempotency import KEPT_FOR, idempotent

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponse

pytestmark = pytest.mark.django_db
SERIES = "test:idempotency"
ANNA, BERT = (Actor(ActorKind.PERSON, account=number) for number in (1, 2))


class Closed(Refusal):
    """Not now."""


class Order(Schema):
    """What the endpoint of this test takes."""

    word: str = "yes"


api = NinjaAPI(urls_namespace="idempotency-test", docs_url=None, openapi_url=None)
entered, go_on = threading.Event(), threading.Event()


@api.exception_handler(Refusal)
def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    return problems.problem(refusal)


@api.post("/numbers")
@idempotent
def number(request: HttpRequest, body: Order) -> dict[str, int]:
    with transaction.atomic():
        taken = numbering.next_number(SERIES)
        if body.word == "wait":
            entered.set()
            assert go_on.wait(20)
        refusals = {"invalid": Invalid, "closed": Closed, "broken": ZeroDivisionError}
        if body.word in refusals:
            raise refusals[body.word]()
        return {"number": taken}


urlpatterns = [path("api/", api.urls)]


def post(key: str = "k1", word: str = "yes", actor: Actor = ANNA) -> HttpResponse:
    headers = {"Idempotency-Key": key} if key else {}
    request: Any = RequestFactory().post(
        "/api/numbers", json.dumps({"word": word}), content_type="application/json", headers=headers
    )
    request.actor = actor
    answer: HttpResponse = resolve("/api/numbers", urlconf=__name__).func(request)
    return answer


def taken() -> int:
    row = NumberSeries.objects.filter(series=SERIES).first()
    return row.last if row else 0


def code_of(answer: HttpResponse) -> str:
    assert answer["Content-Type"] == "application/problem+json"
    return str(json.loads(answer.content)["code"])


def test_the_second_request_gets_the_answer_of_the_first() -> None:
    first, second = post(), post()

    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert json.loads(second.content) == {"number": 1}
    assert second["Content-Type"] == first["Content-Type"]
    assert taken() == 1


def test_another_key_or_another_account_is_another_request() -> None:
    answers = [post("k1"), post("k2"), post("k1", actor=BERT)]

    assert [json.loads(answer.content)["number"] for answer in answers] == [1, 2, 3]


def test_a_key_cannot_be_used_for_something_else() -> None:
    post("k1", "yes")

    answer = post("k1", "no")

    assert (answer.status_code, code_of(answer)) == (422, "base.idempotency_key_reused")
    assert taken() == 1


@pytest.mark.parametrize("key", ["", "x" * 129, "two words"])
def test_a_request_without_a_sound_key_is_declined(key: str) -> None:
    answer = post(key)

    assert (answer.status_code, code_of(answer)) == (400, "base.idempotency_key_missing")
    assert taken() == 0


def test_a_final_refusal_is_stored_and_its_change_undone() -> None:
    first, second = post(word="invalid"), post(word="invalid")

    assert (first.status_code, second.status_code) == (422, 422)
    assert first.content == second.content
    assert IdempotencyKey.objects.get().status == 422
    assert taken() == 0


def test_an_answer_that_says_not_now_is_not_stored() -> None:
    assert [post(word="closed").status_code for _ in range(2)] == [409, 409]

    assert not IdempotencyKey.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_after_a_crash_nothing_is_left_and_the_key_is_free() -> None:
    with pytest.raises(ZeroDivisionError):
        post(word="broken")

    assert not IdempotencyKey.objects.exists()
    assert (taken(), post().status_code) == (0, 200)


def test_whoever_is_not_signed_in_owns_no_keys() -> None:
    assert post(actor=ANONYMOUS).status_code == 200

    assert not IdempotencyKey.objects.exists()


def test_answers_are_forgotten_after_a_week() -> None:
    post("old")
    post("new")
    IdempotencyKey.objects.filter(key="old").update(
        started_at=clock.now() - KEPT_FOR - timedelta(minutes=1)
    )

    jobs.forget_answers.func(timestamp=0)

    assert list(IdempotencyKey.objects.values_list("key", flat=True)) == ["new"]


def in_thread(work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.django_db(transaction=True)
def test_while_the_first_runs_the_second_is_told_to_wait() -> None:
    entered.clear()
    go_on.clear()
    answers: list[HttpResponse] = []
    first = in_thread(lambda: answers.append(post(word="wait")))
    assert entered.wait(20)

    meanwhile = post(word="wait")
    go_on.set()
    first.join()
    afterwards = post(word="wait")

    assert (meanwhile.status_code, meanwhile["Retry-After"]) == (409, "1")
    assert code_of(meanwhile) == "base.still_running"
    assert afterwards.content == answers[0].content
    assert taken() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_the_same_moment_one_is_carried_out() -> None:
    together = threading.Barrier(2)
    answers: list[HttpResponse] = []

    def ask() -> None:
        together.wait(20)
        answers.append(post())

    for thread in [in_thread(ask) for _ in range(2)]:
        thread.join()

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert 200 in {answer.status_code for answer in answers}
    assert taken() == 1
