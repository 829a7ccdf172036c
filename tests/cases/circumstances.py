"""Cases in any phase, brought there through services as they are in life."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from tongban.base.models import AuditEntry, OutboxEvent
from tongban.cases import queries, services
from tongban.demo.services import stories

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import Case
    from tongban.processes.rules import Waiting

BEIJING = ZoneInfo("Asia/Shanghai")
TUESDAY = datetime(2026, 3, 3, 10, 0, tzinfo=BEIJING)
PICTURE = stories.PICTURE
# What ends a special procedure.
PROOF: dict[str, Any] = {"evidence": PICTURE, "evidence_name": "鉴定意见.png"}
FIRM = "91990101MACMPL0100"
PERMIT, FOOD, CARD, TEACHER = "residence_permit", "food_business", "ssc", "teacher_qualification"
LAWYER = "lawyer"  # examined by the city, decided by the province
FACES = {
    PERMIT: {
        "KZ_MZ": "汉族",
        "KZ_CZHKSZD": "样例省样例市样例区示范路7号",
        "KZ_JZD": "样例省样例市样例区示范路8号",
    },
    FOOD: {
        "KZ_FDDBR": "样大民",
        "KZ_ZS": "样例省样例市样例区示范路1号",
        "KZ_JYCS": "样例省样例市样例区示范路1号",
        "KZ_ZTYT": "餐饮服务经营者",
        "KZ_JYXM": "热食类食品制售",
    },
    LAWYER: {
        "KZ_ZYJG": "样例律师事务所",
        "KZ_ZYZLB": "专职律师",
        "KZ_FLZYZGH": "A20269900000001",
    },
    CARD: {"KZ_KH": "A00000001", "KZ_FKDQ": "230102"},
}


def day(number: int, hour: int = 10) -> datetime:
    """That many days after TUESDAY, at that hour."""
    return TUESDAY.replace(hour=hour) + timedelta(days=number)


def applicant(item: str = PERMIT) -> Actor:
    """样大民, for himself or for his enterprise, as the item needs it."""
    return stories.person("damin", FIRM if item == FOOD else "")


def applicant_id(item: str = PERMIT) -> UUID:
    """The subject he applies for."""
    principal = applicant(item).principal
    assert principal is not None
    return principal


def submitted(item: str = PERMIT, *, now: datetime = TUESDAY) -> str:
    """The number of a case that was handed in."""
    return str(stories.apply(applicant(item), item, now).number)


def checked(item: str = PERMIT, *, now: datetime = TUESDAY) -> str:
    """A case whose materials the clerk found good."""
    number = submitted(item, now=now)
    stories.check_all(stories.staff("clerk"), found(number), now)
    return number


def accepted(item: str = PERMIT, *, now: datetime = TUESDAY) -> str:
    """An accepted case, waiting for the first post."""
    number = checked(item, now=now)
    services.accept(actor=stories.staff("clerk"), number=number, now=now)
    return number


def asked(item: str = PERMIT, *, now: datetime = TUESDAY) -> str:
    """A case whose applicant was asked for a new picture."""
    number = submitted(item, now=now)
    request = services.Request(uploaded(number), "看不清", "彩色扫描")
    services.ask_supplement(
        actor=stories.staff("clerk"), number=number, requests=[request], now=now
    )
    return number


def at_last_post(item: str = PERMIT, *, now: datetime = TUESDAY) -> str:
    """A case that only the approver still has to decide."""
    number = accepted(item, now=now)
    while (role := waiting(number).role) != "approver":
        give(role, number, "forward", now=now)
    return number


def granted(item: str = PERMIT, *, now: datetime = TUESDAY) -> str:
    """A case that was decided in favour of the applicant, and nothing after it."""
    number = at_last_post(item, now=now)
    give("approver", number, "grant", now=now)
    return number


def concluded(item: str = PERMIT, *, now: datetime = TUESDAY) -> str:
    """A case of which nothing is owed any more."""
    number = granted(item, now=now)
    services.carry_out(number=number, now=now)
    return number


def give(
    username: str,
    number: str,
    outcome: str,
    *,
    opinion: str = "材料齐全，符合条件",
    version: int | None = None,
    now: datetime = TUESDAY,
) -> Case:
    """The opinion of a member of staff on the waiting task."""
    case = found(number)
    task = queries.case(stories.staff("supervisor"), number).waiting
    return services.give_opinion(
        actor=stories.staff(username),
        number=number,
        task_key=task[0].task_key if task else "approve",
        outcome=outcome,
        opinion=opinion,
        face=FACES.get(case.item_key) if outcome == "grant" else None,
        version=version,
        now=now,
    )


def waiting(number: str) -> Waiting:
    """The task that waits."""
    return queries.case(stories.staff("supervisor"), number).waiting[0]


def found(number: str) -> Case:
    """The case as it is now."""
    return queries.case(stories.staff("supervisor"), number).case


def uploaded(number: str) -> str:
    """The key of a material that came as a file."""
    view = queries.case(stories.staff("supervisor"), number)
    return next(row.key for row in view.materials if row.files.all())


def told(number: str) -> list[str]:
    """The names of the events about a case, in order."""
    rows = OutboxEvent.objects.filter(payload__number=number).order_by("id")
    return list(rows.values_list("name", flat=True))


def audited(subject: str) -> list[str]:
    """The names of the audited acts of house cases about a subject, in order."""
    rows = AuditEntry.objects.filter(subject=subject, event__startswith="cases.").order_by("id")
    return list(rows.values_list("event", flat=True))
