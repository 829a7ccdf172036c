"""Items of a department that goes up in another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.directory import queries as directory
from tongban.items.models import Item, Summary
from tongban.items.services import publishing

if TYPE_CHECKING:
    from datetime import datetime


@transaction.atomic
def succeed(*, old: str, new: str, now: datetime) -> int:
    """Show the items of a department under its successor; how many.

    Part of the command `cases.succeed`, which has closed the old department.  Versions keep the
    department that they were published with.
    """
    summary, _ = Summary.objects.select_for_update().get_or_create(id=1)
    items = Item.objects.filter(department__key=old)
    ids = list(items.select_for_update(of=("self",)).order_by("id").values_list("pk", flat=True))
    if ids:
        Item.objects.filter(pk__in=ids).update(department=directory.department(new))
        publishing.summarise(summary, now=now)
    return len(ids)
