"""Which systems may call, and who is behind a token."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tongban.access import perms
from tongban.access.models import Client
from tongban.base.actors import Actor, ActorKind, Channel, Post
from tongban.base.crypto import sm3
from tongban.base.errors import NotFound, require
from tongban.base.paging import Page, keyset
from tongban.base.prepared import Statement

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

ROLE = "client"
"""The role of the one post through which a department's system acts."""


_BEHIND = Statement(
    "SELECT c.key, c.name, c.scopes::text, c.subject_id, d.key, d.stands_for"
    " FROM access_clienttoken t JOIN access_client c ON c.id = t.client_id"
    " LEFT JOIN directory_department d ON d.id = c.department_id"
    " WHERE t.digest = $1 AND t.expires_at > $2 AND c.closed_at IS NULL"
)


class ClientUnknown(NotFound):
    """No system is registered under this key."""

    code = "access.client_unknown"
    sentence = "没有找到这个应用。"


def digest_of(text: str) -> str:
    """SM3 of a secret or token, in hex: what is kept of it."""
    return sm3.digest(text.encode("utf-8", "replace")).hex()


def clients(actor: Actor, *, after: str = "", limit: int = 50) -> Page[Client]:
    """All registered systems by key, for those who register them."""
    require(perms.may_register_clients(actor))
    rows = Client.objects.select_related("department")
    return keyset(rows, by=("key",), after=after, limit=limit)


def connected(keys: Iterable[str]) -> dict[str, str]:
    """Which of these keys belong to a system that may call today: the department by the key."""
    rows = Client.objects.filter(key__in=tuple(keys), closed_at=None, department__isnull=False)
    return dict(rows.order_by("key").values_list("key", "department__key"))


def client_for_change(key: str) -> Client:
    """The system, locked, or `ClientUnknown`; the caller has asked who may change it."""
    found = Client.objects.select_for_update().filter(key=key).first()
    if found is None:
        raise ClientUnknown
    return found


def client_actor(token: str, *, now: datetime, request_id: str = "") -> Actor | None:
    """The system behind a token that is in force; one query, as every call asks it."""
    found = _BEHIND.rows([digest_of(token), now])
    if not found:
        return None
    ((key, name, scopes, principal, unit, former),) = found
    posts = (Post(0, ROLE, unit, former=frozenset(former)),) if unit else ()
    return Actor(
        kind=ActorKind.CLIENT,
        name=name,
        principal=principal,
        posts=posts,
        channel=Channel.API,
        request_id=request_id,
        client=key,
        scopes=frozenset(json.loads(scopes)),
    )
