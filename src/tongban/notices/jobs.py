"""Work for later: sending, and telling what the house below has to say."""

from __future__ import annotations

from uuid import UUID

from procrastinate import RetryStrategy

from tongban.access import events as access_events
from tongban.access import queries as access
from tongban.base import clock, outbox
from tongban.directory import events as directory_events
from tongban.notices import events, queries, services

_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@outbox.on(events.MessageWritten)
@outbox.task(queue="notices")
def send(*, message: str, **_later: object) -> None:
    """Send a new message at once by every way it has."""
    for delivery in queries.waiting_for(UUID(message)):
        services.deliver(delivery_id=delivery, now=clock.now())


@outbox.periodic("* * * * *")
@outbox.task(queue="notices")
def send_due(timestamp: int = 0, **_later: object) -> None:  # noqa: ARG001 - given by the schedule
    """Try again what is due, and what a worker that died left behind."""
    for delivery in queries.due(clock.now()):
        services.deliver(delivery_id=delivery, now=clock.now())


@outbox.on(access_events.ConsentGiven)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_consent(*, consent: str, **_later: object) -> None:
    """Tell the user, once, that he may use a licence."""
    _tell_user(consent, "consent.given")


@outbox.on(access_events.ConsentRevoked)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_revocation(*, consent: str, **_later: object) -> None:
    """Tell the user, once, that he may not any longer."""
    _tell_user(consent, "consent.revoked")


def _tell_user(consent: str, template: str) -> None:
    row = access.consent_told(UUID(consent))
    services.tell(
        subject_id=row.receiver,
        template_key=template,
        context={"licence": row.resource_name, "giver": row.giver_name, "purpose": row.purpose},
        link=f"/consents/{row.id}/",
        now=clock.now(),
        dedupe=f"{template}:{consent}",
    )


@outbox.on(access_events.ObjectionMade)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_objection(*, objection: str, **_later: object) -> None:
    """Tell whoever objected, once, that it came in and until when he gets his answer."""
    row = access.objection_told(UUID(objection))
    due_on = f"{row.due_on.year}年{row.due_on.month}月{row.due_on.day}日"
    _tell_objector(row, "objection.made", {"unit": row.unit_name, "due_on": due_on})


@outbox.on(access_events.ObjectionAnswered)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_answer(*, objection: str, **_later: object) -> None:
    """Tell whoever objected, once, what the office found."""
    row = access.objection_told(UUID(objection))
    facts = {"unit": row.unit_name, "outcome": row.verdict_label, "answer": row.answer}
    _tell_objector(row, "objection.answered", facts)


def _tell_objector(row: access.ObjectionRow, template: str, facts: dict[str, str]) -> None:
    services.tell(
        subject_id=row.subject,
        template_key=template,
        context=facts,
        link=f"/objections/{row.id}/",
        now=clock.now(),
        dedupe=f"{template}:{row.id}",
    )


@outbox.on(directory_events.SubstitutionMade)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_substitution(*, substitution: int, by: int | None = None, **_later: object) -> None:
    """Tell the deputy and whom he stands in for, once."""
    services.tell_substitution(id=substitution, is_over=False, by=by, now=clock.now())


@outbox.on(directory_events.SubstitutionEnded)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_substitution_ended(*, substitution: int, by: int | None = None, **_later: object) -> None:
    """Tell both, once, that it is over."""
    services.tell_substitution(id=substitution, is_over=True, by=by, now=clock.now())


@outbox.periodic("5 0 * * *")
@outbox.task(queue="notices", queueing_lock="notices.run_out")
def tell_run_out(**_timestamp: object) -> None:
    """Tell of substitutions whose last day has passed; catches up after any downtime."""
    services.tell_run_out(now=clock.now())
