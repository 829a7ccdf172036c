"""The whole process of one's own case: each step, which office, how long, stops, cards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.access.rules import ROLE_LABELS
from tongban.base import clock
from tongban.cases.rules import Step, label
from tongban.directory import queries as directory
from tongban.portal.cases.panels import Panel
from tongban.portal.words import told
from tongban.supervision import queries as supervision
from tongban.supervision.rules import CARD_LABELS, CardState

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime, timedelta

    from tongban.cases.models import CaseStep, ClockStop
    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest
    from tongban.supervision.models import CaseWarning

TEMPLATE = "portal/cases/_process.html"
HOUR, DAY = 3600, 86400


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the way: what, by whom, when, and how long it took since the step before."""

    name: str
    office: str
    at: datetime
    took: str
    is_last: bool


@dataclass(frozen=True, slots=True)
class Halt:
    """A time in which the clock was held, or a procedure ran beside it."""

    name: str
    reason: str
    stop: ClockStop


@dataclass(frozen=True, slots=True)
class Notice:
    """A card about the case in plain words."""

    light: str
    word: str
    title: str
    words: str
    raised_at: datetime
    standing: str


def panel(_request: CitizenRequest, view: CaseView) -> Panel | None:
    """How the case went through the offices so far; a draft has no process."""
    if not view.steps:
        return None
    facts = {
        "stages": list(_stages(view)),
        "waiting": _waiting(view),
        "halts": [Halt(stop.name, stop.reason, stop) for stop in view.stops],
        "notices": list(_notices(str(view.case.number))),
    }
    return Panel("process", _("全部办理过程"), TEMPLATE, facts)


def _stages(view: CaseView) -> Iterator[Stage]:
    units = {step.actor_post.partition("/")[0] for step in view.steps if step.actor_post}
    offices = {office.key: office.name for office in directory.departments(units)}
    before: CaseStep | None = None
    for step in view.steps:
        took = spent(step.at - before.at) if before else ""
        yield Stage(_name(step), _office(step, offices), step.at, took, step is view.steps[-1])
        before = step


def _name(step: CaseStep) -> str:
    if step.step == Step.FORWARD and step.task:
        return step.task
    return told(step) or label(Step(step.step))


def _office(step: CaseStep, offices: Mapping[str, str]) -> str:
    """The office and the post; nobody is named."""
    unit, _slash, role = step.actor_post.partition("/")
    if unit:
        word = ROLE_LABELS.get(role, "")
        return f"{offices.get(unit, unit)} · {word}" if word else offices.get(unit, unit)
    return _("您") if step.actor_kind == "person" else _("平台自动")


def _waiting(view: CaseView) -> str:
    """Since when the case waits for whom, while it is open."""
    case, last = view.case, view.steps[-1]
    if case.concluded_at or not case.waiting_title:
        return ""
    return _("现在：%(title)s，已过去%(spent)s") % {
        "title": case.waiting_title,
        "spent": spent(clock.now() - last.at),
    }


def spent(span: timedelta) -> str:
    """A span as people say it."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < HOUR:
        return _("不到 1 小时")
    if seconds < DAY:
        return _("%(count)d 小时") % {"count": seconds // HOUR}
    return _("%(count)d 天") % {"count": seconds // DAY}


_STANDINGS = {
    CardState.INFORMING: "已经提醒办理部门。",
    CardState.OPEN: "已经要求办理部门说明原因和措施，还没有收到。",
    CardState.ANSWERED: "办理部门已经说明原因和措施，监察人员正在审核。",
    CardState.CONFIRMED: "办理部门已经说明原因和措施，监察人员已经确认。",
}


def _notices(number: str) -> Iterator[Notice]:
    for card in supervision.cards_of(number):
        if card.state != CardState.WRITTEN_OFF:
            yield Notice(
                light=card.light,
                word=_(CARD_LABELS[card.light]),
                title=card.title,
                words=card.words,
                raised_at=card.raised_at,
                standing=_standing(card),
            )


def _standing(card: CaseWarning) -> str:
    words = _(_STANDINGS[CardState(card.state)])
    return words + _("已经发出督办。") if hasattr(card, "order") else words
