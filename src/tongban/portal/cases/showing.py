"""What the page of a case says: the clock, the next thing to do, materials, the way so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.base.templatetags.tongban import cn_date, cn_datetime, working_days
from tongban.cases.rules import NOTICE_DAYS, UNDER_REVIEW, State, Step
from tongban.portal.apply import filled
from tongban.portal.apply.materials import how
from tongban.portal.words import standing

if TYPE_CHECKING:
    from tongban.cases.models import CaseMaterial
    from tongban.cases.queries import CaseView

BEFORE_ACCEPTANCE = frozenset({State.SUBMITTED, State.PRECHECKED})
ON_THE_CLOCK = frozenset({State.ACCEPTED, State.EXAMINING, State.SUSPENDED})
# Steps that offices take among themselves; the applicant sees that an opinion was given, not whose.
INSIDE = frozenset({Step.PRECHECK})
_TONES = {"green": "green", "yellow": "yellow", "red": "red"}


def facts(view: CaseView) -> dict[str, object]:
    """What the page of a case shows."""
    return {
        "here": "cases",
        "view": view,
        "case": view.case,
        "standing": standing(view.case),
        "clock": clock(view),
        "filled": filled.handed_in(view.definition, view.case.form),
        "materials": [
            {"material": one, "how": how(view.definition, one) if one.source else ""}
            for one in view.materials
        ],
        "to_follow": [one for one in to_follow(view) if not one.source],
        "steps": [step for step in view.steps if step.step not in INSIDE],
    }


def clock(view: CaseView) -> dict[str, object]:
    """The clock that runs now: headline, day, colour, and how the day was found."""
    state = State(view.case.state)
    if state in BEFORE_ACCEPTANCE:
        return {
            "headline": _("受理答复：%(left)s") % {"left": working_days(view.remaining)},
            "due_on": view.case.answer_due_on,
            "tone": "green" if (view.remaining or 0) >= 0 else "red",
            "lines": receipt_lines(view),
        }
    if state is State.CORRECTION:
        return {
            "headline": _("您的补正期限"),
            "due_on": view.case.correction_due_on,
            "tone": "yellow",
            "lines": [_("等您补正的时间，不算在办理期限里。"), *view.lines],
        }
    if state not in ON_THE_CLOCK or not view.lines:
        return {}
    held = view.is_held
    return {
        "headline": _("期限暂停") if held else working_days(view.remaining),
        "due_on": None if held else view.case.due_on,
        "tone": "paused" if held else _TONES.get(view.case.light, "green"),
        "lines": view.lines,
    }


def receipt_lines(view: CaseView) -> list[str]:
    """How the day of the answer was found, and how the days after it will be counted."""
    case, what = view.case, view.definition
    received = _("%(at)s 收到您的申请，收件日是 %(day)s。") % {
        "at": cn_datetime(case.submitted_at),
        "day": cn_date(case.receipt_on),
    }
    answered = _(
        "从收件日的第二天起数 %(days)d 个工作日（行政许可法第三十二条），"
        "到 %(due)s；到期不告知的，从收件日起视为受理。"
    ) % {"days": NOTICE_DAYS, "due": cn_date(case.answer_due_on)}
    if what.promised is None or not what.promised.value:
        return [received, answered, _("这是即办件：受理后当场办结。")]
    promised = _(
        "受理以后，承诺 %(value)s 个%(unit)s内作出决定，"
        "从受理的第二天起算；补正和法律规定的特别程序不算在内。"
    ) % {"value": what.promised.value, "unit": what.promised.unit}
    return [received, answered, promised]


def to_follow(view: CaseView) -> list[CaseMaterial]:
    """The materials that may still follow after the acceptance (容缺后补), also those that came."""
    if view.case.state not in UNDER_REVIEW:
        return []
    return [one for one in view.materials if one.late_due_on is not None]
