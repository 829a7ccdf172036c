"""Licences issued, looked up, and checked each second, with everything that is stored for it.

Run with `python bench/licences.py`; it works in a database and a folder of its own and removes
both.  Looking up includes the policy and the record of the access.
"""

from __future__ import annotations

import os
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import django

from tongban.project import embedded, loaded

_FOLDER = tempfile.TemporaryDirectory(prefix="tongban-bench-")
embedded.ensure()
os.environ.setdefault("TONGBAN_DATA_DIR", _FOLDER.name)
os.environ["TONGBAN_MODE"] = "demo"
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongban.project.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402
from stdnum.cn import ric  # noqa: E402
from tests.seals import entrusted  # noqa: E402

from tongban.base import clock, files  # noqa: E402
from tongban.base.actors import SYSTEM, Actor, ActorKind, Post  # noqa: E402
from tongban.directory import services as directory  # noqa: E402
from tongban.identity import services as identity  # noqa: E402
from tongban.licences import services  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from tongban.licences.models import Licence

DATA = Path(__file__).resolve().parent.parent / "src/tongban/demo/data"
PEOPLE = 120
ROUNDS = 500
CLERK = Actor(kind=ActorKind.STAFF, name="样例人员", posts=(Post(1, "clerk", "mkt"),))
OFFICE = {
    "id": "mkt",
    "name": "道里区市场监督管理局",
    "uscc": "119900000000011852",
    "guide_code": "31",
    "level": 4,
    "region": "230102",
    "nature": "法定机关",
}
FACE = {"KZ_MZ": "汉", "KZ_ZZ": "样例省样例市样例区示范路1号"}


def lay_down() -> list[UUID]:
    """The area, its office, the types and the people."""
    now = clock.now()
    regions = (DATA / "regions.sample.yaml").read_text(encoding="utf-8")
    directory.load_regions(actor=SYSTEM, content=regions, now=now)
    directory.load_departments(actor=SYSTEM, rows=[OFFICE], now=now)
    entrusted.seal(OFFICE["id"])
    types = DATA / "licence_types.sample.yaml"
    services.load_types(actor=SYSTEM, content=types.read_bytes(), file_name=types.name, now=now)
    return [person(at) for at in range(PEOPLE)]


def person(at: int) -> UUID:
    """One sample person, with a number that can be nobody's."""
    number = f"990101199003{7 + at // 1000:02d}{at % 1000:03d}"
    registered = identity.register(
        actor=SYSTEM,
        kind="natural",
        number_type="111",
        number=number + ric.calc_check_digit(f"{number}0"),
        name="样大民",
        now=clock.now(),
    )
    return registered.id


def issue(holder: UUID) -> Licence:
    return services.issue(
        actor=SYSTEM,
        type_key="resident_id",
        holders=(holder,),
        face=FACE,
        issuer="mkt",
        region="230102",
        valid_from=date(2026, 1, 5),
        now=clock.now(),
    )


def look_up(holder: UUID) -> None:
    found = services.look_up(
        actor=CLERK,
        holder=holder,
        type_keys=("resident_id",),
        purpose="办理居住证",
        case_number="TB20260001",
        now=clock.now(),
    )
    assert len(found) == 1


def shown(name: str, times: int, act: Callable[[int], object]) -> None:
    """One line: how many a second, one after the other."""
    begin = time.perf_counter()
    for at in range(times):
        act(at)
    taken = time.perf_counter() - begin
    print(f"{name:<42} {times / taken:8.0f} /s")


def main() -> None:
    """Lay down a small area, then print one line for each act."""
    people = lay_down()
    issued = [issue(people[0])]
    loaded.settle()  # as the worker and the web server do
    shown(
        "issue: set, draw OFD, seal, sign, file",
        PEOPLE - 1,
        lambda at: issued.append(issue(people[at + 1])),
    )
    contents = [files.read(licence.file_digest) for licence in issued]
    shown("look up: policy, record, open", ROUNDS, lambda at: look_up(people[at % PEOPLE]))
    shown("check a file", ROUNDS, lambda at: services.verify_file(contents[at % PEOPLE]))
    shown("check a code", ROUNDS, lambda at: services.verify_qr(issued[at % PEOPLE].qr_text))


if __name__ == "__main__":
    connection.settings_dict["OPTIONS"].pop("pool", None)
    connection.settings_dict["TEST"]["NAME"] = f"bench_licences_{os.getpid()}"
    databases = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    try:
        main()
    finally:
        teardown_databases(databases, verbosity=0)
        _FOLDER.cleanup()
