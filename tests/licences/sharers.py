"""Systems that use the sharing interface: an office's, another office's, a bank's."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.directory.factories import make_department
from tests.licences.factories import NOON
from tests.licences.parties import bank
from tongban.access import queries as access_queries
from tongban.access import services as access
from tongban.access.rules import SCOPES
from tongban.base.actors import SYSTEM, Actor
from tongban.base.crypto import keys, sm2
from tongban.licences.rules import sharing

if TYPE_CHECKING:
    from uuid import UUID

PATH = "/api/v1/sharing"
ALL = tuple(SCOPES)
WHY = {"useCause": "核验申请人的经营资格", "caseNumber": "23010226010500000149"}


def token(
    key: str = "office-1", *, unit: str = "mkt", subject: UUID | None = None, **other: Any
) -> str:
    """A registered system's token."""
    if unit and subject is None:
        make_department(unit)
    facts: dict[str, Any] = {"scopes": ALL, "per_minute": 600, "now": NOON, **other}
    _client, secret = access.register_client(
        actor=SYSTEM, key=key, name=f"样例系统{key}", unit="" if subject else unit,
        subject=subject, **facts,
    )  # fmt: skip
    return access.issue_token(key=key, secret=secret, now=facts["now"]).text


def bank_token(**other: Any) -> str:
    """The bank's own system."""
    return token("bank-1", subject=bank().id, **other)


def actor(text: str) -> Actor:
    """Who is behind a token."""
    found = access_queries.client_actor(text, now=NOON)
    assert found is not None
    return found


def post(service: str, data: dict[str, Any], bearer: str, **head: str) -> Any:
    """One call; the answer of the framework."""
    body = json.dumps({"head": head, "data": data}, ensure_ascii=False)
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    return Client().post(
        f"{PATH}/{service}", body, content_type="application/json", headers=headers
    )


def ask(service: str, data: dict[str, Any], bearer: str, **head: str) -> dict[str, Any]:
    """The same; the signed answer in its envelope, whose signature holds."""
    answer = post(service, data, bearer, **head)
    assert answer.status_code == 200, answer.content
    told: dict[str, Any] = answer.json()
    signed = told["head"]["sign"]
    key = keys.store().public(signed["keyId"])
    sm2.verify(key, sharing.to_sign(told), base64.b64decode(signed["value"]))
    return told


def code(service: str, data: dict[str, Any], bearer: str) -> str:
    """Only the message code of a call that is declined."""
    told = ask(service, data, bearer)
    assert (told["head"]["status"], told["data"]) == ("1", None)
    return str(told["head"]["code"])
