"""Reads about the forms of acceptance: promises, second notices, hand-overs, those acted for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery

from tongban.base import clock
from tongban.base.paging import Page, keyset
from tongban.cases import perms, rules
from tongban.cases.models import (
    AgentConsent,
    BrokenPromise,
    Case,
    CasePromise,
    CaseStep,
    FirstContact,
    HandOver,
    PromiseAnswer,
    SecondNotice,
)
from tongban.cases.queries.facts import definition_of, facts, gap_policy, held
from tongban.cases.rules import AcceptForm, DeadlineKind, State, demands
from tongban.cases.rules.materials import HandedIn

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from tongban.base.actors import Actor
    from tongban.cases.models import CaseMaterial

_HEAVY = ("case__form", "case__face", "case__clock", "case__answers")
MOST = 50


def owed(case: Case, materials: Iterable[CaseMaterial]) -> tuple[demands.Demand, ...]:
    """What must be asked for in a draft or case, in the words that every page and paper uses."""
    return demands.owed(definition_of(case), [held(row) for row in materials])


def demand(case: Case, material: CaseMaterial) -> demands.Demand:
    """What would be asked for in one material."""
    return demands.demand(definition_of(case), held(material))


def may_follow(materials: Iterable[CaseMaterial]) -> list[CaseMaterial]:
    """The materials that are not there and may come after the acceptance (容缺后补)."""
    return [
        row
        for row in materials
        if rules.may_follow(HandedIn(row.name, row.need, row.obtain, row.source, row.verdict))
    ]


def last_gap_day(case: Case, now: datetime) -> date:
    """The last day for late materials if the case were accepted now; `GapNotPossible` if none."""
    seen = facts(case, now)
    due_on = rules.clock(seen, now, seen.stops).promised.due_on or seen.today
    return rules.last_gap_day(seen.today, due_on, calendar=seen.calendar, policy=gap_policy())


def still_owed(number: str, kind: str, due_on: str) -> dict[str, str] | None:
    """What the applicant has to bring by that day, and the day in words; for jobs.

    None where the day is another one now or nothing is owed by it any more.
    """
    case = Case.objects.defer("form", "face").get(number=number)
    if kind == DeadlineKind.GAP:
        running, day = case.state in rules.UNDER_REVIEW, case.gap_due_on
        rows = case.materials.filter(late_due_on__isnull=False)
    else:
        running, day = case.state == State.CORRECTION, case.correction_due_on
        rows = case.materials.exclude(asked="")
    open_ = rows.filter(Q(brought_on=None) | Q(verdict="wrong")).order_by("seq")
    names = list(open_.values_list("name", flat=True))
    if not running or day is None or day.isoformat() != due_on or not names:
        return None
    return {"owed": "、".join(names), "day": f"{day:%Y年%-m月%-d日}"}


def promises(case: Case) -> dict[str, CasePromise]:
    """The promises that the applicant of a case or draft stands by, by kind."""
    return {one.kind: one for one in case.promises.filter(taken_back_at=None).order_by("id")}


def corrections(signed: CasePromise | None, *, sent: bool = False) -> list[PromiseAnswer]:
    """The answers to orders to correct with their files, the latest first; `sent` for the office.

    For the applicant the latest may be a draft, and one to which he never wrote anything.
    """
    if signed is None or signed.correct_by is None:
        return []
    rows = signed.answers.order_by("-id").prefetch_related("files")
    return list(rows.exclude(sent_at=None) if sent else rows)


def all_promises(case: Case) -> list[CasePromise]:
    """Every promise of a case, one taken back too, with the answers to orders; for jobs."""
    rows = case.promises.order_by("id")
    answers = PromiseAnswer.objects.order_by("id").prefetch_related("files")
    return list(rows.prefetch_related(Prefetch("answers", answers)))


def is_promise_open(number: str) -> bool:
    """Whether a case was granted on a promise (告知承诺) that is still to be checked; for jobs."""
    rows = CasePromise.objects.filter(case__number=number, case__granted=True, taken_back_at=None)
    kind = AcceptForm.PROMISE
    return rows.filter(case__accept_form=kind, kind=kind, closed_at=None).exists()


def bar(applicant: UUID | None) -> BrokenPromise | None:
    """The broken promise that bars the applicant from the next one, if there is one."""
    if applicant is None:
        return None
    rows = BrokenPromise.objects.filter(subject_id=applicant, repaired_at=None)
    return rows.select_related("case").defer(*_HEAVY).order_by("-id").first()


def promise_checks(actor: Actor, *, after: str = "", limit: int = 50) -> Page[CasePromise]:
    """Promises that the actor's departments still have to check, the nearest day first."""
    units = actor.units(*perms.CHECKING)
    rows = CasePromise.objects.filter(
        unit__in=units, kind="promise", due_on__isnull=False, closed_at=None
    )
    answer = PromiseAnswer.objects.filter(promise=OuterRef("pk"), judged_at=None)
    found = rows.annotate(answered_at=Subquery(answer.values("sent_at")[:1]))
    found = found.select_related("case").defer("terms", *_HEAVY)
    return keyset(found, by=("due_on", "id"), after=after, limit=limit)


def second_notices(actor: Actor, *, after: str = "", limit: int = 50) -> Page[SecondNotice]:
    """Second notices that were allowed or declined, and whether they were used, the latest first.

    For supervisors; anybody else finds none.
    """
    rows = _second_notices(actor).filter(allowed__isnull=False)
    return keyset(rows, by=("-decided_at", "id"), after=after, limit=limit)


def leaves_asked(actor: Actor) -> list[SecondNotice]:
    """Second notices for which leave was asked and not yet given, the oldest first."""
    return list(_second_notices(actor).filter(allowed=None).order_by("id")[:MOST])


def leaves_waiting(actor: Actor) -> int:
    """How many of them wait for the supervisor, up to as many as the list shows."""
    if not perms.may_permit_second_notice(actor):
        return 0
    return SecondNotice.objects.filter(allowed=None)[:MOST].count()


def leaves_counted(actor: Actor, *, since: datetime) -> dict[str, int]:
    """How often leave was given and declined since then, and how often it was used."""
    rows = _second_notices(actor).filter(decided_at__gte=since)
    return rows.aggregate(
        given=Count("id", filter=Q(allowed=True)),
        declined=Count("id", filter=Q(allowed=False)),
        used=Count("id", filter=Q(used_at__isnull=False)),
    )


def _second_notices(actor: Actor) -> QuerySet[SecondNotice]:
    rows = SecondNotice.objects.select_related("case").defer("requests", *_HEAVY)
    return rows if perms.may_permit_second_notice(actor) else rows.none()


def second_notices_of(case: Case) -> list[SecondNotice]:
    """What was asked and decided about second notices of one case, oldest first."""
    return list(case.second_notices.order_by("id"))


def first_contact(case: Case) -> FirstContact | None:
    """The first clerk who was asked (首问)."""
    return FirstContact.objects.filter(case=case).first()


def hand_overs_of(case: Case) -> list[HandOver]:
    """The ways a case or draft went from window to window, oldest first."""
    return list(case.hand_overs.order_by("id"))


def offered_here(actor: Actor) -> list[HandOver]:
    """Cases and drafts that other windows offer to the actor's, the oldest first."""
    rows = HandOver.objects.filter(perms.offered_to(actor))
    return list(rows.select_related("case").defer(*_HEAVY).order_by("id")[:MOST])


def offers(actor: Actor) -> int:
    """How many of them there are, up to as many as the list shows."""
    return HandOver.objects.filter(perms.offered_to(actor))[:MOST].count()


def below(case: Case) -> tuple[Case, list[CaseStep]] | None:
    """The case of the lower office that was referred up to this one, with what was said of it.

    Whoever may see the upper case may read it.
    """
    if case.continues_id is None:
        return None
    found = Case.objects.defer("form", "face").get(pk=case.continues_id)
    return found, list(found.steps.order_by("id"))


def may_open(actor: Actor, case: Case) -> bool:
    """Whether the actor finds a page of this case."""
    return Case.objects.submitted().filter(perms.known_cases(actor), pk=case.pk).exists()


def above(case: Case) -> Case | None:
    """The case of the upper office in which this one goes on."""
    return Case.objects.filter(continues=case).defer("form", "face").first()


def undecided_above(case: Case) -> bool:
    """Whether the case was only referred up, and the upper office has still to decide."""
    return Case.objects.filter(continues=case, state__in=rules.UNDECIDED).exists()


def consents(actor: Actor) -> list[AgentConsent]:
    """The consents to be acted for that the actor gave, or that were given to him; latest first."""
    rows = AgentConsent.objects.filter(perms.consents_known_to(actor))
    return list(rows.order_by("-asked_at", "id")[:MOST])


def consent_state(found: AgentConsent) -> str:
    """Whether a consent is `given`, still `asked` for, `over` or `revoked`."""
    if found.revoked_at is not None:
        return "revoked"
    if found.given_at is None:
        return "asked"
    return "over" if found.until_on < clock.today() else "given"


def consent(actor: Actor, consent_id: UUID) -> AgentConsent | None:
    """One consent that the actor gave, or that was given to him."""
    return AgentConsent.objects.filter(perms.consents_known_to(actor), pk=consent_id).first()


def acted_for(actor: Actor, *, after: str = "", limit: int = 50) -> Page[Case]:
    """The cases and drafts in which the community worker acts for people, last changed first."""
    mine = perms.by_agent(actor) if perms.may_act_as_agent(actor) else Q(pk__in=[])
    rows = Case.objects.filter(mine).defer("form", "face")
    return keyset(rows, by=("-changed_at", "id"), after=after, limit=limit)
