"""The feed of a department's cases, in order and without gaps."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpResponse
from ninja import Query, Router, Schema

from tongban.base.web.sessions import ApiRequest, client
from tongban.exchange import perms, queries, rules, services

if TYPE_CHECKING:
    from tongban.exchange.queries import FeedPage

router = Router(tags=["department-events"])


class EventOut(Schema):
    """One event of a case; `seq` counts 1, 2, 3 … within the department.  Fetch the case for more.

    Kinds are listed in `docs/events.md`; treat one that you do not know as "something changed".
    """

    seq: int
    number: str
    kind: str
    at: datetime
    facts: dict[str, Any]


class EventPageOut(Schema):
    """Events in order.  Keep `next` and send it as `after`; `more` says whether to ask at once."""

    items: list[EventOut]
    next: str
    more: bool


@router.get(
    "/departments/{unit}/events",
    response=EventPageOut,
    auth=client(perms.READING),
    summary="Events of a department's cases",
)
def events(
    request: ApiRequest,
    unit: str,
    after: str = "",
    limit: Annotated[int, Query(ge=1, le=rules.MOST_ENTRIES)] = 100,
) -> HttpResponse:
    """Events after a cursor, at most 500; without `after` from the first one that is kept.

    410 says that the cursor is older than events are kept: read the open cases, then begin anew.
    """
    if perms.may_read_feed(request.auth, unit):
        services.number_waiting()
    page = queries.feed(request.auth, unit, after=after, limit=limit)
    return HttpResponse(_written(page), content_type="application/json")


def _written(page: FeedPage) -> str:
    """The page as JSON; one reader takes thousands of events a second, and facts are JSON."""
    items = ",".join(
        f'{{"seq":{one.seq},"number":{json.dumps(one.number)},"kind":{json.dumps(one.kind)},'
        f'"at":"{one.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}","facts":{one.facts}}}'
        for one in page.items
    )
    more = "true" if page.more else "false"
    return f'{{"items":[{items}],"next":{json.dumps(page.next)},"more":{more}}}'
