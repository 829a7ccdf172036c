"""What every step of applying for a life event begins with: its draft, its place, its words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, cast

from django import forms
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from tongban.cases import queries as cases
from tongban.cases.rules.bundles import LABELS, MEMBER_LABELS, BundleState, MemberState
from tongban.cases.services import bundles
from tongban.items.rules import things
from tongban.portal import words
from tongban.portal.apply.forms import Answer, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.models import Bundle
    from tongban.cases.queries import BundleView, MemberView
    from tongban.items.rules.choosing import Asked
    from tongban.portal.requests import CitizenRequest

P = ParamSpec("P")
STEPS = ("questions", "materials", "form", "check", "receipt")
_TONES = {
    BundleState.DRAFT: "quiet",
    BundleState.RUNNING: "working",
    BundleState.DONE: "good",
    BundleState.PARTLY: "asked",
    BundleState.FAILED: "bad",
    BundleState.WITHDRAWN: "quiet",
    MemberState.PLANNED: "waiting",
    MemberState.OPEN: "working",
    MemberState.DONE: "good",
    MemberState.FAILED: "bad",
    MemberState.CANCELLED: "quiet",
}


def of_draft(
    view: Callable[Concatenate[CitizenRequest, UUID, P], HttpResponse],
) -> Callable[Concatenate[CitizenRequest, UUID, P], HttpResponse]:
    """A page about a draft; one that was handed in meanwhile leads to where it stands."""

    @wraps(view)
    def guarded(
        request: CitizenRequest, draft: UUID, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        try:
            return view(request, draft, *args, **kwargs)
        except (cases.BundleNotFound, bundles.BundleUnknown):
            mine = cases.my_bundles(request.actor)
            number = next((one.number for one in mine if one.pk == draft and one.number), "")
            if not number:
                raise
            return redirect("portal:event_case", number)

    return cast("Callable[Concatenate[CitizenRequest, UUID, P], HttpResponse]", guarded)


def step(here: str) -> dict[str, object]:
    """第 2 步，共 5 步."""
    names = {
        "questions": _("说说您的情况"),
        "materials": _("准备材料"),
        "form": _("填一张表"),
        "check": _("核对"),
        "receipt": _("收件"),
    }
    return {"now": STEPS.index(here) + 1, "total": len(STEPS), "name": names[here]}


def facts(view: BundleView, here: str) -> dict[str, Any]:
    """What the page of a step shows."""
    return {
        "here": "cases",
        "view": view,
        "draft": view.bundle,
        "step": step(here),
        "keep": f"event-{view.bundle.pk}-{here}",
    }


def questions_form(
    asked: tuple[Asked, ...], answers: Mapping[str, Any], faults: Mapping[str, str]
) -> Sheet:
    """The questions of the event and of its items, each asked once."""
    fields = {}
    for one in asked:
        choices = list(one.options)
        widget = (
            forms.CheckboxSelectMultiple(choices=choices)
            if one.several
            else forms.RadioSelect(choices=choices)
        )
        fields[one.key] = Answer(label=one.text, widget=widget)
    return Sheet(fields, answers, faults)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where something stands: the word on the chip and its tone."""

    word: str
    tone: str


def standing(bundle: Bundle) -> Standing:
    """Where a life event stands, in words; before the acceptance nothing is being decided yet."""
    known = BundleState(bundle.state)
    if known is BundleState.RUNNING and bundle.accepted_at is None:
        return Standing(_("等窗口受理"), "waiting")
    return Standing(_(LABELS[known]), _TONES.get(known, "quiet"))


def stages(view: BundleView) -> list[dict[str, Any]]:
    """The members in the order of the graph, each with what it waits for and how it stands."""
    return [_stage(one) for one in view.members]


def _stage(one: MemberView) -> dict[str, Any]:
    """A member that has a case stands where its case stands, in the same words as on its page."""
    state = MemberState(one.row.state)
    case = one.case if state is MemberState.OPEN else None
    now: Standing | words.Standing = Standing(_(MEMBER_LABELS[state]), _TONES.get(state, "quiet"))
    if case is not None:
        now = words.standing(case)
    waits = _("等“%(names)s”办成后开始") % {"names": "”“".join(one.waits_for)}
    return {
        "member": one,
        "word": now.word,
        "tone": now.tone,
        "due_on": case.due_on if case else None,
        "waits": waits if one.waits_for and one.row.state == MemberState.PLANNED else "",
    }


def ahead(view: BundleView) -> dict[str, Any]:
    """Before the acceptance: by when the window answers, how long all of it takes, and why."""
    if view.thing is None or view.bundle.accepted_at or not is_running(view.bundle):
        return {}
    way = things.way(view.thing)
    answers = [one.case.answer_due_on for one in view.members if one.case is not None]
    longest = _("受理后最长 %(days)d 个工作日全部办完") % {"days": way.days}
    return {
        "answer_by": max((day for day in answers if day), default=None),
        "headline": longest if way.days else _("受理后当场办结"),
        "lines": way.lines,
    }


def is_running(bundle: Bundle) -> bool:
    """Whether something can still happen to it."""
    return bundle.state == BundleState.RUNNING
