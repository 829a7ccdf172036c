"""Who may call an endpoint: people by the session of the pages, systems by their token."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie, HttpBearer

from tongban.base.actors import Actor, Channel
from tongban.base.errors import Forbidden, NotConfirmed, NotSignedIn

if TYPE_CHECKING:
    from typing import Any


class ApiRequest(HttpRequest):
    """A request that `PersonSignedIn` or `ClientKnown` let in."""

    auth: Actor


class PersonSignedIn(APIKeyCookie):
    """Lets people in by their session; one that writes must also carry the CSRF token.

    Anybody else, members of staff among them, is declined with `NotSignedIn`; a person whom
    nobody has seen yet with `NotConfirmed`.
    """

    param_name: str = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor:  # noqa: ARG002
        """The actor, who comes through the channel of the API."""
        actor = cast("Actor", request.actor)  # type: ignore[attr-defined]
        if not actor.is_person:
            raise NotSignedIn
        if actor.is_unconfirmed:
            raise NotConfirmed
        return _found(actor, channel=Channel.API)


def _found(actor: Actor, **other: Any) -> Actor:
    """The actor himself: what the middleware gives only stands for him until he is looked at."""
    known: dict[str, Any] = {each.name: getattr(actor, each.name) for each in fields(Actor)}
    return Actor(**{**known, **other})


signed_in = PersonSignedIn()


class TokenNeeded(NotSignedIn):
    """A system of a department came without a token, or with one that is over."""

    code = "base.token_needed"
    sentence = "访问令牌缺失、不对或已过期，请重新获取令牌。"


class ScopeMissing(Forbidden):
    """A system asked for something it was not registered for."""

    code = "base.scope_missing"
    sentence = "这个应用没有申请这项接口的权限，请联系平台管理员。"


class ClientKnown(HttpBearer):
    """Lets in systems (应用) whose token carries the scope of the endpoint.

    Without a token that is in force: `TokenNeeded`; without the scope: `ScopeMissing`.
    """

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Actor:
        """The actor behind the token; who he is was found by the middleware."""
        actor = cast("Actor", request.actor)  # type: ignore[attr-defined]
        if not actor.is_client:
            raise TokenNeeded
        if self.scope not in actor.scopes:
            raise ScopeMissing
        return _found(actor)

    def authenticate(self, request: HttpRequest, token: str) -> Actor:  # noqa: ARG002
        """What the base class would call; `__call__` has answered before."""
        return self(request)


def client(scope: str) -> ClientKnown:
    """The way in for systems that were registered for `scope`."""
    return ClientKnown(scope)
