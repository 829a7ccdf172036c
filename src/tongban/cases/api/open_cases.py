"""The open cases of a department for its own system: where to begin when nothing is known."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ninja import Router, Schema
from ninja.decorators import decorate_view

from tongban.base.web import read_only
from tongban.base.web.sessions import ApiRequest, client
from tongban.cases import perms, queries

if TYPE_CHECKING:
    from tongban.base.paging import Page
    from tongban.cases.models import Case

router = Router(tags=["department-cases"], auth=client(perms.READING))


class OpenCaseOut(Schema):
    """An open case of the department, without anything that tells who applied."""

    number: str
    version: int
    item_key: str
    state: str
    next_due_on: date | None


class OpenCasePageOut(Schema):
    """A page of open cases; `next` is the `after` of the page that follows."""

    items: list[OpenCaseOut]
    next: str


@router.get(
    "/departments/{unit}/cases",
    response=OpenCasePageOut,
    summary="The open cases of the department",
)
@decorate_view(read_only)
def department_cases(
    request: ApiRequest, unit: str, after: str = "", limit: int = 100
) -> Page[Case]:
    """All that is open, to begin with or when your place in the feed is gone (410)."""
    return queries.department_cases(request.auth, unit, after=after, limit=limit)
