"""Cases with a gap, on a promise, and acted for, brought there through services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cases.circumstances import FACES, FOOD, PERMIT, PICTURE, TUESDAY, applicant, found
from tongban.access import queries as access_queries
from tongban.access import services as access
from tongban.base.actors import SYSTEM, Actor, Channel
from tongban.cases import queries, services
from tongban.demo.services import stories
from tongban.directory import services as directory
from tongban.identity import queries as identity
from tongban.identity import services as accounts

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.cases.models import Case
    from tongban.items.rules import ItemDefinition

LATE = ("m4", "m5")
NUMBER = "990101199003070015"


def gap_draft(now: datetime = TUESDAY) -> UUID:
    """A draft of the firm without the materials that may follow."""
    return stories.prepare(applicant(FOOD), FOOD, now, late=True)


def gap_submitted(*, signed: bool = True, now: datetime = TUESDAY) -> str:
    """The same, handed in and found good, with the promise to bring them."""
    firm, draft = applicant(FOOD), gap_draft(now)
    if signed:
        services.promise_gap(actor=firm, draft_id=draft, now=now)
    number = str(services.submit(actor=firm, draft_id=draft, now=now).number)
    stories.check_all(stories.staff("clerk"), found(number), now)
    return number


def gap_accepted(now: datetime = TUESDAY) -> str:
    """Accepted with a gap."""
    number = gap_submitted(now=now)
    services.accept(actor=stories.staff("clerk"), number=number, now=now)
    return number


def bring_late(number: str, *keys: str, now: datetime = TUESDAY) -> None:
    """The firm brings what it promised."""
    for key in keys or LATE:
        services.bring(
            actor=applicant(FOOD), number=number, material_key=key, content=PICTURE,
            name=f"{key}.png", now=now,
        )  # fmt: skip


def promised_draft(now: datetime = TUESDAY) -> UUID:
    """A draft for which the firm chose 告知承诺 and has not signed."""
    draft = gap_draft(now)
    services.choose_promise(actor=applicant(FOOD), draft_id=draft, chosen=True, now=now)
    return draft


def promised_submitted(now: datetime = TUESDAY) -> str:
    """Signed, handed in and found good."""
    firm, draft = applicant(FOOD), promised_draft(now)
    services.sign_promise(actor=firm, draft_id=draft, now=now)
    number = str(services.submit(actor=firm, draft_id=draft, now=now).number)
    clerk = stories.staff("clerk")
    for row in queries.case(clerk, number).materials:
        if row.source not in ("", "promise"):
            services.check_material(
                actor=clerk, number=number, material_key=row.key, verdict="good", now=now
            )
    return number


def promised_concluded(now: datetime = TUESDAY) -> str:
    """Decided on the spot on the promise, handed out, and to be checked."""
    number = promised_submitted(now)
    clerk = stories.staff("clerk")
    services.accept(actor=clerk, number=number, now=now)
    task = queries.case(clerk, number).waiting[0].task_key
    services.give_opinion(
        actor=clerk, number=number, task_key=task, outcome="grant", opinion="凭告知承诺准予",
        face=FACES[FOOD], now=now,
    )  # fmt: skip
    services.carry_out(number=number, now=now)
    services.open_check(number=number, now=now)
    return number


def walk_in() -> Case:
    """A half-done application of somebody at the counter."""
    draft = services.take_in(
        actor=stories.staff("clerk"), number_type="111", id_number=NUMBER, name="样大民",
        item_key=PERMIT, now=TUESDAY,
    )  # fmt: skip
    services.fill(
        actor=stories.staff("clerk"), draft_id=draft.pk, form=draft.form | {"note": "已填"},
        now=TUESDAY,
    )  # fmt: skip
    return draft


def worker(username: str = "grid") -> Actor:
    """A community worker of the sample town."""
    return employed(username, "agent_worker", "town")


def employed(username: str, role: str, department: str, hall: str = "") -> Actor:
    """A member of staff with one post and no other."""
    account = identity.account_named(username, realm="staff")
    if account is None:
        account = accounts.create_account(
            actor=SYSTEM, username=username, realm="staff", password="Tongban-Demo-8",
            display_name=f"样例{username}", now=TUESDAY,
        )  # fmt: skip
        post = directory.create_post(
            actor=SYSTEM, title=f"岗位{username}", role=role, department=department, hall=hall,
            now=TUESDAY,
        )  # fmt: skip
        access.hold_post(actor=SYSTEM, account_id=account.pk, post_id=post.pk, now=TUESDAY)
    return access_queries.actor_for(account, channel=Channel.WINDOW)


def definition(number: str) -> ItemDefinition:
    """The item of the case."""
    return queries.case(stories.staff("supervisor"), number).definition
