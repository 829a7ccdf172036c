"""Systems (应用) that may call the API: registered, let in by a token, counted by the minute.

The client credentials of GB/T 36906: an application name and a secret give a token of two hours.
Secrets and tokens have 256 random bits and are kept as SM3 digests only.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.access import events, perms, queries, rules
from tongban.access.models import Client, ClientCalls, ClientDays, ClientToken
from tongban.base import audit, clock
from tongban.base.actors import Actor, ActorKind, Channel
from tongban.base.errors import NotSignedIn, Refusal, TooMany, require
from tongban.base.prepared import Statement
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

_COUNT = Statement("""
WITH caller AS (SELECT id, per_minute, per_day FROM access_client WHERE key = $1),
minutes AS (
    INSERT INTO access_clientcalls AS counted (client_id, minute, calls)
    SELECT id, $2::timestamptz, 1 FROM caller
    ON CONFLICT (client_id, minute) DO UPDATE SET calls = counted.calls + 1
    RETURNING calls
), days AS (
    INSERT INTO access_clientdays AS counted (client_id, day, calls)
    SELECT id, $3::date, 1 FROM caller WHERE per_day IS NOT NULL
    ON CONFLICT (client_id, day) DO UPDATE SET calls = counted.calls + 1
    RETURNING calls
)
SELECT (SELECT calls FROM minutes) > per_minute, (SELECT calls FROM days) > per_day FROM caller
""")


class ClientTaken(Refusal):
    """Another system is registered under this key."""

    code = "access.client_taken"
    sentence = "这个应用标识已经有人用了，请换一个。"


class ClientRefused(NotSignedIn):
    """Unknown or closed system, or a wrong secret: which of them is not told."""

    code = "access.client_refused"
    sentence = "应用标识或者密钥不对，或者应用已经停用。"


class QuotaSpent(TooMany):
    """A system called more often than was agreed, in this minute or on this day."""

    code = "access.quota_spent"
    sentence = "这一分钟的调用次数用完了，请稍后再试。"


@dataclass(frozen=True, slots=True)
class Token:
    """A token as its system gets it, once."""

    text: str
    expires_at: datetime


@transaction.atomic
def register_client(
    *,
    actor: Actor,
    key: str,
    name: str,
    unit: str = "",
    subject: UUID | None = None,
    scopes: Collection[str],
    per_minute: int = rules.PER_MINUTE,
    per_day: int | None = None,
    now: datetime,
) -> tuple[Client, str]:
    """Register a system of a department (`unit`) or of an enterprise; returns it and its secret.

    The secret is shown this once.  Declined with `Forbidden`, `rules.ClientInvalid`,
    `ClientTaken` or `directory.DepartmentUnknown`.
    """
    require(perms.may_register_clients(actor))
    rules.check_client(key=key, name=name, scopes=scopes, per_minute=per_minute, per_day=per_day)
    if bool(unit) == (subject is not None):
        raise rules.ClientInvalid(fields={"unit": "请选择应用属于哪个部门，或者哪家企业。"})
    if Client.objects.filter(key=key).exists():
        raise ClientTaken(fields={"key": ClientTaken.sentence})
    secret = secrets.token_urlsafe(32)
    client = Client.objects.create(
        key=key,
        name=name.strip(),
        department=directory.department(unit) if unit else None,
        subject_id=subject,
        secret_digest=queries.digest_of(secret),
        scopes=sorted(set(scopes)),
        per_minute=per_minute,
        per_day=per_day,
        registered_at=now,
    )
    audit.record(actor, events.CLIENT_REGISTERED, key, at=now, unit=unit, scopes=client.scopes)
    return client, secret


@transaction.atomic
def renew_secret(*, actor: Actor, key: str, now: datetime) -> str:
    """Give a system a new secret; the old one and all its tokens end at once."""
    require(perms.may_register_clients(actor))
    client = queries.client_for_change(key)
    secret = secrets.token_urlsafe(32)
    client.secret_digest = queries.digest_of(secret)
    client.save(update_fields=["secret_digest"])
    client.tokens.all().delete()
    audit.record(actor, events.SECRET_RENEWED, key, at=now)
    return secret


@transaction.atomic
def close_client(*, actor: Actor, key: str, now: datetime) -> Client:
    """End what a system may do, at once; what it did stays written down.  Twice is once."""
    require(perms.may_register_clients(actor))
    client = queries.client_for_change(key)
    if client.closed_at is None:
        client.closed_at = now
        client.save(update_fields=["closed_at"])
        client.tokens.all().delete()
        audit.record(actor, events.CLIENT_CLOSED, key, at=now)
    return client


@transaction.atomic
def issue_token(*, key: str, secret: str, now: datetime) -> Token:
    """Give a system a token for its name and secret, or `ClientRefused`.

    The system is locked: a new secret that is given out meanwhile ends this token with all others.
    """
    given = queries.digest_of(secret)
    rows = Client.objects.select_for_update(no_key=True)
    client = rows.filter(key=key, closed_at=None).first()
    if client is None or not secrets.compare_digest(client.secret_digest, given):
        raise ClientRefused
    client.tokens.filter(expires_at__lte=now).delete()
    text = secrets.token_urlsafe(32)
    expires_at = now + timedelta(minutes=rules.TOKEN_MINUTES)
    ClientToken.objects.create(digest=queries.digest_of(text), client=client, expires_at=expires_at)
    behind = Actor(kind=ActorKind.CLIENT, name=client.name, client=key, channel=Channel.API)
    audit.record(behind, events.TOKEN_ISSUED, key, at=now)
    return Token(text, expires_at)


def count_call(*, actor: Actor, now: datetime) -> None:
    """Count one call of a system in this minute and day, or `QuotaSpent`; others do not count."""
    if not actor.is_client:
        return
    minute, day = now.replace(second=0, microsecond=0), clock.day_of(now)
    ((over_minute, over_day),) = _COUNT.rows([actor.client, minute, day]) or [(False, False)]
    if over_day:
        raise QuotaSpent("今天的调用次数用完了，请明天再试。", retry_after=_seconds_left(now))
    if over_minute:
        raise QuotaSpent(retry_after=max(1, 60 - now.second))


def _seconds_left(now: datetime) -> int:
    """How long the day of the node still lasts."""
    local = timezone.localtime(now)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(1, int((midnight - local).total_seconds()))


def forget_calls(*, now: datetime) -> int:
    """Remove what was counted more than a day ago and tokens that are over; returns how many."""
    old, _ = ClientCalls.objects.filter(minute__lt=now - timedelta(days=1)).delete()
    days, _ = ClientDays.objects.filter(day__lt=clock.day_of(now) - timedelta(days=31)).delete()
    over, _ = ClientToken.objects.filter(expires_at__lte=now).delete()
    return old + days + over
