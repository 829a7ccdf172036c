"""What every request gets: an id, an actor, and a page for each refusal."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import structlog
from django.contrib.auth import SESSION_KEY, logout
from django.db import DataError
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from tongban.access import queries as access
from tongban.access import services as access_services
from tongban.base import clock
from tongban.base.actors import Channel
from tongban.base.errors import Invalid, Refusal
from tongban.base.web import problems, writes_allowed
from tongban.identity import queries as accounts
from tongban.identity import services as identity
from tongban.identity.rules import SessionKey
from tongban.project import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.sessions.backends.base import SessionBase
    from django.http import HttpRequest, HttpResponse

    from tongban.base.actors import Actor

    Answer = Callable[[HttpRequest], HttpResponse]

_PHONE = ("Mobile", "Android", "iPhone", "HarmonyOS")
_MINUTE = 60
_IDLE_STAFF = 15 * _MINUTE
_IDLE_PEOPLE = 30 * _MINUTE
_LONGEST = 12 * 60 * _MINUTE
_NOTED_EVERY = 30
_ACCOUNTS, _API = "/accounts/", "/api/"
# What Python and PostgreSQL say of a NUL, and of half a pair that stands for one character.
_UNFIT = ("NUL", "\\u0000", "surrogates not allowed")


def request_context(answer: Answer) -> Answer:
    """Give the request an id, bind it to the log, and return it in `X-Request-ID`."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request_id = uuid.uuid4().hex
        request.META["TONGBAN_REQUEST_ID"] = request_id
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        response = answer(request)
        response["X-Request-ID"] = request_id
        return response

    return middleware


def session_limits(answer: Answer) -> Answer:
    """End a session nobody used for a while (staff 15 minutes, people 30) or that is 12 h old.

    The request goes on as a stranger's: the page sends it to sign in, and what was typed is kept
    by the browser.  Whoever signs in again acts for the same principal as before, so that the
    page on which he was is still his.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and request.user.is_authenticated:
            account = request.user
            why = _over(request.session, staff=account.is_staff_account)
            if why:
                identity.signed_out(
                    actor=accounts.actor_behind(account),
                    account_id=account.pk,
                    why=why,
                    now=clock.now(),
                )
                principal = request.session.get(SessionKey.PRINCIPAL)
                logout(request)
                if principal:
                    request.session[SessionKey.LAPSED] = [account.pk, principal]
        return answer(request)

    return middleware


def _over(session: SessionBase, *, staff: bool) -> str:
    """Why the session is over, or nothing; notes that it was used, at most twice a minute."""
    now = int(clock.now().timestamp())
    if SessionKey.SIGNED_IN_AT not in session:
        session[SessionKey.SIGNED_IN_AT] = session[SessionKey.SEEN_AT] = now
    if now - session[SessionKey.SIGNED_IN_AT] >= _LONGEST:
        return "too_long"
    if now - session[SessionKey.SEEN_AT] >= (_IDLE_STAFF if staff else _IDLE_PEOPLE):
        return "idle"
    if now - session[SessionKey.SEEN_AT] >= _NOTED_EVERY:
        session[SessionKey.SEEN_AT] = now
    return ""


def password_first(answer: Answer) -> Answer:
    """Let an account that must change its password do nothing else before."""

    def middleware(request: HttpRequest) -> HttpResponse:
        must = request.user.is_authenticated and request.user.must_change_password
        if must and not request.path.startswith(_ACCOUNTS):
            return HttpResponseRedirect(reverse("account_change_password"))
        return answer(request)

    return middleware


def actor(answer: Answer) -> Answer:
    """Set `request.actor`, found when it is first asked for."""

    def middleware(request: HttpRequest) -> HttpResponse:
        request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
        return answer(request)

    return middleware


def _actor(request: HttpRequest) -> Actor:
    return _system(request) or _account(request)


def _system(request: HttpRequest) -> Actor | None:
    """The department's system whose token the request carries; each call is counted."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "bearer" or not request.path.startswith(_API):
        return None
    request_id = str(request.META["TONGBAN_REQUEST_ID"])
    known = access.client_actor(token.strip(), now=clock.now(), request_id=request_id)
    if known is not None:
        with writes_allowed():
            access_services.count_call(actor=known, now=clock.now())
    return known


def _account(request: HttpRequest) -> Actor:
    chosen = request.session.get(SessionKey.PRINCIPAL)
    agent = request.headers.get("User-Agent", "")
    return access.actor_for(
        request.user if request.user.is_authenticated else None,
        channel=Channel.MOBILE if any(word in agent for word in _PHONE) else Channel.WEB,
        principal=uuid.UUID(chosen) if chosen else None,
        request_id=str(request.META["TONGBAN_REQUEST_ID"]),
    )


def _said(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """The refusal as its reader understands it: a program or a person."""
    if request.path.startswith(_API):
        return problems.problem(refusal, instance=request.path)
    return problems.page(request, refusal)


def api_problems(answer: Answer) -> Answer:
    """Let whoever declines a request to the API say so by problem details, as the contract has it.

    Not every "no" is ours: an unknown address, a wrong method, or a body that is too large are
    declined by the framework, which answers with a page.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if request.path.startswith(_API):
            return problems.instead_of(response, instance=request.path)
        return response

    return middleware


class NulTyped(Invalid):
    """Something that was sent holds a NUL or half of a character, which no text may hold."""

    code = "project.nul_typed"
    status = 400
    sentence = "发来的内容里有不能用的字符，请检查后重新输入。"


class refusals:  # noqa: N801 - named like its neighbours in the list of middleware
    """Answer a `Refusal` that no view caught, and a wrong method, with their page."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.path.startswith(_API):
            return response
        told = errors.wrong_way(request)
        told["Allow"] = response["Allow"]
        return told

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            return _said(request, error)
        told = str(error)
        if isinstance(error, ValueError | DataError) and any(one in told for one in _UNFIT):
            return _said(request, NulTyped())
        return None
