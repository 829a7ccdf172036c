"""Reads of the directory; everything here is public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.base import prepared
from tongban.base.errors import NotFound
from tongban.base.paging import Page, keyset
from tongban.directory.models import (
    Department,
    FormerName,
    Hall,
    PlannedName,
    Post,
    Region,
    Substitution,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from django.db.models import QuerySet


class RegionUnknown(NotFound):
    """No region has this code."""

    code = "directory.region_unknown"
    sentence = "没有这个行政区划。"


class DepartmentUnknown(NotFound):
    """No department has this key."""

    code = "directory.department_unknown"
    sentence = "没有这个部门。"


class HallUnknown(NotFound):
    """No hall has this code."""

    code = "directory.hall_unknown"
    sentence = "没有这个政务大厅。"


class PostUnknown(NotFound):
    """No post has this id."""

    code = "directory.post_unknown"
    sentence = "没有这个岗位。"


def region(code: str) -> Region:
    """The region, or `RegionUnknown`."""
    found = Region.objects.filter(code=code).first()
    if found is None:
        raise RegionUnknown
    return found


def all_regions() -> tuple[Region, ...]:
    """Every region of the node, by code."""
    return tuple(Region.objects.order_by("code"))


def regions_under(code: str) -> tuple[Region, ...]:
    """The regions one step below, by code; "" gives the top."""
    rows = Region.objects.filter(parent_id=code) if code else Region.objects.filter(parent=None)
    return tuple(rows.order_by("code"))


def region_page(*, parent: str = "", after: str = "", limit: int = 50) -> Page[Region]:
    """Regions by code, only those one step below `parent` if it is given."""
    rows = Region.objects.filter(parent_id=parent) if parent else Region.objects.all()
    return keyset(rows, by=("code",), after=after, limit=limit)


def ancestors(code: str) -> tuple[Region, ...]:
    """The regions above this one, the country first; the region itself is not among them."""
    upward = "__".join(["parent"] * 5)
    found = Region.objects.select_related(upward).filter(code=code).first()
    if found is None:
        raise RegionUnknown
    above: list[Region] = []
    step = found.parent
    while step is not None:
        above.append(step)
        step = step.parent
    return tuple(reversed(above))


def chain(code: str) -> tuple[str, ...]:
    """The code of the region and of those above it, the nearest first, or `RegionUnknown`."""
    found = tuple(each for (each,) in _CHAIN.rows([code]))
    if not found:
        raise RegionUnknown
    return found


_CHAIN = prepared.Statement("""
WITH RECURSIVE chain (code, above, step) AS (
    SELECT code, parent_id, 0 FROM directory_region WHERE code = $1
     UNION ALL
    SELECT r.code, r.parent_id, step + 1
      FROM chain JOIN directory_region r ON r.code = chain.above)
SELECT code FROM chain ORDER BY step
""")


def department(key: str) -> Department:
    """The department with its region, or `DepartmentUnknown`."""
    found = Department.objects.select_related("region").filter(key=key).first()
    if found is None:
        raise DepartmentUnknown
    return found


def department_alone(key: str) -> Department:
    """The department without its region, for what is done all day, or `DepartmentUnknown`."""
    for found in prepared.having(Department, "key", [key]):
        return found
    raise DepartmentUnknown


def departments(keys: Iterable[str] | None = None) -> tuple[Department, ...]:
    """The departments with their regions, by key; all, or those with one of the keys."""
    rows = Department.objects.select_related("region").order_by("key")
    return tuple(rows if keys is None else rows.filter(key__in=tuple(keys)))


def keys_by_name(names: Iterable[str]) -> dict[str, str]:
    """The keys of the departments with these names; a name that several bear is left out."""
    rows = Department.objects.filter(name__in=tuple(names), closed_on=None).order_by("key")
    found: dict[str, list[str]] = {}
    for key, name in rows.values_list("key", "name"):
        found.setdefault(name, []).append(key)
    return {name: keys[0] for name, keys in found.items() if len(keys) == 1}


def department_page(*, region: str = "", after: str = "", limit: int = 50) -> Page[Department]:
    """Departments by key, only those of `region` if it is given."""
    rows = Department.objects.select_related("region")
    return keyset(
        rows.filter(region_id=region) if region else rows, by=("key",), after=after, limit=limit
    )


def hall(code: str) -> Hall:
    """The hall with its region, or `HallUnknown`."""
    found = Hall.objects.select_related("region").filter(code=code).first()
    if found is None:
        raise HallUnknown
    return found


def halls(region: str = "") -> tuple[Hall, ...]:
    """The halls with their regions, by code; all, or those in one region."""
    rows = Hall.objects.select_related("region").order_by("code")
    return tuple(rows.filter(region_id=region) if region else rows)


def hall_page(*, region: str = "", after: str = "", limit: int = 50) -> Page[Hall]:
    """Halls by code, only those in `region` if it is given."""
    rows = Hall.objects.select_related("region")
    return keyset(
        rows.filter(region_id=region) if region else rows, by=("code",), after=after, limit=limit
    )


def post(id: int) -> Post:  # noqa: A002 - the name of the column
    """The post with its department and hall, or `PostUnknown`."""
    found = Post.objects.select_related("department", "hall").filter(id=id).first()
    if found is None:
        raise PostUnknown
    return found


def levels() -> dict[str, int]:
    """The level of each region, for checking a file."""
    return dict(Region.objects.values_list("code", "level"))


def current_keys(keys: Iterable[str]) -> dict[str, str]:
    """For each department that was closed, the one that stands in its place today."""
    found: dict[str, str] = {}
    wanted = set(keys)
    while wanted:
        rows = Department.objects.filter(key__in=wanted, successor__isnull=False)
        step = dict(rows.values_list("key", "successor__key"))
        found = {key: step.get(now, now) for key, now in found.items()} | {
            key: now for key, now in step.items() if key not in found
        }
        wanted = set(step.values()) - set(step) - set(found)
    return found


def standing(key: str) -> str:
    """The department itself, or the one that stands in its place since it was closed."""
    return current_keys([key]).get(key, key)


def names_before(key: str) -> tuple[FormerName, ...]:
    """What the department was called, and whom it stands for, the latest first."""
    return tuple(FormerName.objects.filter(department__key=key).order_by("-until_on", "-id"))


def planned_name(key: str) -> PlannedName | None:
    """What the department will be called from a later day on."""
    return PlannedName.objects.filter(department__key=key, done_at=None).first()


def posts(key: str) -> tuple[Post, ...]:
    """The posts of a department."""
    rows = Post.objects.select_related("hall").filter(department__key=key, active=True)
    return tuple(rows.order_by("title", "id"))


def standing_in(day: date) -> QuerySet[Substitution]:
    """The substitutions in force on that day."""
    return Substitution.objects.filter(
        since_on__lte=day, until_on__gte=day, ended_at=None, post__active=True
    )


def substitution(id: int) -> Substitution:  # noqa: A002
    """One substitution with its post, for jobs."""
    return Substitution.objects.select_related("post__department").get(pk=id)


def run_out(since: date, until: date) -> tuple[int, ...]:
    """The substitutions whose last day lay between two days, both included; for jobs."""
    rows = Substitution.objects.filter(until_on__range=(since, until), ended_at=None)
    return tuple(rows.order_by("until_on", "id").values_list("pk", flat=True))


def substitutions(unit: str, *, day: date) -> tuple[Substitution, ...]:
    """Who stands in for whom in a department, now or later, by the first day."""
    rows = Substitution.objects.select_related("post__department").filter(
        post__department__key=unit, until_on__gte=day, ended_at=None
    )
    return tuple(rows.order_by("since_on", "id"))


def substitutions_of(account: int, *, day: date) -> tuple[Substitution, ...]:
    """Those of one member of staff, now or later: who stands in for him, for whom he stands in."""
    rows = Substitution.objects.select_related("post__department").filter(
        Q(absent=account) | Q(account=account), until_on__gte=day, ended_at=None
    )
    return tuple(rows.order_by("since_on", "id"))
