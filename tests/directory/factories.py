"""The sample area, made through services."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tongban.base.actors import SYSTEM
from tongban.directory import queries, services
from tongban.directory.models import Department, Region

if TYPE_CHECKING:
    from tongban.directory.models import Hall, Post

NOON = datetime(2026, 1, 5, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
REGION = "230102"
_REGIONS = """
regions:
- {code: '000000', name: 中华人民共和国, level: 1, parent: null, code12: '000000000000'}
- {code: '230000', name: 黑龙江省, level: 2, parent: '000000', code12: '230000000000'}
- {code: '230100', name: 哈尔滨市, level: 3, parent: '230000', code12: '230100000000'}
- {code: '230102', name: 道里区, level: 4, parent: '230100', code12: '230102000000'}
- {code: '230103', name: 南岗区, level: 4, parent: '230100', code12: '230103000000'}
"""
_ROWS: dict[str, dict[str, Any]] = {
    "edu": {"name": "道里区教育局", "guide_code": "05", "uscc": "11990000000001011Q"},
    "ps": {"name": "道里区公安分局", "guide_code": "09", "uscc": "1199000000000102XG"},
    "civ": {"name": "道里区民政局", "guide_code": "11", "uscc": "119900000000010546"},
    "mkt": {"name": "道里区市场监督管理局", "guide_code": "31", "uscc": "119900000000011852"},
}


def department_row(key: str, **other: object) -> dict[str, Any]:
    """One row as it stands in the file of items."""
    sample = _ROWS.get(key, {**_ROWS["edu"], "name": f"样例部门{key}"})
    place = {"level": 4, "region": REGION, "nature": "法定机关"}
    return {"id": key, **sample, **place, **other}


def make_region(code: str = REGION) -> Region:
    """The sample tree with this region in it."""
    if not Region.objects.filter(code=code).exists():
        services.load_regions(actor=SYSTEM, content=_REGIONS, now=NOON)
    return queries.region(code)


def make_department(key: str = "mkt", **other: object) -> Department:
    """A department, by default in the sample region."""
    row = department_row(key, **other)
    there = Department.objects.filter(key=key, name=row["name"], uscc=row["uscc"]).first()
    if there is not None and not other:
        return there
    make_region(row["region"])
    services.load_departments(actor=SYSTEM, rows=[row], now=NOON)
    return queries.department(key)


def make_hall(code: str = "hall_a", region: str = REGION) -> Hall:
    """A hall; asked for twice, it is the same one."""
    make_region(region)
    for hall in queries.halls():
        if hall.code == code:
            return hall
    return services.open_hall(
        actor=SYSTEM,
        code=code,
        name=f"样例政务大厅{code}",
        region=region,
        address="样例省样例市样例区示范路1号",
        hours="工作日 9:00–17:00",
        phone="000-00000123",
        now=NOON,
    )


def post_title(role: str) -> str:
    """What such a post is called."""
    return f"样例岗位{role}"


def make_post(role: str = "clerk", department: str = "mkt", hall: str = "") -> Post:
    """A post in a department, at a hall if one is named."""
    make_department(department)
    if hall:
        make_hall(hall)
    return services.create_post(
        actor=SYSTEM, title=post_title(role), role=role, department=department, hall=hall, now=NOON
    )
