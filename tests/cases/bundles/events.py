"""Life events in any phase, brought there through services as they are in life."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from stdnum.cn import uscc

from tests.cases.circumstances import FIRM, PICTURE, TUESDAY
from tongban.base.actors import SYSTEM
from tongban.cases import queries, services
from tongban.cases.models import Bundle, Case
from tongban.cases.queries.joined import as_item
from tongban.cases.rules.bundles import BundleState
from tongban.cases.services import bundles
from tongban.demo.services import stories
from tongban.demo.services.samples import sample_form
from tongban.items import queries as items
from tongban.items.rules import things
from tongban.licences import queries as licences
from tongban.licences.rules import face_values

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor

NEW_NAME = "样例区样例新店"
NEW_CODE = "92990101MACMPL9999"[:17] + uscc.calc_check_digit("92990101MACMPL999")
OF_FIRMS = frozenset({"close_company", "utilities", "open_transport"})
RESTAURANT = "open_restaurant"
HAS_SHOP = {
    "has_licence": "y", "public_place": "y", "sign": "y", "tobacco": "y", "area": "small",
    "food_business__q1": "catering", "food_business__q2": "n", "fire_public_place__q1": "normal",
}  # fmt: skip
NEW_SHOP = HAS_SHOP | {"has_licence": "n"}
NOTHING: Mapping[str, Any] = MappingProxyType({})
TO_HALL: Mapping[str, Any] = MappingProxyType({"delivery_way": "窗口领取"})
BY_POST: Mapping[str, Any] = MappingProxyType(
    {
        "delivery_way": "邮寄", "delivery_recipient": "样大民", "delivery_mobile": "10000000099",
        "delivery_address": "样例省样例市示范路7号",
    }
)  # fmt: skip


def applicant(event: str = RESTAURANT) -> Actor:
    """样大民: for his enterprise where the event is one of enterprises, for himself otherwise."""
    return stories.person("damin", FIRM if event in OF_FIRMS else "")


def owner() -> Actor:
    """样大民 for the enterprise that has its business licence already."""
    return stories.person("damin", FIRM)


def answers_for(event: str) -> dict[str, Any]:
    """Answers that bring in as much as there is."""
    if event == RESTAURANT:
        return dict(NEW_SHOP)
    _, said, versions = items.life_event_now(event)
    members = items.members(versions)
    answers: dict[str, Any] = {}
    for _round in range(2):
        for one in things.questions(said, members, answers):
            keys = [key for key, _ in one.options]
            answers.setdefault(one.key, keys if one.several else keys[0])
    return answers


def drafted(
    actor: Actor, event: str, answers: dict[str, Any], *, said: Mapping[str, Any] = NOTHING,
    now: datetime = TUESDAY,
) -> UUID:  # fmt: skip
    """A draft with answers, a picture for each material that is missing, and sample values.

    `said` stands in the form instead of samples.
    """
    draft = bundles.open_bundle(actor=actor, event_key=event, now=now)
    assert bundles.answer(actor=actor, draft_id=draft.pk, answers=answers, now=now) == ()
    view = queries.bundle_draft(actor, draft.pk)
    for row in view.missing:
        bundles.attach(
            actor=actor, draft_id=draft.pk, material_key=row.key, content=PICTURE,
            name=f"{row.key}.png", now=now,
        )  # fmt: skip
    assert view.thing is not None
    today = timezone.localdate(now)
    form = sample_form(as_item(view.thing), {**view.bundle.form, **said}, today=today)
    bundles.fill(actor=actor, draft_id=draft.pk, form=form, now=now)
    return draft.pk


def submitted(
    actor: Actor, event: str = RESTAURANT, answers: dict[str, Any] | None = None,
    *, said: Mapping[str, Any] = NOTHING, now: datetime = TUESDAY,
) -> str:  # fmt: skip
    """The number of a life event that was handed in."""
    draft = drafted(actor, event, answers or answers_for(event), said=said, now=now)
    return str(
        bundles.submit_bundle(actor=actor, draft_id=draft, promises_gap=True, now=now).number
    )


def check_all(number: str, *, now: datetime = TUESDAY, wrong: str = "") -> None:
    """Look at every material that came in; the named one is found wrong."""
    clerk = stories.staff("clerk")
    for row in queries.bundle(clerk, number).materials:
        if row.source:
            verdict = "wrong" if row.name == wrong else "good"
            remark = "看不清，请重新上传" if row.name == wrong else ""
            bundles.check_material(
                actor=clerk, number=number, material_key=row.key, verdict=verdict, remark=remark,
                now=now,
            )  # fmt: skip


def accepted(
    actor: Actor, event: str = RESTAURANT, answers: dict[str, Any] | None = None,
    *, said: Mapping[str, Any] = NOTHING, now: datetime = TUESDAY,
) -> str:  # fmt: skip
    """A life event that the counter accepted as a whole."""
    number = submitted(actor, event, answers, said=said, now=now)
    check_all(number, now=now)
    bundles.accept_bundle(actor=stories.staff("clerk"), number=number, now=now)
    return number


def found(number: str) -> Bundle:
    return queries.bundle(SYSTEM, number).bundle


def states(number: str) -> dict[str, str]:
    """The members and where they stand."""
    return {one.row.key: one.row.state for one in queries.bundle(SYSTEM, number).members}


def case_of(number: str, member: str) -> Case:
    return Case.objects.get(bundle__number=number, member=member)


def face_for(case: Case) -> dict[str, str] | None:
    """A made-up face for the licence that the case gives."""
    kind = queries.face_wanted(case)
    if not kind:
        return None
    return sample_face(kind)


def sample_face(kind: str) -> dict[str, str]:
    """Something for every field of a licence that the office has to fill in."""
    fields = face_values.fields_of(licences.type_by_key(kind).fields)
    wanted = [field for field in fields if field.mandatory]
    face = {field.key: sample_value(field) for field in wanted}
    return {key: value for key, value in face.items() if value}


def sample_value(field: face_values.Field) -> str:
    """A value that the field takes; what holder and issue say by themselves is left to them."""
    meaning = face_values.meaning(field.name)
    if meaning == "credit_code":
        return NEW_CODE
    if meaning == "holder_name":
        return NEW_NAME
    if meaning:
        return ""
    if field.values:
        return field.values[0]
    return {"date": "2026-01-05", "number": "1", "image": ""}.get(field.kind, "样例内容")


def decide(case: Case, outcome: str, *, now: datetime = TUESDAY) -> None:
    """Walk a case through its posts to its decision, and carry it out."""
    number = str(case.number)
    for row in case.materials.filter(late_due_on__isnull=False, source=""):
        services.bring(
            actor=replace(stories.person("damin"), principal=case.applicant_id), number=number,
            material_key=row.key, content=PICTURE, name="补.png", now=now,
        )  # fmt: skip
    while case.state in {"accepted", "examining"}:
        task = case.tasks.open().order_by("id").first()
        assert task is not None
        last = task.role in {"approver", "clerk"}
        services.give_opinion(
            actor=stories.staff(str(task.role)), number=number, task_key=task.key,
            outcome=outcome if last else "forward", opinion="材料齐全，符合条件",
            face=face_for(case) if last and outcome == "grant" else None, now=now,
        )  # fmt: skip
        case.refresh_from_db()
    services.carry_out(number=number, now=now)
    bundles.follow_member(number=number, now=now)


def concluded(number: str, *, now: datetime = TUESDAY) -> Bundle:
    """Grant every member as it comes up, until the thing is over."""
    for _round in range(20):
        bundle = found(number)
        if bundle.state != BundleState.RUNNING:
            return bundle
        for case in list(bundle.cases.filter(state__in=["accepted", "examining"])):
            decide(case, "grant", now=now)
    raise AssertionError(
        [(o.row.key, o.row.state, o.row.hindrance) for o in queries.bundle(SYSTEM, number).members]
    )
