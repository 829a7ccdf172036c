"""Changes of the directory: files are taken whole or not at all."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import TYPE_CHECKING, Any

import yaml
from django.db import transaction

from tongban.base import audit
from tongban.base.errors import Invalid, require
from tongban.directory import events, perms, queries, rules
from tongban.directory.models import Department, FormerName, Hall, Post, Region

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from tongban.base.actors import Actor


class WrongEntry(Invalid):
    """A hall or a post cannot be made as it was filled in."""

    code = "directory.wrong_entry"


class HallCodeTaken(Invalid):
    """Another hall has this code already."""

    code = "directory.hall_code_taken"
    sentence = "这个大厅代号已经用过了，请换一个。"


@transaction.atomic
def load_regions(
    *, actor: Actor, content: str, now: datetime, source: str = "regions.yaml"
) -> rules.LoadReport:
    """Take the regions of a YAML file: new ones are added, changed ones changed, none removed.

    A second load of the same file changes nothing.  Declined with `rules.FileRefused`, which
    names the file and the path of every fault; nothing is written then.
    """
    require(perms.may_maintain(actor))
    rows = rules.check_regions(
        _parsed(content, source).get("regions"), known=queries.levels(), source=source
    )
    stored = {
        region.code: {**_stored(region, rules.RegionRow), "parent": region.parent_id or ""}
        for region in Region.objects.select_for_update().order_by("code")
    }
    models = [
        Region(
            code=row.code,
            name=row.name,
            level=row.level,
            parent_id=row.parent or None,
            code12=row.code12,
        )
        for row in rows
    ]
    report = _write(models, [row.code for row in rows], rows, stored)
    audit.record(actor, events.REGIONS_LOADED, source, at=now, **asdict(report))
    return report


@transaction.atomic
def load_departments(
    *, actor: Actor, rows: object, now: datetime, source: str = "departments"
) -> rules.LoadReport:
    """Take a list of departments (`id, name, uscc, guide_code, level, region, nature`).

    Like `load_regions`: all or nothing, twice is once.  The regions must be there.  A file that
    calls a department by a name it had before does not take the new one from it.
    """
    require(perms.may_maintain(actor))
    checked = rules.check_departments(rows, regions=queries.levels(), source=source)
    existing = {one.key: one for one in Department.objects.select_for_update().order_by("id")}
    former = set(FormerName.objects.values_list("department__key", "name"))
    checked = tuple(
        replace(row, name=existing[row.key].name) if (row.key, row.name) in former else row
        for row in checked
    )
    stored = {
        key: {**_stored(one, rules.DepartmentRow), "region": one.region_id}
        for key, one in existing.items()
    }
    models = [
        Department(
            id=existing[row.key].pk if row.key in existing else None,
            **{name: value for name, value in asdict(row).items() if name != "region"},
            region_id=row.region,
        )
        for row in checked
    ]
    report = _write(models, [row.key for row in checked], checked, stored)
    audit.record(actor, events.DEPARTMENTS_LOADED, source, at=now, **asdict(report))
    return report


@transaction.atomic
def open_hall(
    *,
    actor: Actor,
    code: str,
    name: str,
    region: str,
    address: str,
    hours: str,
    phone: str = "",
    now: datetime,
) -> Hall:
    """Open a hall in a region.  Declined with `WrongEntry` or `HallCodeTaken`."""
    require(perms.may_maintain(actor))
    where = queries.region(region)
    wrong = rules.wrong_in_names(name=name, address=address, hours=hours)
    if not rules.is_key(code):
        wrong["code"] = "大厅代号应当由小写字母、数字和下划线组成，以字母开头，最多32位。"
    if wrong:
        raise WrongEntry(fields=wrong)
    hall, opened = Hall.objects.get_or_create(
        code=code,
        defaults={
            "name": name, "region": where, "address": address, "hours": hours, "phone": phone,
        },
    )  # fmt: skip
    if not opened:
        raise HallCodeTaken(fields={"code": HallCodeTaken.sentence})
    audit.record(actor, events.HALL_OPENED, code, at=now, region=region)
    return hall


@transaction.atomic
def create_post(
    *, actor: Actor, title: str, role: str, department: str, hall: str = "", now: datetime
) -> Post:
    """Create a post in a department, at a hall if one is named; the same post is made once."""
    offices = (queries.department(department).key,)
    (post,) = create_posts(
        actor=actor, title=title, role=role, departments=offices, hall=hall, now=now
    )
    return post


@transaction.atomic
def create_posts(
    *,
    actor: Actor,
    title: str,
    role: str,
    departments: Iterable[str],
    hall: str = "",
    now: datetime,
) -> tuple[Post, ...]:
    """The same post in each of these departments, by their keys; what is there is not made again.

    Declined with `WrongEntry` or `HallUnknown`.
    """
    require(perms.may_maintain(actor))
    place = queries.hall(hall) if hall else None
    _check_post(title, role)
    offices = queries.departments(departments)
    alike = Post.objects.filter(title=title, role=role, hall=place, department__in=offices)
    there = set(alike.values_list("department_id", flat=True))
    Post.objects.bulk_create(
        (
            Post(title=title, role=role, department=office, hall=place)
            for office in offices
            if office.pk not in there
        ),
        ignore_conflicts=True,
    )
    posts = tuple(alike.select_related("department", "hall").order_by("department__key"))
    for post in posts:
        if post.department_id not in there:
            audit.record(
                actor, events.POST_CREATED, str(post.pk), at=now,
                role=role, unit=post.department.key, hall=hall,
            )  # fmt: skip
    return posts


def _check_post(title: str, role: str) -> None:
    wrong = rules.wrong_in_names(title=title)
    if role not in set(rules.Role):
        wrong["role"] = "没有这种岗位角色。"
    if wrong:
        raise WrongEntry(fields=wrong)


def _parsed(content: str, source: str) -> dict[str, Any]:
    try:
        parsed = yaml.safe_load(content)
    except yaml.YAMLError as unreadable:
        mark = getattr(unreadable, "problem_mark", None)
        where = f"第{mark.line + 1}行" if mark else "文件"
        fault = {where: "这里不符合YAML的写法。"}
        raise rules.FileRefused(source, fault) from unreadable
    if not isinstance(parsed, dict):
        raise rules.FileRefused(source, {"文件": "最外层应当由“名称: 值”组成。"})
    return parsed


def _stored(model: Any, row: type[rules.RegionRow | rules.DepartmentRow]) -> dict[str, Any]:
    names = [field.name for field in fields(row) if field.name not in {"parent", "region"}]
    return {name: getattr(model, name) for name in names}


def _write(
    models: list[Any], keys: list[str], rows: Any, stored: dict[str, dict[str, Any]]
) -> rules.LoadReport:
    """Write what is new or different; upper levels come first in `models`."""
    new = [model for model, key in zip(models, keys, strict=True) if key not in stored]
    changed = [
        model
        for model, key, row in zip(models, keys, rows, strict=True)
        if key in stored and not rules.same(row, stored[key])
    ]
    for model in new:
        model.save(force_insert=True)
    for model in changed:
        model.save(force_update=True)
    return rules.LoadReport(len(new), len(changed), len(models) - len(new) - len(changed))
