"""At the counter: the whole thing accepted at once, one notice for all, all refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from tongban.base import audit, outbox
from tongban.base.errors import require
from tongban.cases import events, perms
from tongban.cases.queries.bundles import calendar_for
from tongban.cases.rules import bundles as rules
from tongban.cases.rules import papers
from tongban.cases.rules.bundles import (
    AlreadyAccepted,
    BundleState,
    NotRunning,
    SecondCollectedNotice,
)
from tongban.cases.rules.intake import NothingAsked
from tongban.cases.rules.materials import Verdict
from tongban.cases.rules.states import State
from tongban.cases.services import intake, noticing, together
from tongban.cases.services.bundles import following, ground, starting
from tongban.cases.services.bundles.papers import add
from tongban.items.rules import things

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Bundle, BundleMaterial, Case

BEFORE = frozenset({State.SUBMITTED, State.PRECHECKED})


@transaction.atomic
def accept_bundle(
    *, actor: Actor, number: str, now: datetime, version: int | None = None
) -> Bundle:
    """Accept the thing: every case that has begun, at once; those still to begin follow by it.

    Declined with `CheckNotFinished` while a material was not looked at or found wrong, or with
    what the acceptance of one case is declined with: nothing is written then.  By a setting the
    sound cases are accepted and the others held.
    """
    bundle = _open(actor, number, version)
    if bundle.accepted_at is not None:
        raise AlreadyAccepted
    waiting = [case for case in ground.cases_of(bundle).values() if case.state in BEFORE]
    sound = [case for case in waiting if _is_sound(bundle, case)]
    whole = settings.TONGBAN.bundle_acceptance == together.WHOLE
    if not sound or (whole and (len(sound) < len(waiting) or _unseen(bundle))):
        raise intake.CheckNotFinished
    if whole and any(c.state == State.CORRECTION for c in ground.cases_of(bundle).values()):
        raise intake.CheckNotFinished
    if len(sound) == len(waiting):
        _promise(bundle, now)
    ground.keep(bundle, now)
    for case in sound:
        starting.judge(bundle, case)
        intake.accept(actor=actor, number=str(case.number), now=now)
    following.follow(bundle, now)
    audit.record(
        actor, events.BundleAccepted.name, number, at=now,
        promised_on=str(bundle.promised_on), cases=[str(case.number) for case in sound],
    )  # fmt: skip
    outbox.publish(events.BundleAccepted(number=number))
    return bundle


def _open(actor: Actor, number: str, version: int | None) -> Bundle:
    bundle = ground.locked(actor, number, version=version)
    require(perms.may_take_bundle(actor, bundle))
    if bundle.state != BundleState.RUNNING:
        raise NotRunning
    return bundle


def _unseen(bundle: Bundle) -> bool:
    rows = bundle.materials.exclude(source="").exclude(verdict=Verdict.GOOD)
    return rows.filter(fed_by="").exists()


def _is_sound(bundle: Bundle, case: Case) -> bool:
    """Whether everything that came in for the case was found good."""
    used = [one for one in bundle.materials.filter(fed_by="") if _uses(one, case.member)]
    return all(one.verdict == Verdict.GOOD for one in used if one.source)


def _uses(material: BundleMaterial, member: str) -> bool:
    return any(one == member for one, _ in material.used_by)


def _promise(bundle: Bundle, now: datetime) -> None:
    """The one promised day over the graph of the chosen members, from today on."""
    way = things.way(ground.thing_of(bundle))
    today = timezone.localdate(now)
    bundle.accepted_at = now
    bundle.promised_on, lines = rules.promised_day(
        today, way.days, way.lines, calendar=calendar_for(bundle.region, today)
    )
    bundle.derivation = lines


@transaction.atomic
def ask_bundle(*, actor: Actor, number: str, now: datetime, version: int | None = None) -> Bundle:
    """Tell the applicant once, in one notice, everything that any department wants corrected.

    What the clerk found wrong is what is asked.  Declined with `NothingAsked`,
    `SecondCollectedNotice`, or what the notice of one case is declined with.
    """
    bundle = _open(actor, number, version)
    if bundle.noticed_at is not None:
        raise SecondCollectedNotice
    if bundle.accepted_at is not None:
        raise AlreadyAccepted
    wrong = list(bundle.materials.filter(verdict=Verdict.WRONG).order_by("seq"))
    if not wrong:
        raise NothingAsked
    for row in wrong:
        row.asked, row.brought_on = row.remark, None
        row.save(update_fields=["asked", "brought_on"])
    bundle.noticed_at = now
    ground.keep(bundle, now)
    dues = [_ask(actor, case, wrong, now) for case in _waiting(bundle)]
    _notice(bundle, wrong, [due for due in dues if due], actor, now)
    keys = [row.key for row in wrong]
    audit.record(actor, events.BundleCorrectionAsked.name, number, at=now, keys=keys)
    outbox.publish(events.BundleCorrectionAsked(number=number))
    return bundle


def _waiting(bundle: Bundle) -> list[Case]:
    return [case for case in ground.cases_of(bundle).values() if case.state in BEFORE]


def _ask(actor: Actor, case: Case, wrong: list[BundleMaterial], now: datetime) -> object:
    requests = [
        noticing.Request(key, row.asked)
        for row in wrong
        for member, key in row.used_by
        if member == case.member
    ]
    if not requests:
        return None
    asked = noticing.ask_supplement(
        actor=actor, number=str(case.number), requests=requests, now=now
    )
    return asked.correction_due_on


def _notice(
    bundle: Bundle,
    wrong: Sequence[BundleMaterial],
    dues: Sequence[object],
    actor: Actor,
    now: datetime,
) -> None:
    names = {row.key: row.name for row in bundle.members.all()}
    requests = tuple(
        papers.CorrectionRequest(
            material=f"{row.name}（{'、'.join(dict.fromkeys(names[m] for m, _ in row.used_by))}）",
            wrong=row.asked,
            standard="符合办事指南的要求；改好一次，用到它的事项都不用再交",
        )
        for row in wrong
    )
    add(
        bundle, papers.Correction, actor=actor, now=now,
        applied_on=timezone.localdate(bundle.submitted_at or now),
        asked_on=timezone.localdate(now), requests=requests,
        reply_by=min(dues, default=None),  # type: ignore[type-var]
        ways="登录本平台“我的办件”，在这件事的页面里一次补正；也可以带材料到窗口补正。",
    )  # fmt: skip


@transaction.atomic
def refuse_bundle(
    *,
    actor: Actor,
    number: str,
    reasons: Sequence[str],
    now: datetime,
    version: int | None = None,
) -> Bundle:
    """Decide not to take the thing in: every case that has begun is refused, none will begin."""
    bundle = _open(actor, number, version)
    if bundle.accepted_at is not None:
        raise AlreadyAccepted
    for case in _waiting(bundle):
        intake.refuse(actor=actor, number=str(case.number), reasons=reasons, now=now)
    following.follow(bundle, now)
    audit.record(actor, events.BUNDLE_REFUSED, number, at=now, reasons=len(reasons))
    return bundle
