"""Publishing circulars (通报): numbered, frozen, printed when first opened; withdrawing them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction

from tongban.access.rules import Role
from tongban.base import audit, clock, numbering
from tongban.base.errors import Stale, require
from tongban.cases.rules import document_number
from tongban.directory import queries as directory
from tongban.supervision import events, perms, queries
from tongban.supervision.models import Circular, CircularWithdrawal
from tongban.supervision.rules import circulars as rules
from tongban.supervision.rules import said
from tongban.supervision.services import letters, telling

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

KIND: Final = "通报"
_WORD: Final = "效能通"
_NOTHING: Final = dict.fromkeys(
    ("phone", "address", "verification_code", "verify_at", "case_number"), ""
)


@transaction.atomic
def publish_circular(
    *, actor: Actor, region: str, month: str, words: str, seen: str, now: datetime
) -> Circular:
    """Publish the figures of a region and a month as they were `seen`; they change no more.

    One that was withdrawn is replaced by it, and named in it.  Declined with `CircularInvalid`,
    `CircularTaken`, `NothingToTell`, or with `Stale` when a figure is not what was on the page.
    The heads of the departments in it are told.
    """
    require(perms.may_supervise(actor))
    said = rules.opening(words)
    facts = queries.circular_draft(actor, region, month, clock.day_of(now))
    if queries.face_of(facts) != seen:
        raise Stale("数字刚有变化，请再看一遍再发布。")
    try:
        with transaction.atomic():
            made = _made(actor, facts, said, now)
    except IntegrityError:
        raise rules.CircularTaken from None
    audit.record(
        actor, events.CIRCULAR_PUBLISHED, made.serial, at=now, region=region, month=month,
        number=made.number,
    )  # fmt: skip
    telling.of_circular(made, "circular.published", now, by=actor.account)
    return made


def _made(actor: Actor, facts: dict[str, Any], words: str, now: datetime) -> Circular:
    day, post = clock.day_of(now), actor.post_for(Role.SUPERVISOR)
    issuer = directory.department(post.unit).name if post else ""
    year = str(day.year)
    number = document_number(
        issuer, _WORD, day.year, numbering.next_number(f"circulars:{issuer}", period=year)
    )
    stated = facts | _NOTHING | {
        "author": issuer,
        "keywords": [number],
        "issuer": issuer,
        "number": number,
        "words": words,
        "clerk": actor.name,
        "made_on": day.isoformat(),
    }  # fmt: skip
    since = date.fromisoformat(facts["since"])
    return Circular.objects.create(
        serial=f"TB{year}{numbering.next_number('circulars', period=year):06d}",
        number=number,
        region=facts["region"],
        month=since,
        title=facts["title"],
        facts=stated,
        replaces=queries.latest_circular(facts["region"], since),
        made_at=now,
        made_by=actor.name,
        unit=post.unit if post else "",
        account=actor.account,
    )


@transaction.atomic
def withdraw_circular(
    *, actor: Actor, serial: str, reason: str, now: datetime
) -> CircularWithdrawal:
    """Withdraw a circular with a reason; it stays to be read, and its number is not used again.

    Declined with `CircularWithdrawn`, `WordsMissing`, or `OwnCircular`: another one than who
    published it withdraws it.  The heads of the departments in it are told.
    """
    found = queries.circular(actor, serial)
    require(perms.may_withdraw(actor, found))
    Circular.objects.select_for_update().get(pk=found.pk)
    rules.withdrawn(
        by=rules.By(actor.account, actor.name),
        publisher=rules.By(found.account, found.made_by),
        already=CircularWithdrawal.objects.filter(circular=found).exists(),
    )
    why = said(reason=(reason, "撤回的理由"))["reason"]
    made = CircularWithdrawal.objects.create(
        circular=found, reason=why, made_at=now, made_by=actor.name, account=actor.account
    )
    audit.record(actor, events.CIRCULAR_WITHDRAWN, serial, at=now, number=found.number)
    telling.of_circular(found, "circular.withdrawn", now, by=actor.account, reason=why)
    return made


@transaction.atomic
def open_circular(*, actor: Actor, serial: str, now: datetime) -> tuple[bytes, str]:
    """The PDF of a circular and its file name; printed now if nobody has opened it before.

    Of one that was withdrawn it is the one that says so.
    """
    found = queries.circular(actor, serial)
    Circular.objects.select_for_update().get(pk=found.pk)
    shown = getattr(found, "withdrawal", found)
    content, is_new = letters.printed(shown, "circular")
    if is_new:
        audit.record(actor, events.CIRCULAR_PRINTED, serial, at=now, digest=shown.digest)
    return content, f"{KIND}-{found.number}.pdf"
