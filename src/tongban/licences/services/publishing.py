"""Status lists (证照状态清单): which licences are not in force, signed and published each hour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection, transaction

from tongban.base import audit
from tongban.base.actors import SYSTEM
from tongban.base.crypto import sm3
from tongban.licences import events
from tongban.licences.models import Licence, StatusList
from tongban.licences.rules import jws, status_lists
from tongban.licences.rules.states import State
from tongban.licences.rules.status_lists import Status
from tongban.licences.services import signing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

_STATUSES = {State.ENDED: Status.ENDED, State.SUSPENDED: Status.SUSPENDED}
_LAST = "SELECT last_value FROM licences_status_place"
_CHUNK = 20_000


@transaction.atomic
def publish_lists(*, now: datetime) -> int:
    """Write and sign every status list anew; returns how many there are.

    Reads only the licences that are not simply in force; what has expired says so itself.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        last = int(cursor.fetchone()[0])
    lists = status_lists.place_of(last)[0] + 1
    for number in range(lists):
        _publish(number, last, now)
    audit.record(SYSTEM, events.STATUS_PUBLISHED, "status-lists", at=now, lists=lists)
    return lists


def _publish(number: int, last: int, now: datetime) -> None:
    first = number * status_lists.SIZE
    size = min(status_lists.SIZE, last + 1 - first)
    key = signing.signer(jws.SM2)
    content = status_lists.write(
        status_lists.packed(_rounded(size), _marked(first)),
        address=f"{settings.TONGBAN.address}{status_lists.PATH}{number}",
        now=now,
        header=key.header,
        sign=key.sign,
    )
    StatusList.objects.update_or_create(
        number=number,
        defaults={
            "content": content,
            "digest": sm3.digest(content.encode("ascii")).hex(),
            "published_at": now,
        },
    )


def _rounded(size: int) -> int:
    """A list grows in steps, so that its length does not tell how many were issued this hour."""
    step = 10_000
    return min(status_lists.SIZE, -(-size // step) * step)


def _marked(first: int) -> Iterator[tuple[int, Status]]:
    rows = Licence.objects.exclude(state=State.VALID).filter(
        status_place__gte=first, status_place__lt=first + status_lists.SIZE
    )
    found = rows.order_by("status_place").values_list("status_place", "state")
    for place, state in found.iterator(chunk_size=_CHUNK):
        yield place - first, _STATUSES[State(state)]
