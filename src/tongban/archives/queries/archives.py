"""Archives as their keepers see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.archives import perms
from tongban.archives.models import Archive, ArchiveList, RestoredCase, Wish
from tongban.base.errors import NotFound
from tongban.base.paging import keyset

if TYPE_CHECKING:
    from datetime import date

    from tongban.base.actors import Actor
    from tongban.base.paging import Page


class ArchiveUnknown(NotFound):
    """There is no such archive, list or restored case, or the actor may not know of it."""

    code = "archives.unknown"
    sentence = "没有找到这份档案，请核对档号。"


def archives(
    actor: Actor,
    *,
    named: str = "",
    over_on: date | None = None,
    after: str = "",
    limit: int = 50,
) -> Page[Archive]:
    """Those of the actor's department, the newest first, or those whose period is over.

    `named` is a whole 档号 or case number; the one that bears it is all there is.
    """
    rows = Archive.objects.filter(perms.visible_to(actor))
    if named:
        rows = rows.filter(Q(number=named) | Q(case_number=named))
    if over_on is not None:
        over = rows.filter(kept="held", keep_until__lt=over_on)
        return keyset(over, by=("keep_until", "id"), after=after, limit=limit)
    return keyset(rows, by=("-made_at", "id"), after=after, limit=limit)


def archive(actor: Actor, number: str) -> Archive:
    """One of them, or `ArchiveUnknown`."""
    rows = Archive.objects.filter(perms.visible_to(actor), number=number)
    found = rows.select_related("within").prefetch_related("checks", "lists", "inner").first()
    if found is None:
        raise ArchiveUnknown
    return found


def of_case(actor: Actor, number: str) -> Archive | None:
    """The archive of a case, if there is one that the actor may see."""
    return Archive.objects.filter(perms.visible_to(actor), case_number=number).first()


def lists(actor: Actor, *, after: str = "", limit: int = 50) -> Page[ArchiveList]:
    """The lists of the actor's department, the newest first."""
    rows = ArchiveList.objects.filter(perms.visible_to(actor)).prefetch_related("archives")
    return keyset(rows, by=("-proposed_at", "id"), after=after, limit=limit)


def archive_list(actor: Actor, number: str) -> ArchiveList:
    """One list, or `ArchiveUnknown`."""
    found = ArchiveList.objects.filter(perms.visible_to(actor), number=number).first()
    if found is None:
        raise ArchiveUnknown
    return found


def restored(actor: Actor, case_number: str) -> RestoredCase:
    """A case or a life event that was read from its package, or `ArchiveUnknown`."""
    rows = RestoredCase.objects.filter(perms.restored_visible_to(actor), case_number=case_number)
    found = rows.select_related("within").first()
    if found is None:
        raise ArchiveUnknown
    return found


def failed(*, most: int = 50) -> list[Wish]:
    """Cases whose package could not be made until now, the oldest first."""
    rows = Wish.objects.filter(built_at=None).exclude(last_error="")
    return list(rows.order_by("wanted_at", "id")[:most])
