"""Departments' own systems: registered, let in, calling."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.cases.circumstances import TUESDAY
from tongban.access import queries as access_queries
from tongban.access import services as access
from tongban.base.actors import SYSTEM
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.actors import Actor

ALL = ("events.read", "cases.read", "cases.write")
WHY = "办理居住证签发"
_serial = itertools.count(1)


def token(unit: str, *, scopes: Sequence[str] = ALL, now: datetime = TUESDAY, **other: Any) -> str:
    """The token of a new system of a department."""
    key = f"system-{next(_serial)}"
    _client, secret = access.register_client(
        actor=SYSTEM, key=key, name="样例业务系统", unit=unit, scopes=scopes, now=now, **other
    )
    return access.issue_token(key=key, secret=secret, now=now).text


def actor(text: str, *, now: datetime = TUESDAY) -> Actor:
    """Who is behind a token."""
    found = access_queries.client_actor(text, now=now)
    assert found is not None
    return found


def get(path: str, bearer: str, **query: Any) -> Any:
    """Read over the API."""
    return Client().get(f"/api/v1{path}", query, headers={"Authorization": f"Bearer {bearer}"})


def post(
    path: str, body: Any, bearer: str, *, match: int | str | None = None, key: str = ""
) -> Any:
    """Write over the API; with a key of its own unless one is given."""
    headers = {
        "Authorization": f"Bearer {bearer}",
        "Idempotency-Key": key or f"key-{next(_serial)}",
    }
    if match is not None:
        headers["If-Match"] = match if isinstance(match, str) else f'"{match}"'
    return Client().post(
        f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers
    )


def code(answer: Any) -> tuple[int, str]:
    """Status and code of a refusal."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content
    return answer.status_code, str(answer.json()["code"])


def other_unit(unit: str) -> str:
    """Another department of the sample area."""
    return next(str(one.key) for one in directory.departments() if one.key != unit)
