"""Webhooks of a department's own system."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from tongban.base import clock
from tongban.base.web.idempotency import idempotent
from tongban.base.web.sessions import ApiRequest, client
from tongban.exchange import perms, queries, services

if TYPE_CHECKING:
    from tongban.base.crypto.keys import ToldKey
    from tongban.base.paging import Page
    from tongban.exchange.models import Attempt, Webhook

router = Router(tags=["webhooks"])


class WebhookIn(Schema):
    """`kinds` are names of events, none for all; `after` is a cursor, none for what is new."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(max_length=500)
    kinds: list[str] = Field([], max_length=50)
    after: str = Field("", max_length=200)


class WebhookOut(Schema):
    """A webhook and how it stands; `position` is the number of the last event that arrived.

    `failing_since`: it is tried again at `due_at`.  `paused_at`: nothing is sent until it resumes.
    """

    id: UUID
    unit: str
    url: str
    kinds: list[str]
    position: int
    failures: int
    failing_since: datetime | None
    last_error: str
    delivered_at: datetime | None
    due_at: datetime
    paused_at: datetime | None
    dead_seq: int | None
    created_at: datetime
    closed_at: datetime | None


class WebhookPageOut(Schema):
    """A page of webhooks; `next` is the `after` of the page that follows."""

    items: list[WebhookOut]
    next: str


class AttemptOut(Schema):
    """One call; `status` is what the receiver answered, `error` why it does not count."""

    seq: int
    number: str
    kind: str
    at: datetime
    status: int | None
    error: str
    took_ms: int
    delivered: bool
    by_hand: bool


class AttemptPageOut(Schema):
    """A page of calls, the latest first."""

    items: list[AttemptOut]
    next: str


class ResumeIn(Schema):
    """Where to go on: after the event of this number, or where it stands."""

    model_config = ConfigDict(extra="forbid")

    after_seq: int | None = Field(None, ge=0)


class ReplayIn(Schema):
    """Which event to send once more."""

    model_config = ConfigDict(extra="forbid")

    seq: int = Field(ge=1)


class WebhookKeyOut(Schema):
    """A public key in PEM; a retired one still verifies what it signed."""

    key_id: str
    state: str
    public_key: str


class WebhookKeysOut(Schema):
    """All keys that sign or signed calls, newest first."""

    items: list[WebhookKeyOut]


@router.get("/webhook-keys", response=WebhookKeysOut, summary="Keys that sign webhook calls")
def webhook_keys(request: HttpRequest) -> dict[str, list[ToldKey]]:
    """The public keys by which receivers check signatures; public."""
    return {"items": services.keys_told()}


@router.post(
    "/departments/{unit}/webhooks",
    response=WebhookOut,
    auth=client(perms.READING),
    summary="Set a webhook up",
)
@idempotent
def set_up(request: ApiRequest, unit: str, body: WebhookIn) -> Webhook:
    """Be called at an address for each event of the department, one after the other."""
    return services.set_up_webhook(
        actor=request.auth,
        unit=unit,
        url=body.url,
        kinds=body.kinds,
        after=body.after,
        now=clock.now(),
    )


@router.get(
    "/webhooks", response=WebhookPageOut, auth=client(perms.READING), summary="List one's webhooks"
)
def listed(request: ApiRequest, after: str = "", limit: int = 50) -> Page[Webhook]:
    """The webhooks of this system, the oldest first."""
    return queries.webhooks(request.auth, after=after, limit=limit)


@router.get(
    "/webhooks/{webhook_id}",
    response=WebhookOut,
    auth=client(perms.READING),
    summary="One of one's webhooks",
)
def one(request: ApiRequest, webhook_id: UUID) -> Webhook:
    """A webhook of this system and how it stands."""
    return queries.webhook(request.auth, webhook_id)


@router.get(
    "/webhooks/{webhook_id}/attempts",
    response=AttemptPageOut,
    auth=client(perms.READING),
    summary="Calls of a webhook",
)
def attempts(
    request: ApiRequest, webhook_id: UUID, after: str = "", limit: int = 50
) -> Page[Attempt]:
    """What was sent and what came back, the latest first."""
    return queries.attempts(request.auth, webhook_id, after=after, limit=limit)


@router.post(
    "/webhooks/{webhook_id}/resumption",
    response=WebhookOut,
    auth=client(perms.READING),
    summary="Let a webhook go on",
)
@idempotent
def resumption(request: ApiRequest, webhook_id: UUID, body: ResumeIn) -> Webhook:
    """Go on where it stands, or after another event: earlier ones are sent again."""
    return services.resume(
        actor=request.auth, webhook_id=webhook_id, after_seq=body.after_seq, now=clock.now()
    )


@router.post(
    "/webhooks/{webhook_id}/replays",
    response=WebhookOut,
    auth=client(perms.READING),
    summary="Send one event once more",
)
@idempotent
def replays(request: ApiRequest, webhook_id: UUID, body: ReplayIn) -> Webhook:
    """Send one event again beside the order; handle it by its id, twice is once."""
    return services.replay(actor=request.auth, webhook_id=webhook_id, seq=body.seq, now=clock.now())


@router.delete(
    "/webhooks/{webhook_id}",
    response=WebhookOut,
    auth=client(perms.READING),
    summary="Close a webhook",
)
def close(request: ApiRequest, webhook_id: UUID) -> Webhook:
    """Be called no more; what was sent stays written down."""
    return services.close_webhook(actor=request.auth, webhook_id=webhook_id, now=clock.now())
