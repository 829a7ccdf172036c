"""Regions, departments and halls for integrators: public, read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest
from ninja import Router, Schema

from tongban.directory import queries

if TYPE_CHECKING:
    from tongban.base.paging import Page
    from tongban.directory.models import Department, Hall, Region

router = Router(tags=["directory"])


class RegionOut(Schema):
    """One administrative division."""

    code: str
    name: str
    level: int
    parent: str | None
    code12: str

    @staticmethod
    def resolve_parent(region: Region) -> str | None:
        return region.parent_id


class RegionPageOut(Schema):
    """A page of divisions; `next` is the `after` of the page that follows."""

    items: list[RegionOut]
    next: str


class DepartmentOut(Schema):
    """One office that carries out items."""

    key: str
    name: str
    uscc: str
    level: int
    region: str
    nature: str

    @staticmethod
    def resolve_region(department: Department) -> str:
        return department.region_id


class DepartmentPageOut(Schema):
    """A page of departments."""

    items: list[DepartmentOut]
    next: str


class HallOut(Schema):
    """One place with counters."""

    code: str
    name: str
    region: str
    address: str
    hours: str
    phone: str

    @staticmethod
    def resolve_region(hall: Hall) -> str:
        return hall.region_id


class HallPageOut(Schema):
    """A page of halls."""

    items: list[HallOut]
    next: str


@router.get("/regions", response=RegionPageOut, summary="List divisions")
def regions(
    request: HttpRequest, parent: str = "", after: str = "", limit: int = 50
) -> Page[Region]:
    """Divisions by code; with `parent` only those one step below it."""
    return queries.region_page(parent=parent, after=after, limit=limit)


@router.get("/regions/{code}", response=RegionOut, summary="One division")
def region(request: HttpRequest, code: str) -> Region:
    """One division by its code."""
    return queries.region(code)


@router.get("/departments", response=DepartmentPageOut, summary="List departments")
def departments(
    request: HttpRequest, region: str = "", after: str = "", limit: int = 50
) -> Page[Department]:
    """Departments by key; with `region` only those of that division."""
    return queries.department_page(region=region, after=after, limit=limit)


@router.get("/halls", response=HallPageOut, summary="List halls")
def halls(request: HttpRequest, region: str = "", after: str = "", limit: int = 50) -> Page[Hall]:
    """Halls by code; with `region` only those in that division."""
    return queries.hall_page(region=region, after=after, limit=limit)
