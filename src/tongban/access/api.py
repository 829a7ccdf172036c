"""The way in for departments' and enterprises' own systems: name and secret for a token."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from tongban.access import services
from tongban.base import clock

router = Router(tags=["clients"])


class CredentialsIn(Schema):
    """Name and secret of a registered system."""

    model_config = ConfigDict(extra="forbid")
    client: str = Field(max_length=40)
    secret: str = Field(max_length=100)


class TokenOut(Schema):
    """Send it as `Authorization: Bearer …` until `expires_at`."""

    token: str
    expires_at: datetime


@router.post("/clients/token", response=TokenOut, summary="Get a token for a system")
def token(request: HttpRequest, body: CredentialsIn) -> TokenOut:
    """A token of two hours for the name and the secret of a registered system."""
    issued = services.issue_token(key=body.client, secret=body.secret, now=clock.now())
    return TokenOut(token=issued.text, expires_at=issued.expires_at)
