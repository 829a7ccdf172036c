"""The way in: a token for name and secret, and the keys that sign the answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from tongban.access import services as access
from tongban.base import clock
from tongban.licences import queries
from tongban.licences.api.sharing.envelope import Answered, Asking, Envelope, Telling, told

if TYPE_CHECKING:
    from tongban.base.crypto.keys import ToldKey

router = Router(tags=["sharing"], by_alias=True)


class CredentialsAsked(Asking):
    """Name and secret of a registered system."""

    app_name: str = Field(max_length=40)
    app_secret: str = Field(max_length=100)


class AccessIn(Envelope):
    """Asks for a token."""

    data: CredentialsAsked


class Access(Telling):
    """Send it as `Authorization: Bearer …`; it lasts `expiresIn` seconds."""

    access_token: str
    expires_in: int


class AccessOut(Answered):
    """A token."""

    data: Access


class AnswerKeyOut(Schema):
    """A public key (SM2, PEM) that signs or signed answers; retired ones stay valid for those."""

    key_id: str
    state: str
    public_key: str


class AnswerKeysOut(Schema):
    """All keys that sign or signed answers, newest first."""

    items: list[AnswerKeyOut]


@router.post("/token", response=AccessOut, summary="Get a token (获取令牌)")
def access_token(request: HttpRequest, body: AccessIn) -> HttpResponse:
    """A token of two hours for the name and the secret of a registered system; else 401."""
    asked, now = body.data, clock.now()
    issued = access.issue_token(key=asked.app_name, secret=asked.app_secret, now=now)
    lasts = int((issued.expires_at - now).total_seconds())
    return told(request, Access(access_token=issued.text, expires_in=lasts))


@router.get("/keys", response=AnswerKeysOut, summary="Keys that sign the answers")
def answer_keys(request: HttpRequest) -> dict[str, list[ToldKey]]:
    """Public; keep the key with an answer that must be proved later."""
    return {"items": queries.answer_keys()}
