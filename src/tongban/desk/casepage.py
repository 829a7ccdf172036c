"""The one page of a case for all staff: what it shows, and how it answers a refusal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.templatetags.tongban import working_days
from tongban.cases import queries, services
from tongban.cases.rules import OPEN, RUNNING, UNDER_REVIEW, State, Step
from tongban.desk import panels, words
from tongban.desk.face import FaceForm
from tongban.desk.review.heard import heard
from tongban.items import rules as items
from tongban.licences import queries as licences
from tongban.processes.rules import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpResponse

    from tongban.base.actors import Actor
    from tongban.base.errors import Refusal
    from tongban.cases.models import Case, CaseMaterial
    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest
    from tongban.identity.queries import SubjectCard
    from tongban.items.rules import Field

OUTCOMES = {
    Outcome.FORWARD: ("同意，转下一岗", "btn-primary"),
    Outcome.BACK: ("退回上一岗", "btn-outline-primary"),
    Outcome.GRANT: ("准予", "btn-primary"),
    Outcome.DENY: ("不予许可", "btn-outline-danger"),
    Outcome.AGREE: ("无异议", "btn-primary"),
    Outcome.OBJECT: ("有异议", "btn-outline-danger"),
}
# The steps that have a button at the foot of the page.
ACTING = frozenset(
    {
        Step.ACCEPT,
        Step.PRECHECK,
        Step.SUPPLEMENT,
        Step.RESUME,
        Step.ASK_SUPPLEMENT,
        Step.REFUSE,
    }
)
# Who may open the licences of an applicant for a case; supervisors may not.
OFFICIAL = (Role.CLERK, Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.LICENSING)
DECIDED = frozenset({State.GRANTED, State.DENIED, State.MAKING, State.DELIVERING})
WAITING_FOR_ANSWER = frozenset({State.SUBMITTED, State.PRECHECKED})
_SOURCES = {"subject": "申请人登记信息", "agent": "经办人登记信息", "answer": "情形回答"}
# Where on the page the sentence of a service belongs.
_ANCHORS = {"reasons": "opinion", "opinion": "opinion", "purpose": "purpose"}


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of the form, as `_summary` shows it."""

    term: str
    value: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Clock:
    """What the clock of the case says."""

    headline: str
    tone: str
    lines: tuple[str, ...]
    due_on: object = None


def page(
    request: StaffRequest,
    view: CaseView,
    *,
    chosen: str = "",
    refusal: Refusal | None = None,
    typed: Mapping[str, str] | None = None,
    card: SubjectCard | None = None,
    face: FaceForm | None = None,
) -> HttpResponse:
    """The case page; with a refusal it says what is wrong and keeps what was typed."""
    task = queries.task_open_to(request.actor, view)
    shown: dict[str, Any] = {
        **_on_the_right(request.actor, view, chosen),
        "view": view,
        "case": view.case,
        "card": card,
        "sections": list(sections(view, clear=card is not None)),
        "answers": list(answers(view)),
        "task": task,
        "heard": heard(request.actor, view.case) if task else (),
        "outcomes": [(word, *OUTCOMES[Outcome(word)]) for word in task.outcomes] if task else [],
        "face": face or _face(request.actor, view, task.outcomes if task else ()),
        "clock": clock_of(view),
        "panels": panels.of(request, view),
        "typed": typed or {},
        "just_submitted": "done" in request.GET,
        "errors": list(sentences(refusal)) if refusal else [],
    }
    return render(request, "desk/case.html", shown, status=refusal.status if refusal else 200)


def _on_the_right(actor: Actor, view: CaseView, chosen: str) -> dict[str, Any]:
    """The materials, one of them chosen, and the steps that the reader may take."""
    material = _chosen(view, chosen)
    steps = queries.steps_open_to(actor, view.case)
    return {
        "material": material,
        "beside": _beside(view.materials, material),
        "checked": sum(bool(one.verdict) for one in view.materials),
        "steps": steps,
        "acting": steps & ACTING,
        "bringable": material is not None and _bringable(actor, view, material, steps),
        "official": actor.holds(*OFFICIAL),
    }


def sentences(refusal: Refusal) -> Iterator[tuple[str, str]]:
    """A refusal as pairs for the error summary."""
    if not refusal.fields:
        yield "", _(refusal.detail)
    for name, sentence in refusal.fields.items():
        anchor = f"id_face-{name}" if name.startswith("KZ_") else _ANCHORS.get(name, "material")
        yield anchor, _(sentence)


def _chosen(view: CaseView, key: str) -> CaseMaterial | None:
    """The material that the address names, else one still to be brought, else one not looked at."""
    named = next((one for one in view.materials if one.key == key), None)
    if named is not None:
        return named
    owed = [one for one in view.materials if one.asked and not one.brought_on]
    unseen = [one for one in view.materials if one.source and not one.verdict]
    return next(iter([*owed, *unseen, *view.materials]), None)


def _beside(
    materials: list[CaseMaterial], chosen: CaseMaterial | None
) -> tuple[CaseMaterial | None, CaseMaterial | None]:
    """The materials before and after the chosen one."""
    if chosen is None:
        return None, None
    at = materials.index(chosen)
    before = materials[at - 1] if at else None
    return before, materials[at + 1] if at + 1 < len(materials) else None


def _bringable(
    actor: Actor, view: CaseView, material: CaseMaterial, steps: frozenset[Step]
) -> bool:
    """Whether the clerk may take this material in now: asked for, or one that may follow."""
    if Step.SUPPLEMENT in steps:
        return bool(material.asked) and material.brought_on is None
    late = material.late_due_on is not None or not material.source
    at_hall = actor.holds(Role.CLERK, place=view.case.place)
    return late and at_hall and view.case.state in UNDER_REVIEW


def next_unchecked(view: CaseView, after: str) -> str:
    """The key of the next material to be looked at, once round; "" when all were."""
    keys = [one.key for one in view.materials]
    at = keys.index(after) + 1 if after in keys else 0
    order = view.materials[at:] + view.materials[:at]
    return next((one.key for one in order if one.source and not one.verdict), "")


def sections(view: CaseView, *, clear: bool) -> Iterator[tuple[str, list[Line]]]:
    """The form as it was filled in, section by section, masked unless `clear`."""
    form, names = view.case.form, _sources(view.case)
    for section in items.sections(view.definition.form):
        if section.condition is not None and not section.condition.holds(form):
            continue
        lines = [
            Line(field.title, _value(view, field, clear=clear), names.get(field.name, ""))
            for field in section.fields
            if field.required or form.get(field.name) not in (None, "", [])
        ]
        if lines:
            yield section.title, lines


def _value(view: CaseView, field: Field, *, clear: bool) -> str:
    value = view.case.form.get(field.name)
    if clear:
        return words.spoken(value)
    return words.masked(field.element, view.definition.form["$defs"][field.element], value)


def _sources(case: Case) -> dict[str, str]:
    """Where each prefilled value came from, in words."""
    if not case.prefilled:
        return {}
    names = {kind.key: kind.name for kind in licences.types()}
    return {field: _source(source, names) for field, source in case.prefilled.items()}


def _source(source: str, types: Mapping[str, str]) -> str:
    kind = source.partition(".")[0]
    if kind in types:
        return _("取自电子证照：%(name)s") % {"name": types[kind]}
    return _(_SOURCES.get(kind, "系统填写"))


def answers(view: CaseView) -> Iterator[Line]:
    """The scenario questions with what was chosen."""
    for scenario in view.definition.scenarios:
        option = scenario.option(view.case.answers.get(scenario.key))
        yield Line(scenario.question, option.label if option else "")


def clock_of(view: CaseView) -> Clock | None:
    """The clock that runs now: five days to answer, then the promised limit."""
    case = view.case
    if case.state not in OPEN:
        return None
    lines = view.lines
    if view.legal_lines:
        lines += (_("法定时限："), *view.legal_lines)
    if view.is_held:
        return Clock(_("计时暂停"), "paused", lines)
    left = view.remaining
    if case.state in WAITING_FOR_ANSWER:
        return Clock(_answer(left), _tone(left), (ANSWER_RULE,), case.answer_due_on)
    if case.state == State.CORRECTION:
        text = _("等申请人补正，%(left)s") % {"left": working_days(left)}
        return Clock(text, "paused", (_("补正期间不计入办理时限。"),), case.correction_due_on)
    if case.state in DECIDED:
        text = _("制证和送达：%(left)s") % {"left": working_days(left)}
        return Clock(text, _tone(left), (DELIVERY_RULE,), case.deliver_due_on)
    tone = case.light if case.state in RUNNING else _tone(left)
    return Clock(working_days(left), tone, lines, case.next_due_on)


ANSWER_RULE = (
    "收到申请后 5 个工作日内，要么受理，要么一次告知要补的全部内容，要么不予受理；"
    "逾期不告知的，自收到之日起即为受理（行政许可法第三十二条）。"
)
DELIVERY_RULE = "作出决定之日起 10 个工作日内颁发、送达（行政许可法第四十四条）。"


def _answer(left: int | None) -> str:
    return _("受理或一次性告知：%(left)s") % {"left": working_days(left)}


def _tone(left: int | None) -> str:
    if left is None or left > 1:
        return "green"
    return "red" if left < 0 else "yellow"


def _face(actor: Actor, view: CaseView, outcomes: tuple[str, ...]) -> FaceForm | None:
    """The face to be completed, where the waiting task may grant a licence.

    What it proposes is not masked, so the look is recorded first.
    """
    if Outcome.GRANT not in outcomes or not queries.face_wanted(view.case):
        return None
    services.open_face(actor=actor, number=str(view.case.number), now=clock.now())
    return FaceForm.of(view)
