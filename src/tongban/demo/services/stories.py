"""A few cases on their way, so that work list and board have something to show."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from tongban.access import queries as access
from tongban.base.actors import Actor, Channel
from tongban.cases import queries, services
from tongban.demo.services.samples import sample_form
from tongban.feedback import services as feedback
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.cases.models import Case

PICTURE = (resources.files("tongban.demo") / "data" / "picture.png").read_bytes()


def person(username: str, principal: str = "") -> Actor:
    """The person with this user name, acting for himself or for an enterprise he may act for."""
    account = identity.account_named(username, realm="public")
    actor = access.actor_for(account, channel=Channel.WEB)
    if not principal:
        return actor
    number = identity.find_by_number("001", principal)
    return replace(actor, principal=number)


def staff(username: str) -> Actor:
    """The member of staff with this user name."""
    account = identity.account_named(username, realm="staff")
    return access.actor_for(account, channel=Channel.WINDOW)


def apply(actor: Actor, item_key: str, now: datetime) -> Case:
    """An application with sample answers, handed in."""
    draft_id = prepare(actor, item_key, now)
    return services.submit(actor=actor, draft_id=draft_id, now=now)


def prepare(actor: Actor, item_key: str, now: datetime, *, late: bool = False) -> UUID:
    """A draft with sample answers and a sample picture for each missing material.

    With `late` those that may follow (容缺后补) are left out.
    """
    draft = services.open_draft(actor=actor, item_key=item_key, now=now)
    definition = queries.draft(actor, draft.pk).definition
    answers = {scenario.key: scenario.options[0].key for scenario in definition.scenarios}
    services.answer(actor=actor, draft_id=draft.pk, answers=answers, now=now)
    view = queries.draft(actor, draft.pk)
    needed = ("必要",) if late else ("必要", "容缺后补")
    for material in view.materials:
        if not material.source and material.need in needed:
            services.attach(
                actor=actor, draft_id=draft.pk, material_key=material.key,
                content=PICTURE, name=f"{material.name}.png", now=now,
            )  # fmt: skip
    form = sample_form(definition, view.case.form, today=timezone.localdate(now))
    services.fill(actor=actor, draft_id=draft.pk, form=form, now=now)
    return draft.pk


def check_all(actor: Actor, case: Case, now: datetime) -> None:
    """Find every material good."""
    for material in queries.case(actor, str(case.number)).materials:
        if material.source:
            services.check_material(
                actor=actor, number=str(case.number), material_key=material.key,
                verdict="good", now=now,
            )  # fmt: skip


def lay_cases(now: datetime) -> str:
    """One case to take in, one waiting for its applicant, one under review, one concluded.

    Returns the number of the concluded one.
    """
    clerk = staff("clerk")
    apply(person("damin"), "residence_permit", now)
    asked = apply(person("xiaohong"), "teacher_qualification", now)
    wanted = next(m for m in queries.case(clerk, str(asked.number)).materials if m.files.all())
    services.ask_supplement(
        actor=clerk,
        number=str(asked.number),
        requests=[services.Request(wanted.key, "图片不清楚，看不清文字", "彩色扫描，文字清晰可读")],
        now=now,
    )
    shop = person("xiaohong", "92990101MACMPL045F")
    accepted = apply(shop, "food_business", now)
    check_all(clerk, accepted, now)
    services.accept(actor=clerk, number=str(accepted.number), now=now)
    return _lay_concluded(clerk, now)


def grant_on_the_spot(
    clerk: Actor, case: Case, now: datetime, *, face: Mapping[str, Any] | None = None
) -> str:
    """A clerk takes a case in and decides it at once (即办件); returns its number."""
    number = str(case.number)
    check_all(clerk, case, now)
    services.accept(actor=clerk, number=number, now=now)
    view = queries.case(clerk, number)
    services.give_opinion(
        actor=clerk,
        number=number,
        task_key=view.waiting[0].task_key,
        outcome="grant",
        opinion="材料齐全，符合条件。",
        face=face,
        version=view.case.version,
        now=now,
    )
    services.carry_out(number=number, now=now)
    return number


def _lay_concluded(clerk: Actor, now: datetime) -> str:
    """A record (备案) that the clerk decided on the spot, and what the firm thought of it."""
    firm = person("damin", "91990101MACMPL0100")
    number = grant_on_the_spot(clerk, apply(firm, "food_prepack", now), now)
    feedback.rate(
        actor=firm, number=number, grade=5, options=("513", "517"), text="当场就办好了。", now=now
    )
    return number
