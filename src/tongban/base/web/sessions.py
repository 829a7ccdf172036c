"""Who may call an endpoint: whoever is signed in with the session of the pages."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.http import HttpRequest
from ninja.security import APIKeyCookie

from tongban.base.actors import Actor, Channel
from tongban.base.errors import NotConfirmed, NotSignedIn

if TYPE_CHECKING:
    from typing import Any


class ApiRequest(HttpRequest):
    """A request that `PersonSignedIn` let in."""

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
        known: dict[str, Any] = {each.name: getattr(actor, each.name) for each in fields(Actor)}
        return Actor(**{**known, "channel": Channel.API})


signed_in = PersonSignedIn()
