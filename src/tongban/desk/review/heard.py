"""What was said about a case so far, for those who decide next: posts and other departments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.base.templatetags.tongban import cn_date
from tongban.cases import queries
from tongban.processes.rules import OUTCOME_NAMES

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case
    from tongban.cases.queries import Advice

RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Heard:
    """One opinion, or a question that was not answered yet."""

    at: datetime
    word: str
    where: str
    who: str
    words: str


def heard(actor: Actor, case: Case) -> list[Heard]:
    """The opinions of all posts and the advice of other departments, oldest first."""
    said = [
        Heard(
            one.at,
            OUTCOME_NAMES.get(one.outcome, one.outcome),
            f"{one.where} {one.title}",
            one.by,
            one.words,
        )
        for one in queries.opinions(case)
    ]
    asked = [one for one in queries.advices(actor, case) if one.outcome != RECALLED]
    return sorted([*said, *map(_advice, asked)], key=lambda one: one.at)


def _advice(one: Advice) -> Heard:
    if one.answered_at is not None:
        return Heard(one.answered_at, _("答复征求意见"), one.where, one.answered_by, one.answer)
    word = _("还没有答复，最晚 %(day)s") % {"day": cn_date(one.due_on)}
    return Heard(one.asked_at, word, one.where, "", one.question)
