"""What every command about a case begins and ends with."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tongban.access.rules import Role
from tongban.base.errors import Invalid, NotFound, Stale, require
from tongban.cases import perms, rules
from tongban.cases.models import Case, CaseMaterial, CaseStep, ClockStop
from tongban.cases.rules.claiming import HeldByAnother
from tongban.cases.services import finding, tasks

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor, Post


class CaseUnknown(NotFound):
    """There is no such case, or the actor may not know that there is."""

    code = "cases.unknown"
    sentence = "没有找到这个办件，请核对办件编号。"


class DraftUnknown(NotFound):
    """There is no such draft, or it is somebody else's, or it was handed in already."""

    code = "cases.draft_unknown"
    sentence = "没有找到这份草稿，可能已经提交或删除。"


class WordsTooLong(Invalid):
    """A text is longer than its place on the paper."""

    code = "cases.words_too_long"


class MaterialUnknown(NotFound):
    """The case has no such material."""

    code = "cases.material_unknown"
    sentence = "这个办件没有这项材料，请刷新页面后再试。"


def locked(actor: Actor, number: str, *, version: int | None = None) -> Case:
    """The case, held until the transaction ends.

    `version` is the one the actor looked at; if somebody changed the case since, `Stale`.
    """
    found = Case.objects.submitted().filter(perms.known_cases(actor), number=number)
    case = found.select_for_update(of=("self",)).first()
    if case is None:
        raise CaseUnknown
    if version is not None and version != case.version:
        raise Stale
    _require_free(actor, case)
    return case


def _require_free(actor: Actor, case: Case) -> None:
    """Decline with `HeldByAnother` what others have claimed of all that waits for the actor."""
    if not actor.is_staff:
        return
    own = [task for task in case.tasks.open() if perms.is_for(actor, task)]
    if own and all(task.holder not in (None, actor.account) for task in own):
        raise HeldByAnother(f"这件由{own[0].holder_name}认领。请他退回，或者请负责人改派给您。")


def locked_draft(actor: Actor, draft_id: UUID) -> Case:
    """The draft, held until the transaction ends, if the actor may change it."""
    found = Case.objects.drafts().filter(perms.visible_drafts(actor), pk=draft_id)
    draft = found.select_for_update(of=("self",)).first()
    if draft is None:
        raise DraftUnknown
    require(perms.may_edit_draft(actor, draft))
    return draft


def named(case_ref: str) -> Q:
    """Which case or draft is meant by a number or an id."""
    try:
        return Q(pk=UUID(case_ref))
    except ValueError:
        return Q(number=case_ref)


def fitting(words: str, most: int, field: str) -> str:
    """The words without blanks around them; declined with `WordsTooLong` above `most`."""
    kept = words.replace("\x00", "").strip()
    if len(kept) > most:
        raise WordsTooLong(fields={field: f"最多写 {most} 个字，现在有 {len(kept)} 个。"})
    return kept


def keep(case: Case, now: datetime) -> None:
    """Save the case as its next version."""
    case.version += 1
    case.changed_at = now
    case.acts_on = None  # the next sweep asks the calendar again
    if case.number and case.search is None:
        case.search = finding.words_of(case)
    case.save()
    tasks.follow(case)


def note(
    case: Case,
    actor: Actor,
    step: rules.Step,
    *,
    before: str,
    now: datetime,
    words: str = "",
    task: str = "",
    outcome: str = "",
    post: Post | None = None,
) -> CaseStep:
    """Add the step to the trail of the case, with the post by which it was taken."""
    if post is None and actor.is_staff:
        post = perms.post_for(actor, case, *rules.who_may(step), "clerk")
        post = post or actor.post_for(Role.AGENT_WORKER)
    if actor.is_staff and actor.account:
        typed = case.desk_notes.filter(account=actor.account)
        (typed.filter(form="opinion") if task else typed.exclude(form="opinion")).delete()
    return CaseStep.objects.create(
        case=case,
        step=step,
        at=now,
        before=before,
        after=case.state,
        actor_kind=actor.kind,
        actor_name="" if actor.is_person else _signed(actor, post)[:64],
        actor_post=f"{post.unit}/{post.role}" if post else "",
        task=task,
        outcome=outcome,
        words=words,
    )


def _signed(actor: Actor, post: Post | None) -> str:
    """Whoever stands in for a colleague signs with both names."""
    return f"{actor.name}（代{post.deputy_for}）" if post and post.deputy_for else actor.name


def close(case: Case, kind: rules.FinishKind, reason: str, now: datetime) -> None:
    """Set what every closed case has; the caller keeps it."""
    case.finish_kind = kind
    case.finish_reason = reason
    case.concluded_at = now
    case.next_due_on = None
    wait_for(case, "", "", "", now=now)


def wait_for(
    case: Case, role: str, key: str, title: str, *, now: datetime, due_on: date | None = None
) -> None:
    """Say which post has to act next, and by when if that changes.

    Whoever was waited for until now is not any more.  Without a role nobody at a desk is: the
    applicant has to act, or a job.
    """
    case.waiting_role, case.waiting_key, case.waiting_title = role, key, title
    if due_on is not None:
        case.next_due_on = due_on
    posts = (tasks.Opening.of(case, role, key, title),) if role else ()
    tasks.renew(case, posts, now)


def set_clock(case: Case, derived: rules.Clock, *, back_on: date | None = None) -> None:
    """Store both limits with their derivations.

    A held clock names no day: the last ones known stay, and somebody has to act when the special
    procedure should be over, on `back_on` if that was said.
    """
    held = derived.promised.due_on is None
    case.due_on = derived.promised.due_on or case.due_on
    if derived.legal is not None:
        case.legal_due_on = derived.legal.due_on or case.legal_due_on
    first = min(day for day in (case.due_on, case.legal_due_on) if day)
    case.next_due_on = back_on if held and back_on else first
    case.clock = {
        "promised": derived.promised.as_json(),
        "legal": derived.legal.as_json() if derived.legal else [],
        "held": held,
        "remaining": derived.promised.remaining,
        "guessed": list(derived.promised.guessed),
    }


def stop_clock(
    case: Case, kind: rules.StopKind, name: str, reason: str, now: datetime
) -> ClockStop:
    """Note that the clock is held from today on."""
    return ClockStop.objects.create(
        case=case,
        kind=kind,
        name=name,
        holds=True,
        from_on=timezone.localdate(now),
        reason=reason,
    )


def run_clock(case: Case, kind: rules.StopKind, until_on: date) -> None:
    """Note that the clock runs on after that day."""
    case.stops.filter(kind=kind, until_on=None).update(until_on=until_on)


def material_of(case: Case, key: str) -> CaseMaterial:
    """The material of that key, held until the transaction ends."""
    material = case.materials.select_for_update().filter(key=key).first()
    if material is None:
        raise MaterialUnknown
    return material
