"""Work for later: carry decisions out, tell the applicant, do what the calendar asks."""

from __future__ import annotations

from procrastinate import RetryStrategy

from tongban.base import clock, outbox
from tongban.base.events import CalendarChanged
from tongban.cases import events, queries, rules, services
from tongban.directory import events as directory
from tongban.notices import services as notices
from tongban.processes import events as runs

_LANES = 2
_AGAIN = RetryStrategy(max_attempts=8, exponential_wait=4)


@outbox.on(events.CaseGranted)
@outbox.on(events.CaseDenied)
@outbox.task(queue="cases", retry=_AGAIN)
def carry_out(*, number: str, **_later: object) -> None:
    """Make the licence, deliver and conclude; run twice, it does so once."""
    services.carry_out(number=number, now=clock.now())


@outbox.on(events.CaseGranted)
@outbox.task(queue="cases", retry=_AGAIN)
def open_promise_check(*, number: str, **_later: object) -> None:
    """Set the day by which a promise is checked after the decision; run twice, it stays."""
    services.open_check(number=number, now=clock.now())


@outbox.on(events.PaperMade)
@outbox.task(queue="cases", retry=_AGAIN)
def seal_paper(*, document: str, **_later: object) -> None:
    """Seal a receipt, notice or decision as OFD; run twice, it does so once."""
    services.seal_paper(document_id=document, now=clock.now())


@outbox.periodic("*/5 * * * *")
@outbox.task(queue="cases")
def sweep(**_timestamp: object) -> None:
    """Accept by silence, end lapsed corrections, carry out what was left undone."""
    services.sweep(now=clock.now())


@outbox.periodic("*/10 * * * *")
@outbox.task(queue="cases", queueing_lock="balance")
def close_days(**_timestamp: object) -> None:
    """Count our side of each day that is over, for the daily balance."""
    services.close_days(now=clock.now())


@outbox.on(CalendarChanged)
@outbox.task(queue="cases", retry=_AGAIN)
def recount(*, change: int, **_later: object) -> None:
    """Count anew the cases that the change reaches; broken off, it is gone on with."""
    services.recount(change=change, now=clock.now(), lanes=_LANES)
    services.tell_moved(change=change)


@outbox.on(events.CaseMoved)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_moved(*, number: str, change: int, **_later: object) -> None:
    """Tell the applicant which day is another one now, and why."""
    subject, facts = queries.told(number)
    notices.tell(
        subject_id=subject,
        template_key="case.moved",
        context=facts | {"moved": queries.moved_words(number, change)},
        link=f"/cases/{number}/",
        now=clock.now(),
        dedupe=f"case.moved:{number}:{change}",
    )


@outbox.on(events.CaseMoved)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_holders_moved(*, number: str, change: int, **_later: object) -> None:
    """Tell whoever has claimed the case; run twice, it tells once."""
    services.tell_holders_moved(number=number, change=change, now=clock.now())


@outbox.on(directory.DepartmentRenamed)
@outbox.task(queue="notices", retry=_AGAIN)
def tell_renamed(
    *, key: str, before: str, after: str, on: str, by: int | None = None, **_later: object
) -> None:
    """Tell the staff of a department of its new name; run twice, it tells once."""
    services.tell_renamed(key=key, before=before, after=after, on=on, by=by, now=clock.now())


@outbox.on(events.DeadlineNear)
@outbox.task(queue="notices", retry=_AGAIN)
def warn_near(*, number: str, kind: str, due_on: str, key: str, **_later: object) -> None:
    """Tell whoever has claimed the case that a day comes near; run twice, it tells once."""
    services.warn_holders(
        number=number, kind=kind, due_on=due_on, key=key, has_passed=False, now=clock.now()
    )


@outbox.on(events.DeadlinePassed)
@outbox.task(queue="notices", retry=_AGAIN)
def warn_passed(*, number: str, kind: str, due_on: str, key: str, **_later: object) -> None:
    """Tell whoever has claimed the case that a day has passed; run twice, it tells once."""
    services.warn_holders(
        number=number, kind=kind, due_on=due_on, key=key, has_passed=True, now=clock.now()
    )


@outbox.periodic("*/5 * * * *")
@outbox.task(queue="cases")
def hear_silence(**_timestamp: object) -> None:
    """Record or escalate what departments did not answer in time."""
    services.hear_silence(now=clock.now())


@outbox.on(runs.RunMoved)
@outbox.task(queue="cases", retry=_AGAIN)
def follow_run(*, reference: str, **_later: object) -> None:
    """Ask whom the run asks on its new drawing; run twice, it does so once."""
    services.follow_run(reference=reference, now=clock.now())


TOLD: dict[type[events.CaseEvent], str] = {
    events.CaseSubmitted: "case.submitted",
    events.CaseAccepted: "case.accepted",
    events.SupplementAsked: "case.supplement",
    events.CaseSupplemented: "case.supplemented",
    events.CaseRefused: "case.refused",
    events.CaseGranted: "case.granted",
    events.CaseDenied: "case.denied",
    events.CaseSuspended: "case.suspended",
    events.CaseResumed: "case.resumed",
    events.CaseExtended: "case.extended",
    events.LicenceMade: "licence.issued",
    events.CaseConcluded: "case.concluded.rate",
    events.CasePrechecked: "case.prechecked",
    events.GapLapsed: "case.gap_lapsed",
    events.CaseReferred: "case.referred",
    events.PromiseRevoked: "case.promise_revoked",
    events.CorrectionOrdered: "case.correction_ordered",
    events.CorrectionSettled: "case.correction_settled",
}


# A special procedure without legal cover takes its time while the clock runs on.
RUNS_ON = {"case.suspended": "case.procedure"}


# Days by which the applicant himself must have acted: he is reminded once, before they come.
REMINDED: dict[str, str] = {
    rules.DeadlineKind.GAP: "case.gap_near",
    rules.DeadlineKind.CORRECTION: "case.correction_near",
}


@outbox.on(events.DeadlineNear)
@outbox.task(queue="notices", retry=_AGAIN)
def remind(*, number: str, kind: str, due_on: str, **_later: object) -> None:
    """Remind the applicant of what he still owes; run twice, or too late, it tells nothing more."""
    owed = queries.still_owed(number, kind, due_on) if kind in REMINDED else None
    if owed is None:
        return
    subject, facts = queries.told(number)
    notices.tell(
        subject_id=subject,
        template_key=REMINDED[kind],
        context=facts | owed,
        link=f"/cases/{number}/supplement/",
        now=clock.now(),
        dedupe=f"{REMINDED[kind]}:{number}:{due_on}",
    )


def _teller(event: type[events.CaseEvent], template: str) -> None:
    @outbox.on(event)
    @outbox.task(queue="notices", retry=_AGAIN, name=f"cases.jobs.tell.{event.name}")
    def tell(*, number: str, turn: int = 1, holds: bool = True, **_later: object) -> None:
        _tell(template if holds else RUNS_ON.get(template, template), number, turn)


def _tell(template: str, number: str, turn: int) -> None:
    if template in COLLECTED and queries.belongs_to_bundle(number):
        return
    subject, facts = queries.told(number)
    links = {"licence.issued": "/licences/", "case.concluded.rate": f"/cases/{number}/rating/"}
    notices.tell(
        subject_id=subject,
        template_key=template,
        context=facts,
        link=links.get(template, f"/cases/{number}/"),
        now=clock.now(),
        dedupe=f"{template}:{number}" + (f":{turn}" if turn > 1 else ""),
    )


for _event, _template in TOLD.items():
    _teller(_event, _template)


# Of the members of a life event (一件事) people hear together, not once for each department.
COLLECTED = frozenset(
    {"case.submitted", "case.accepted", "case.supplement", "case.supplemented", "case.prechecked"}
)
BUNDLE_TOLD: dict[type[events.BundleEvent], str] = {
    events.BundleSubmitted: "bundle.submitted",
    events.BundleAccepted: "bundle.accepted",
    events.BundleCorrectionAsked: "bundle.correction",
    events.BundleSupplemented: "bundle.supplemented",
    events.BundleConcluded: "bundle.concluded",
}


def _bundle_teller(event: type[events.BundleEvent], template: str) -> None:
    @outbox.on(event)
    @outbox.task(queue="notices", retry=_AGAIN, name=f"cases.jobs.tell.{event.name}")
    def tell(*, number: str, **_later: object) -> None:
        subject, facts = queries.told_of_bundle(number)
        notices.tell(
            subject_id=subject,
            template_key=template,
            context=facts,
            link=f"/events/cases/{number}/",
            now=clock.now(),
            dedupe=f"{template}:{number}",
        )


for _bundle_event, _bundle_template in BUNDLE_TOLD.items():
    _bundle_teller(_bundle_event, _bundle_template)


@outbox.on(events.CaseGranted)
@outbox.on(events.LicenceMade)
@outbox.on(events.CaseDenied)
@outbox.on(events.CaseRefused)
@outbox.on(events.CaseWithdrawn)
@outbox.on(events.CaseTerminated)
@outbox.task(queue="cases", retry=_AGAIN)
def follow_member(*, number: str, **_later: object) -> None:
    """Let the life event follow the case of a member; run twice, it does nothing more."""
    services.bundles.follow_member(number=number, now=clock.now())


@outbox.periodic("*/15 * * * *")
@outbox.task(queue="cases")
def begin_hindered(**_timestamp: object) -> None:
    """Try again to begin members that something hindered."""
    services.bundles.begin_hindered(now=clock.now())
