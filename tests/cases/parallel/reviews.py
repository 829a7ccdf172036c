"""Cases that are reviewed by several departments at once (并联会审)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases.circumstances import FOOD, TUESDAY, accepted, found
from tests.processes.drawing import changed
from tongban.base.actors import SYSTEM, Actor, ActorKind, Post
from tongban.cases import services
from tongban.cases.models import CaseTask
from tongban.demo.services import stories
from tongban.processes import services as processes

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.cases.models import Case

ASKED = ("fire", "eco", "hea")


def drawing() -> str:
    """The packaged drawing of 并联会审, a day shorter: the law gives the sample item ten days."""
    decides = 'name="outcomes" value="grant deny back" />\n          <camunda:property name="limit"'
    return changed("joint.v1", (f'{decides} value="2"', f'{decides} value="1"'))


def joint(item: str = FOOD, *, now: datetime = TUESDAY) -> str:
    """The number of an accepted case of an item that has a drawing of its own: 并联会审."""
    processes.publish(actor=SYSTEM, kind="standard", item=item, xml=drawing(), now=now)
    return accepted(item, now=now)


def asked(units: Sequence[str] = ASKED, *, now: datetime = TUESDAY) -> str:
    """The same, when the handler has chosen the departments and sent it on."""
    number = joint(now=now)
    services.choose_units(actor=stories.staff("handler"), number=number, units=units, now=now)
    say(stories.staff("handler"), number, "handle", "forward", now=now)
    return number


def officer(unit: str, role: str = "handler", account: int = 900) -> Actor:
    """Somebody who holds one post in a department."""
    post = Post(account, role, unit)
    return Actor(ActorKind.STAFF, account=account, name=f"样例{unit}", posts=(post,))


def say(
    actor: Actor,
    number: str,
    task: str,
    outcome: str,
    *,
    opinion: str = "符合要求",
    version: int | None = None,
    now: datetime = TUESDAY,
) -> Case:
    return services.give_opinion(
        actor=actor, number=number, task_key=task, outcome=outcome, opinion=opinion,
        version=version, now=now,
    )  # fmt: skip


def waits(number: str) -> list[tuple[str, str]]:
    """Task and department of everything that waits, in order."""
    rows = CaseTask.objects.open().filter(case=found(number)).order_by("turn", "id")
    return [(row.key, row.unit) for row in rows]
