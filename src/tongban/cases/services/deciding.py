"""Which of the open tasks an actor answers, and whether he has seen what he answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.base.errors import Forbidden, Stale, require
from tongban.cases import perms, rules
from tongban.cases.models import CaseTask
from tongban.processes.rules import TaskNotWaiting

if TYPE_CHECKING:
    from tongban.base.actors import Actor, Post
    from tongban.cases.models import Case

_STEPS = {"grant": rules.Step.GRANT, "deny": rules.Step.DENY}


def task_for(
    case: Case, actor: Actor, task_key: str, branch: str | None, outcome: str
) -> tuple[CaseTask, Post | None]:
    """The open task that is meant, and the post by which the actor answers it.

    Declined with `Forbidden` for whoever was never asked, with `TaskNotWaiting` when it is
    answered already, and with `StepNotAllowed` where the state allows no answer.
    """
    step = _STEPS.get(outcome, rules.Step.FORWARD)
    _require_running(case, actor, step)
    rows = case.tasks.filter(key=task_key).order_by("id")
    if branch is not None:
        rows = rows.filter(branch=branch)
    mine = [(task, post) for task in rows if (post := perms.post_at(actor, task))]
    for task, post in mine:
        if task.closed_at is None:
            require(post.role in rules.who_may(step, on_the_spot=case.process == "spot"))
            return task, post
    if mine and not _asked_elsewhere(case, actor):
        raise TaskNotWaiting
    raise Forbidden


def seen_task(
    case: Case,
    actor: Actor,
    task_key: str,
    branch: str | None,
    *,
    outcome: str,
    version: int | None,
) -> tuple[CaseTask, Post | None]:
    """The same for whoever looked at `version` of the case: `Stale` if it went on without him."""
    try:
        task, post = task_for(case, actor, task_key, branch, outcome)
    except (Forbidden, rules.StepNotAllowed):
        asked = case.tasks.filter(key=task_key)
        is_old = version not in (None, case.version)
        if is_old and any(perms.post_at(actor, task) for task in asked):
            raise Stale from None
        raise
    require_fresh(case, task, version)
    return task, post


def _require_running(case: Case, actor: Actor, step: rules.Step) -> None:
    """While a case is held or decided, whoever could answer is told so."""
    if case.state in rules.RUNNING:
        return
    asked = case.tasks.filter(key__gt="").exclude(key="advice")
    require(perms.may_take(actor, case, step) or any(perms.post_at(actor, task) for task in asked))
    rules.next_state(rules.State(case.state), step)


def _asked_elsewhere(case: Case, actor: Actor) -> bool:
    """Whether another post of the same department is asked now: the case has gone on there."""
    units = {task.unit for task in case.tasks.open()}
    own = {post.unit for post in actor.posts}
    joint = case.tasks.open().filter(joint=True).exists()
    return not joint and bool(units & own)


def require_fresh(case: Case, task: CaseTask, version: int | None) -> None:
    """Decline what was decided upon an older case.

    Beside others one's own task is what counts: that they answered meanwhile changes nothing in
    what was asked, so nobody has to type an opinion twice.
    """
    if version is None or version == case.version:
        return
    if not (task.joint and task.since_version <= version):
        raise Stale
