"""The applicant's answer to an order to correct (责令限期改正): words and files, by its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.access import services as access
from tongban.base import audit, files
from tongban.base.errors import require
from tongban.cases import events, perms, rules
from tongban.cases.models import PromiseAnswer, PromiseFile
from tongban.cases.queries.single import case as seen
from tongban.cases.rules import AcceptForm
from tongban.cases.services import filing, ground, promising, telling

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case, CasePromise

LONGEST_ANSWER = 2_000


@transaction.atomic
def keep_correction(
    *, actor: Actor, number: str, words: str, handed: list[tuple[bytes, str]], now: datetime
) -> PromiseAnswer:
    """Keep words and files of an answer that is not sent yet; nobody else sees them.

    Declined with `NoOrder`, `OrderOver`, `OrderAnswered`, or with what `files.store` says.
    """
    case, answer = _open(actor, number, now)
    answer.words = ground.fitting(words, LONGEST_ANSWER, "words")
    answer.save(update_fields=["words"])
    rows = answer.files
    added = [filing.keep(rows, *one, now, field="file").digest for one in handed]
    audit.record(actor, events.CORRECTION_KEPT, str(case.number), at=now, digests=added)
    return answer


@transaction.atomic
def drop_correction_file(*, actor: Actor, number: str, file_id: int, now: datetime) -> None:
    """Take a file out of an answer that is not sent yet."""
    case, answer = _open(actor, number, now)
    removed, _ = answer.files.filter(pk=file_id).delete()
    if not removed:
        raise ground.MaterialUnknown
    audit.record(actor, events.CORRECTION_DROPPED, str(case.number), at=now, file=file_id)


@transaction.atomic
def answer_correction(*, actor: Actor, number: str, now: datetime) -> PromiseAnswer:
    """Send what was kept to the office that ordered the correction; it is told, and checks again.

    Declined as `keep_correction`, or with `ReasonMissing` without words.
    """
    case, answer = _open(actor, number, now)
    if not answer.words:
        raise rules.ReasonMissing("改正了什么")
    answer.sent_at = now
    answer.save(update_fields=["sent_at"])
    ground.keep(case, now)
    audit.record(actor, events.CORRECTION_ANSWERED, number, at=now, files=answer.files.count())
    telling.answered(case, answer, now=now)
    return answer


@transaction.atomic
def read_correction_file(
    *, actor: Actor, number: str, file_id: int, now: datetime
) -> tuple[bytes, str, str]:
    """A file of an answer; staff see it once it was sent, and their look is recorded first."""
    case = seen(actor, number).case
    rows = PromiseFile.objects.filter(answer__promise__case=case, pk=file_id)
    found = (rows.exclude(answer__sent_at=None) if actor.is_staff else rows).first()
    if found is None:
        raise ground.MaterialUnknown
    if actor.is_staff:
        access.record_access(
            actor=actor, subject_id=case.applicant_id, what=("改正情况",),
            purpose=f"核查{case.item_name}的承诺", case_number=number, now=now,
        )  # fmt: skip
    return files.read(found.digest), found.name, found.media_type


def order(signed: CasePromise) -> int:
    """Open the place for the answer to an order; returns how many orders there were."""
    signed.answers.create()
    return signed.answers.count()


def judge(signed: CasePromise, now: datetime) -> None:
    """Note that the office has judged what was answered, or that nothing was."""
    signed.answers.filter(judged_at=None).update(judged_at=now)


def _open(actor: Actor, number: str, now: datetime) -> tuple[Case, PromiseAnswer]:
    """The case and the answer that the applicant may write now."""
    case = ground.locked(actor, number)
    require(perms.may_answer_order(actor, case))
    signed = promising.standing(case, AcceptForm.PROMISE)
    if signed is None or signed.correct_by is None or signed.closed_at is not None:
        raise rules.NoOrder
    if timezone.localdate(now) > signed.correct_by:
        raise rules.OrderOver
    answer, _new = signed.answers.get_or_create(judged_at=None)
    if answer.sent_at is not None:
        raise rules.OrderAnswered
    return case, answer
