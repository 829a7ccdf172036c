"""A seal in use for an office, entrusted to the job that issues licences; quickly laid down.

Two members of staff take its steps, as they must; they need no accounts for that.
"""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from tongban.base.actors import Actor, ActorKind, Post
from tongban.demo.services.seals import filed
from tongban.directory import queries as directory
from tongban.seals import queries, services
from tongban.seals.services import Wish

JOB = "job:licences"
MADE_AT = datetime(2025, 1, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
KINDS = ["licence", "copy"]


def seal(unit: str = "mkt", *, at: datetime = MADE_AT) -> str:
    """The code of the office's seal; asked for twice, it is the same one."""
    for kind in KINDS:
        if (found := queries.seal_for(unit, kind, JOB)) is not None:
            return found.code
    keeper, approver = _staff(900_001, "sealing", unit), _staff(900_002, "approver", unit)
    name = directory.department(unit).name
    code = filed(keeper, approver, unit, Wish(name=name), at)
    services.activate(actor=keeper, seal_code=code, now=at)
    services.authorise(actor=approver, seal_code=code, document_kinds=KINDS, job=JOB, now=at)
    return code


def _staff(account: int, role: str, unit: str) -> Actor:
    return Actor(
        kind=ActorKind.STAFF, account=account, name="样例人员", posts=(Post(1, role, unit),)
    )
