"""Lists to hand over or to destroy: proposed by one, decided by another, carried out at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.archives import events, perms, queries, rules
from tongban.archives.models import Archive, ArchiveList
from tongban.archives.services import keeping, sealing
from tongban.base import audit, clock, numbering
from tongban.base.errors import Invalid, require

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from tongban.archives.rules import Finding
    from tongban.base.actors import Actor

LONGEST, MOST = 500, 200


class ListInvalid(Invalid):
    """Nothing is on the list, too much is, or nobody said why."""

    code = "archives.list_invalid"


class CheckFailed(Invalid):
    """Something on the list is not what it was filed as; nothing was handed over."""

    code = "archives.check_failed"

    def __init__(self, numbers: list[str]) -> None:
        super().__init__(
            fields={"archives": f"四性检测没有通过，先查明再移交：{'、'.join(numbers)}。"}
        )


@transaction.atomic
def propose(
    *, actor: Actor, kind: rules.ListKind, archives: Collection[str], reason: str, now: datetime
) -> ArchiveList:
    """Ask that these archives of one department be handed over or destroyed.

    Declined with `ListInvalid`, `NotHeld`, `StillKept` or `InsideWhole`.
    """
    why = reason.strip()
    if not why or len(why) > LONGEST:
        raise ListInvalid(fields={"reason": f"请写明理由，最多 {LONGEST} 个字。"})
    found = _held(actor, archives)
    unit = found[0].unit
    require(perms.may_keep(actor, unit))
    _require_listable(kind, found, now)
    serial = numbering.next_number("archive lists", period=str(now.year))
    made = ArchiveList.objects.create(
        number=f"{'YJ' if kind is rules.ListKind.TRANSFER else 'XH'}{now.year}{serial:05d}",
        kind=kind, unit=unit, reason=why, proposed_by=actor.account or 0,
        proposed_by_name=actor.name, proposed_at=now,
    )  # fmt: skip
    made.archives.set(found)
    audit.record(actor, events.LIST_PROPOSED, made.number, at=now, kind=kind, archives=len(found))
    return made


def _held(actor: Actor, numbers: Collection[str]) -> list[Archive]:
    wanted = set(numbers)
    if not 0 < len(wanted) <= MOST:
        raise ListInvalid(fields={"archives": f"请勾选档案，一张清单最多 {MOST} 件。"})
    rows = Archive.objects.filter(perms.visible_to(actor), number__in=wanted)
    found = list(rows.select_for_update(of=("self",)).order_by("id"))
    if len(found) != len(wanted):
        raise queries.ArchiveUnknown
    if len({one.unit for one in found}) > 1:
        raise ListInvalid(fields={"archives": "一张清单只能有一个部门的档案。"})
    return found


def _require_listable(kind: rules.ListKind, found: list[Archive], now: datetime) -> None:
    rows = [(one.number, one.kept, one.keep_until) for one in found]
    whole = Archive.objects.filter(inner__in=found, kept=rules.Kept.HELD)
    held = set(whole.values_list("pk", flat=True))
    inside = [one.number for one in found if one.within_id in held]
    rules.require_listable(kind, rows, clock.day_of(now), inside)


def decide(
    *, actor: Actor, number: str, approve: bool, words: str = "", receipt: str = "", now: datetime
) -> ArchiveList:
    """Approve or decline a list; what is approved is done at once.

    Handing over checks each package again and needs the receipt number (接收回执) of the archive;
    destroying removes the packages, and leaves rows, digests and the list.  Declined with
    `SecondPersonNeeded`, `AlreadyDecided`, `ListInvalid`, `CheckFailed`, or as `propose`.
    """
    decided, digests = _decide(actor, number, words, receipt, now, approve=approve)
    for digest in digests:  # after the commit: a list that was rolled back destroys nothing
        keeping.remove(digest)
    return decided


@transaction.atomic
def _decide(
    actor: Actor, number: str, words: str, receipt: str, now: datetime, *, approve: bool
) -> tuple[ArchiveList, list[str]]:
    rows = ArchiveList.objects.filter(perms.visible_to(actor), number=number)
    found = rows.select_for_update(of=("self",)).first()
    if found is None:
        raise queries.ArchiveUnknown
    require(perms.may_approve(actor, found.unit))
    if found.proposed_by == actor.account:
        raise rules.SecondPersonNeeded
    if found.state != rules.ListState.PROPOSED:
        raise rules.AlreadyDecided
    digests: list[str] = []
    if approve:
        digests = _carry_out(actor, found, receipt.strip(), now)
    found.state = rules.ListState.APPROVED if approve else rules.ListState.DECLINED
    found.decided_by_name, found.decided_at = actor.name, now
    found.words = words.strip()[:LONGEST]
    found.save()
    audit.record(
        actor, events.LIST_DECIDED, number, at=now, kind=found.kind, approved=approve,
        digests=sorted(found.archives.values_list("digest", flat=True)),
    )  # fmt: skip
    return found, digests


def _carry_out(actor: Actor, found: ArchiveList, receipt: str, now: datetime) -> list[str]:
    held = list(found.archives.select_for_update().order_by("id"))
    kind = rules.ListKind(found.kind)
    _require_listable(kind, held, now)
    if kind is rules.ListKind.DESTROY:
        found.archives.update(kept=rules.Kept.DESTROYED)
        return [one.digest for one in held]
    if not receipt or len(receipt) > 64:  # noqa: PLR2004 - the width of the column
        raise ListInvalid(fields={"receipt": "请填写档案馆的接收回执号，最多 64 个字。"})
    bad = [one.number for one in held if not _passes(actor, one, now)]
    if bad:
        raise CheckFailed(bad)
    found.receipt = receipt
    found.archives.update(kept=rules.Kept.TRANSFERRED, receipt=receipt)
    return []


def _passes(actor: Actor, one: Archive, now: datetime) -> bool:
    try:
        findings: tuple[Finding, ...] = sealing.examine(keeping.read(one.digest))
    except (keeping.PackageGone, keeping.PackageDamaged, rules.PackageRefused):
        return False
    check = sealing.note_check(one, rules.Stage.TRANSFER, findings, actor.name, now)
    return check.ok
