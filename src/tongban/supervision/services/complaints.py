"""Questions and complaints about cases: written, registered, put off once, answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.access import services as access
from tongban.base import audit, clock, numbering, outbox
from tongban.base.errors import require
from tongban.cases import queries as cases
from tongban.supervision import events, perms, queries, rules
from tongban.supervision.models import CaseTouch, Complaint

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case


@transaction.atomic
def register_complaint(
    *, actor: Actor, number: str, kind: str, source: str, words: str, about: str,
    received_on: date | None, now: datetime,
) -> Complaint:  # fmt: skip
    """Register what came in about a case; its day counts from its arrival.

    Declined with `ComplaintInvalid`.
    """
    require(perms.may_supervise(actor))
    case = cases.case_alone(actor, number)
    today = clock.day_of(now)
    kinds = queries.kinds()
    text = rules.registered(
        kind=kind, source=source, words=words, about=about, received_on=received_on,
        kinds=kinds, staff=queries.handled_by(actor, number), today=today,
    )  # fmt: skip
    return _keep(
        actor, case, now, kind=kind, source=source, words=text, serial=_serial(today), about=about,
        received_on=received_on or today, registered_by=actor.name,
    )  # fmt: skip


@transaction.atomic
def complain(*, actor: Actor, number: str, kind: str, words: str, now: datetime) -> Complaint:
    """Let the applicant write about a case of his own; it lies beside what was registered by hand.

    Declined with `ComplaintInvalid`, with `ComplaintWaits` while the last one about the case is
    not answered, or with `ComplaintsSpent`.
    """
    case = cases.case_alone(actor, number)
    require(perms.may_complain(actor, case))
    today, kinds = clock.day_of(now), queries.kinds()
    serial = _serial(today)  # its series stays locked, so two at once count one after the other
    text = rules.complained(
        kind=kind, words=words, kinds=kinds, most=queries.allowance(),
        before=queries.written_before(actor, number, today),
    )  # fmt: skip
    return _keep(
        actor, case, now, kind=kind, source=rules.APPLICANT, words=text, serial=serial,
        received_on=today,
    )  # fmt: skip


@transaction.atomic
def open_complaint(*, actor: Actor, serial: str, now: datetime) -> queries.ComplaintView:
    """One complaint for the staff who see it; the look is written down before it is shown."""
    view = queries.complaint(actor, serial)
    row = view.complaint
    subject, _facts = cases.told(row.case_number)
    access.record_access(
        actor=actor, subject_id=subject, what=("咨询投诉的内容",), purpose="处理咨询投诉",
        case_number=row.case_number, now=now,
    )  # fmt: skip
    return view


def _serial(today: date) -> str:
    return f"TS{today.year}{numbering.next_number('complaints', period=str(today.year)):06d}"


def _keep(
    actor: Actor, case: Case, now: datetime, *, kind: str, received_on: date, **said: str
) -> Complaint:
    number, days = str(case.number), queries.kinds()[kind].days
    row = Complaint.objects.create(
        case_number=number, unit=case.unit, item_name=case.item_name, kind=kind, **said,
        received_on=received_on,
        answer_due_on=queries.working_day_from(case.region, received_on, days), registered_at=now,
    )  # fmt: skip
    CaseTouch.objects.create(number=number)
    audit.record(actor, events.COMPLAINT_REGISTERED, number, at=now, serial=row.serial)
    return row


@transaction.atomic
def put_complaint_off(*, actor: Actor, serial: str, reason: str, now: datetime) -> Complaint:
    """Put the day off, once, by as many working days again, with the reason for the caller."""
    row = _locked(actor, serial)
    require(perms.may_answer_complaint(actor, row))
    if row.put_off:
        raise rules.PutOffOnce
    row.put_off = rules.said(reason=(reason, "延期的理由"))["reason"]
    case = cases.case_alone(actor, row.case_number)
    days = queries.kinds()[row.kind].days
    row.answer_due_on = queries.working_day_from(case.region, row.answer_due_on, days)
    row.save()
    CaseTouch.objects.create(number=row.case_number)
    audit.record(actor, events.COMPLAINT_PUT_OFF, row.case_number, at=now, serial=row.serial)
    return row


@transaction.atomic
def answer_complaint(*, actor: Actor, serial: str, answer: str, now: datetime) -> Complaint:
    """Answer for the department; whoever is complained of does not."""
    row = _locked(actor, serial)
    require(perms.may_answer_complaint(actor, row))
    if row.about == actor.name:
        raise rules.ComplainedOf
    row.answer = rules.said(answer=(answer, "答复"))["answer"]
    row.answered_at, row.answered_by = now, actor.name
    row.save()
    CaseTouch.objects.create(number=row.case_number)
    audit.record(actor, events.ComplaintAnswered.name, row.case_number, at=now, serial=row.serial)
    outbox.publish(events.ComplaintAnswered(number=row.case_number, serial=row.serial))
    return row


def _locked(actor: Actor, serial: str) -> Complaint:
    rows = Complaint.objects.filter(perms.complaints_visible_to(actor), serial=serial)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        raise queries.ComplaintUnknown
    if row.answered_at is not None:
        raise rules.ComplaintAnswered
    return row
