"""Who may see one case and take a step with it; who may order, answer and hand on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q

from tongban.access.rules import EVERYTHING, Role
from tongban.base import clock
from tongban.base.actors import Channel
from tongban.cases.models import CaseTask
from tongban.cases.rules import State, Step, who_may

if TYPE_CHECKING:
    from datetime import date

    from tongban.base.actors import Actor, Post
    from tongban.cases.models import AgentConsent, Case

NOBODY = Q(pk__in=[])
READING, WRITING = "cases.read", "cases.write"
CLIENT = "client"
"""The role of the one post through which a department's own system acts."""
DEPARTMENTAL = (Role.HANDLER, Role.REVIEWER, Role.APPROVER, Role.LICENSING)
AT_HALLS = (Role.CLERK, Role.HALL_HEAD)
CHECKING = (Role.HANDLER, Role.REVIEWER, Role.APPROVER)
"""Who of the department that decided on a promise checks whether it is kept (核查)."""


def visible_to(actor: Actor) -> Q:
    """Which cases and drafts the actor may know of; queries begin here or with a half."""
    return visible_cases(actor) | visible_drafts(actor)


def visible_cases(actor: Actor) -> Q:
    """Which cases that were handed in the actor may know of.

    A person sees the cases of the one he acts for.  A clerk and the head of a hall see the cases
    of the hall, an examiner and the department's own system those of the department, a supervisor
    all.
    """
    handed_in = ~Q(state=State.DRAFT)
    if actor.is_system or (actor.is_staff and actor.holds(Role.SUPERVISOR)):
        return handed_in
    if actor.is_person and actor.principal is not None:
        return Q(applicant_id=actor.principal) & handed_in
    if actor.is_client:
        return of_units(client_units(actor)) & handed_in
    if not actor.is_staff:
        return NOBODY
    seen = _where_he_sits(actor) | Q(place__in=actor.places(*AT_HALLS))
    if actor.holds(Role.AGENT_WORKER):
        seen |= by_agent(actor)
    return seen & handed_in


def known_cases(actor: Actor) -> Q:
    """Which single case the actor may open: those he sees, and those in which his office is asked.

    For one case that is named, or a few; lists begin with `visible_cases` or with the tasks, since
    no index covers this half.
    """
    seen = visible_cases(actor)
    if not actor.is_staff and not client_units(actor):
        return seen
    asked = _where_he_sits(actor) if actor.is_staff else of_units(client_units(actor))
    return seen | Q(Exists(CaseTask.objects.filter(asked, case=OuterRef("pk"))))


def _where_he_sits(actor: Actor) -> Q:
    """What is of his departments, and of those that went up in them.

    Where he stands in for some items only: what is of these items.  Of cases and of tasks alike.
    """
    seen = of_units(actor.units(*DEPARTMENTAL))
    for post in actor.posts:
        if post.only and post.role in DEPARTMENTAL:
            seen |= Q(unit__in=[post.unit, *post.former], item_key__in=post.only)
        elif post.only and post.place:
            seen |= Q(place=post.place, item_key__in=post.only)
    return seen


def client_units(actor: Actor) -> frozenset[str]:
    """The departments whose cases the actor may know of as a department's own system."""
    known = actor.is_client and actor.scopes & {READING, WRITING}
    return actor.units(CLIENT) if known else frozenset()


def of_units(units: frozenset[str]) -> Q:
    """The cases that one of these departments decides."""
    return Q(unit__in=units)


def may_read_for(actor: Actor, unit: str) -> bool:
    """Whether a department's own system may read the department's cases."""
    return actor.is_client and READING in actor.scopes and actor.holds(CLIENT, unit=unit)


def may_write_for(actor: Actor, unit: str) -> bool:
    """Whether a department's own system may act for the department."""
    return actor.is_client and WRITING in actor.scopes and actor.holds(CLIENT, unit=unit)


def visible_drafts(actor: Actor) -> Q:
    """Which drafts the actor may know of: his own, or those that he is typing in at the counter."""
    draft = Q(state=State.DRAFT)
    if actor.is_system:
        return draft
    if actor.is_person and actor.principal is not None:
        return draft & Q(applicant_id=actor.principal) & ~Q(channel="window")
    if not actor.is_staff:
        return NOBODY
    places = actor.places(Role.CLERK)
    mine = Q(opened_by=actor.account, channel="window", place__in=places)
    if actor.holds(Role.AGENT_WORKER):
        mine |= by_agent(actor)
    return draft & mine


def by_agent(actor: Actor) -> Q:
    """The cases in which the community worker acts for people who have not taken that back."""
    return Q(opened_by=actor.account, channel=Channel.AGENT, consent__revoked_at=None)


def post_for(actor: Actor, case: Case, *roles: str) -> Post | None:
    """The post by which the actor may act on the case in one of the roles."""
    for post in actor.posts:
        if post.role not in roles or not post.covers(case.item_key):
            continue
        if post.role == Role.CLERK and post.place and post.place == case.place:
            return post
        if post.role != Role.CLERK and post.serves(case.unit):
            return post
    return None


def post_at(actor: Actor, task: CaseTask) -> Post | None:
    """The post by which the actor may answer what one open task asks."""
    for post in actor.posts:
        there = post.place == task.place if task.place else post.serves(task.unit)
        if post.role == task.role and there and post.covers(task.item_key):
            return post
    return None


def may_order(actor: Actor, unit: str) -> bool:
    """Whether the actor says who does what in a department: its approvers, and operators."""
    return actor.is_staff and (actor.holds(Role.OPERATOR) or actor.holds(Role.APPROVER, unit=unit))


def may_merge(actor: Actor) -> bool:
    """Whether the actor lets departments go up in others: whoever keeps the directory."""
    return actor.is_staff and actor.holds(Role.OPERATOR)


def may_take(actor: Actor, case: Case, step: Step) -> bool:
    """Whether the actor's roles let him take this step with this case, in any state."""
    roles = who_may(step, on_the_spot=case.process == "spot")
    if actor.is_system:
        return "system" in roles
    if actor.is_person:
        return "applicant" in roles and actor.principal == case.applicant_id
    if "applicant" in roles and acts_as_agent(actor, case):
        return True
    return post_for(actor, case, *roles) is not None


def may_edit_draft(actor: Actor, case: Case) -> bool:
    """Whether the actor may change this draft: its applicant, or the clerk who opened it.

    What a community worker opened is changed by him alone, and by the consent's last day.

    A clerk who has left the hall leaves his drafts behind.
    """
    if case.channel == Channel.AGENT:
        return acts_as_agent(actor, case)
    if case.channel == "window":
        opened = actor.is_staff and case.opened_by == actor.account
        return opened and case.place in actor.places(Role.CLERK)
    return actor.is_person and actor.principal == case.applicant_id


def may_take_in(actor: Actor) -> bool:
    """Whether the actor may take in walk-in people."""
    return bool(actor.places(Role.CLERK))


def may_choose_way(actor: Actor, case: Case) -> bool:
    """Whether the actor may say how the result is fetched: the applicant, or his counter."""
    if actor.is_person:
        return actor.principal == case.applicant_id
    return actor.is_system or post_for(actor, case, Role.CLERK) is not None


def may_hand_over(actor: Actor, case: Case) -> bool:
    """Whether the actor may hand the result over: a job, the hall that waits, the licensing post.

    The applicant may fetch it at another hall than the one that took the case in.
    """
    if actor.is_system or post_for(actor, case, Role.CLERK, Role.LICENSING) is not None:
        return True
    places = actor.places(Role.CLERK)
    return bool(places) and case.tasks.open().filter(key="deliver", place__in=places).exists()


def may_judge_material(actor: Actor, case: Case, *, late: bool) -> bool:
    """Whether the actor may find a material good or wrong; a late one also under review."""
    if may_take(actor, case, Step.ACCEPT) and not actor.is_system:
        return True
    reviewing = (Role.HANDLER, Role.REVIEWER, Role.APPROVER)
    return late and post_for(actor, case, *reviewing) is not None


def may_judge_promise(actor: Actor, case: Case) -> bool:
    """Whether the actor may check a promise (核查): a post of the department that decided."""
    return post_for(actor, case, *CHECKING) is not None


def may_answer_order(actor: Actor, case: Case) -> bool:
    """The applicant answers an order to correct what he promised, and nobody for him."""
    return actor.is_person and actor.principal == case.applicant_id


def may_revoke_promised(actor: Actor, case: Case) -> bool:
    """Whether the actor may annul what was decided on a promise, or call a breach repaired."""
    return post_for(actor, case, Role.APPROVER) is not None


def may_permit_second_notice(actor: Actor) -> bool:
    """Supervisors may let a clerk ask for corrections again."""
    return actor.is_staff and actor.holds(Role.SUPERVISOR)


def may_pass_on(actor: Actor, case: Case) -> bool:
    """Whether the actor may hand the case or draft to another window: a clerk of its hall.

    A draft of a community worker stays his: the consent names him.
    """
    if case.state == State.DRAFT:
        return case.channel == "window" and may_edit_draft(actor, case)
    return post_for(actor, case, Role.CLERK) is not None


def offered_to(actor: Actor) -> Q:
    """Which open hand-overs the actor may accept: those to his halls that are not his own."""
    here = Q(to_place__in=actor.places(Role.CLERK), closed_at=None)
    return here & ~Q(from_account=actor.account)


def may_act_as_agent(actor: Actor) -> bool:
    """Whether the actor is a community worker who may act for people (代办)."""
    return actor.is_staff and actor.holds(Role.AGENT_WORKER)


def acts_as_agent(actor: Actor, case: Case) -> bool:
    """Whether the actor acts in this case by a consent that is in force today."""
    opened = may_act_as_agent(actor) and case.opened_by == actor.account
    if not opened or case.channel != Channel.AGENT or case.consent is None:
        return False
    return is_in_force(case.consent, case.item_key, clock.today())


def is_in_force(consent: AgentConsent, item_key: str, day: date) -> bool:
    """Whether a consent to be acted for holds for the item on this day."""
    given = consent.given_at is not None and consent.revoked_at is None
    return given and day <= consent.until_on and consent.scope in (EVERYTHING, item_key)


def consents_known_to(actor: Actor) -> Q:
    """Which consents the actor may know of: the person his own, the worker those given to him."""
    if actor.is_person and actor.principal is not None:
        return Q(subject_id=actor.principal)
    return Q(worker=actor.account) if may_act_as_agent(actor) else NOBODY


def is_for(actor: Actor, task: CaseTask) -> bool:
    """Whether the task waits for one of the actor's posts."""
    return bool(task.unit or task.place) and post_at(actor, task) is not None


def heads(actor: Actor, task: CaseTask) -> bool:
    """Whether the actor is the head (负责人) who says who works on the task.

    The approver of a department heads its posts, its reviewer those below his own.  What waits at
    a window is headed by the head of the hall, and by the approver of the department that decides
    the case.
    """
    if task.role == Role.CLERK and actor.holds(Role.HALL_HEAD, place=task.place):
        return True
    unit = task.unit or task.case.unit
    if actor.holds(Role.APPROVER, unit=unit):
        return True
    return task.role == Role.HANDLER and actor.holds(Role.REVIEWER, unit=unit)
