"""The register of broken promises: who is in it may not promise again until it is put right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import NotFound, require
from tongban.cases import events, perms, rules
from tongban.cases.models import BrokenPromise
from tongban.cases.services import ground

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

LONGEST_WORDS = 1_000


class BrokenPromiseUnknown(NotFound):
    """There is no such entry, or another office made it."""

    code = "cases.broken_promise_unknown"
    sentence = "没有找到这条失信记录。"


def enter(case: Case, kind: str, reason: str, now: datetime) -> None:
    """Enter a promise that was not kept, once for each case and kind; part of a command."""
    BrokenPromise.objects.get_or_create(
        case=case,
        kind=kind,
        defaults={
            "subject_id": case.applicant_id,
            "reason": reason[:LONGEST_WORDS],
            "entered_at": now,
        },
    )


def not_barred(applicant: UUID) -> None:
    """Declined with `PromiseBarred` while the applicant has an entry that is not repaired."""
    rows = BrokenPromise.objects.filter(subject_id=applicant, repaired_at=None)
    latest = rows.select_related("case").order_by("-id").first()
    if latest is not None:
        raise rules.PromiseBarred(f"{latest.case.item_name}，{latest.case.number}")


@transaction.atomic
def repair(*, actor: Actor, broken_id: int, words: str, now: datetime) -> BrokenPromise:
    """Note that the applicant has put his breach right (信用修复); he may promise again.

    The office that decided the case says so.  Repaired twice, the first one stands.
    """
    rows = BrokenPromise.objects.select_for_update(of=("self",)).select_related("case")
    found = rows.filter(pk=broken_id).first()
    if found is None or not perms.may_judge_promise(actor, found.case):
        raise BrokenPromiseUnknown
    require(perms.may_revoke_promised(actor, found.case))
    kept = ground.fitting(words, LONGEST_WORDS, "words")
    if not kept:
        raise rules.ReasonMissing("怎样修复的")
    if found.repaired_at is None:
        found.repaired_at, found.repaired_by_name, found.repair = now, actor.name, kept
        found.save(update_fields=["repaired_at", "repaired_by_name", "repair"])
        audit.record(actor, events.PROMISE_REPAIRED, str(found.case.number), at=now)
    return found
