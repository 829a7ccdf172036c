"""What is typed at a desk and not sent yet, kept where no network drop and no session end loses it.

A note is no act: it changes nothing of the case and stands in no trail.  It goes when the step is
taken for which it was written.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base.errors import Invalid, Stale, require
from tongban.cases import queries
from tongban.cases.models import Case, DeskNote
from tongban.cases.services import ground

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Bundle

MOST_FIELDS = 200
LONGEST = 50_000
KEPT = timedelta(days=90)
_FORM = re.compile(r"[a-z][a-z0-9_-]{0,63}")


class TypedElsewhere(Stale):
    """The same account typed into the same form in another window; neither text is lost."""

    code = "cases.typed_elsewhere"
    sentence = "您在另一个窗口里也写了这一项，两边的内容都还在。请先看那边的，再决定留哪一份。"


class NoteTooLong(Invalid):
    """More was typed than any form of a desk takes."""

    code = "cases.note_too_long"
    sentence = "写得太长，没有自动保存。请先提交或者缩短。"


@transaction.atomic
def keep_note(
    *,
    actor: Actor,
    case_ref: str,
    form: str,
    words: Mapping[str, str],
    turn: int,
    now: datetime,
) -> DeskNote:
    """Keep what the account has typed into a form of a case, draft or life event it may see.

    `turn` is the saving that the page knows, 0 for none.  Declined with `TypedElsewhere` when
    another window of the same account saved since, with `NoteTooLong`; nothing is overwritten.
    """
    about = _about(actor, case_ref)
    if not _FORM.fullmatch(form) or len(words) > MOST_FIELDS:
        raise NoteTooLong
    if sum(len(name) + len(value) for name, value in words.items()) > LONGEST:
        raise NoteTooLong
    account = actor.account or 0
    note = about.desk_notes.select_for_update().filter(account=account, form=form).first()
    if note is None:
        of = {"case": about} if isinstance(about, Case) else {"bundle": about}
        note = DeskNote(**of, account=account, form=form, turn=0)
    elif note.turn != turn and note.words != dict(words):
        raise TypedElsewhere
    note.words, note.version, note.changed_at = dict(words), about.version, now
    note.name, note.turn = actor.name[:64], note.turn + 1
    note.save()
    DeskNote.objects.filter(account=account, changed_at__lt=now - KEPT).delete()
    return note


@transaction.atomic
def drop_note(*, actor: Actor, case_ref: str, form: str) -> None:
    """Forget what was typed into a form: it was sent, or is not wanted."""
    about = _about(actor, case_ref)
    about.desk_notes.filter(account=actor.account or 0, form=form).delete()


def _about(actor: Actor, case_ref: str) -> Case | Bundle:
    require(actor.is_staff)
    found = queries.written_on(actor, case_ref)
    if found is None:
        raise ground.CaseUnknown
    return found
