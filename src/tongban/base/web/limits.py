"""How often one address may ask what anybody may ask: pages and API count together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit

from tongban.base.errors import TooMany

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest


def within(request: HttpRequest, action: str, rate: str) -> bool:
    """Count this request of its address; False if there were more than the rate allows."""
    config = {action: rate}
    return bool(
        ratelimit.consume(request, app="tongban", action=action, config=config, limit_get=True)
    )


def counted(action: str, rate: str) -> Callable[[HttpRequest], bool]:
    """Stands as `auth` of an endpoint that anybody may call, and raises `TooMany`."""

    def admitted(request: HttpRequest) -> bool:
        if not within(request, action, rate):
            raise TooMany
        return True

    return admitted
