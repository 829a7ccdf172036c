"""The rows of the work list, ready to be written: nothing is computed in the template."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tongban.access.rules import ROLE_LABELS
from tongban.base import clock
from tongban.base.templatetags.tongban import cn_date, working_days
from tongban.cases import queries
from tongban.desk import words
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.base.paging import Page
    from tongban.cases.models import Case, CaseTask
    from tongban.cases.queries import Work


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list; `task` is empty where no post has to act.

    `headed` is what the reader may give to somebody.
    """

    address: str
    number: str
    item: str
    item_key: str
    applicant: str
    light: str
    state: str
    waiting: str
    holder: str
    channel: str
    submitted: str
    task: int | None
    free: bool
    own: bool
    headed: bool


def rows(actor: Actor, page: Page[Work]) -> Page[Row]:
    """The page as it is written; names are masked."""
    left = queries.remaining_days([work.case for work in page.items])
    names = identity.masked_names(work.case.applicant_id for work in page.items)
    return page.map(lambda work: _row(actor, work, left, names))


def _row(actor: Actor, work: Work, left: dict[str, int | None], names: dict[UUID, str]) -> Row:
    case, task = work.case, work.task
    number = str(case.number)
    mine = task is not None and task.holder is not None and task.holder == actor.account
    return Row(
        address=_address(number),
        number=number,
        item=case.item_name,
        item_key=case.item_key,
        applicant=names[case.applicant_id],
        light=_light(case.light, left[number]),
        state=drawn("base/parts/_status.html", word=words.state(case), tone=words.tone(case)),
        waiting=_waiting(case, task),
        holder=_holder(task, own=mine),
        channel=words.channel(case.channel),
        submitted=_day(clock.day_of(case.submitted_at)) if case.submitted_at else "",
        task=task.pk if task else None,
        free=task is not None and task.holder is None and queries.is_for(actor, task),
        own=mine,
        headed=task is not None and queries.heads(actor, task),
    )


def _address(number: str) -> str:
    """The address of a case; asking Django for each row costs more than the row."""
    return _pattern().replace("000000", number)


@lru_cache(maxsize=1)
def _pattern() -> str:
    return reverse("desk:case", args=["000000"])


def _light(light: str, left: int | None) -> str:
    if left is None:
        return drawn("base/parts/_status.html", word=_("计时暂停"), tone="paused")
    return drawn("base/parts/_light.html", light=light, word=working_days(left))


def _waiting(case: Case, task: CaseTask | None) -> str:
    if task is None:
        return words.holder(case)
    role = ROLE_LABELS.get(task.role, "")
    return f"{role}：{task.title}" if role and role != task.title else task.title or role


def _holder(task: CaseTask | None, *, own: bool) -> str:
    if task is None or task.holder is None:
        return ""
    return _("我") if own else task.holder_name


@lru_cache(maxsize=512)
def _day(day: date) -> str:
    return cn_date(day)


def drawn(template: str, **given: str) -> SafeString:
    """A fragment drawn once for each thing it says, however many rows say it."""
    return _drawn(template, tuple(sorted(given.items())), get_language() or "")


@lru_cache(maxsize=512)
def _drawn(template: str, given: tuple[tuple[str, str], ...], _language: str) -> SafeString:
    return mark_safe(render_to_string(template, dict(given)).strip())  # noqa: S308 - our fragment
