"""What the applicant promises in writing before he is accepted: 告知承诺 and 容缺承诺.

A promise is a choice: the normal way stays open.  The words that were shown are frozen with the
account and the moment of the signature; on paper it is the account of who took it in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import require
from tongban.cases import events, perms, rules
from tongban.cases.models import CasePromise
from tongban.cases.queries.facts import definition_of, handed_in
from tongban.cases.rules import AcceptForm, promises
from tongban.cases.rules.materials import Source
from tongban.cases.services import broken, ground

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import Case, CaseMaterial
    from tongban.items.rules import ItemDefinition

ONLINE, PAPER = "online", "paper"


@transaction.atomic
def choose_promise(*, actor: Actor, draft_id: UUID, chosen: bool, now: datetime) -> Case:
    """Choose to be decided on a promise, or the normal way again; the latter is always open.

    Declined with `PromiseNotOffered` or `PromiseBarred`.
    """
    draft = ground.locked_draft(actor, draft_id)
    definition = definition_of(draft)
    if chosen:
        if definition.promise is None:
            raise rules.PromiseNotOffered
        broken.not_barred(draft.applicant_id)
        draft.accept_form = AcceptForm.PROMISE
        cover(draft, definition)
    else:
        draft.accept_form = AcceptForm.NORMAL
        uncover(draft)
        draft.promises.filter(kind=AcceptForm.PROMISE).delete()
    ground.keep(draft, now)
    audit.record(actor, events.PROMISE_CHOSEN, str(draft.pk), at=now, chosen=chosen)
    return draft


@transaction.atomic
def sign_promise(*, actor: Actor, draft_id: UUID, now: datetime) -> CasePromise:
    """Sign the 承诺书 below the 告知书 that was shown; its words are frozen.

    Declined with `PromiseNotOffered` unless the promise was chosen, with `PromiseBarred`.
    """
    draft = ground.locked_draft(actor, draft_id)
    definition = definition_of(draft)
    if draft.accept_form != AcceptForm.PROMISE or definition.promise is None:
        raise rules.PromiseNotOffered
    broken.not_barred(draft.applicant_id)
    terms = promises.notice(definition)
    signed = _signed(draft, AcceptForm.PROMISE, terms, actor, now)
    ground.keep(draft, now)
    audit.record(actor, events.PROMISE_SIGNED, str(draft.pk), at=now, kind="promise")
    return signed


@transaction.atomic
def promise_gap(
    *, actor: Actor, draft_id: UUID | None = None, number: str = "", now: datetime
) -> CasePromise:
    """Promise to bring the tolerable materials that are missing now (容缺承诺).

    For a draft, or for a case that has not been accepted.  Declined with `PromiseBarred`, or with
    `NothingAsked` when nothing that may follow is missing.
    """
    if draft_id is not None:
        case = ground.locked_draft(actor, draft_id)
    else:
        case = ground.locked(actor, number)
        require(perms.may_take(actor, case, rules.Step.SUPPLEMENT))
        rules.next_state(rules.State(case.state), rules.Step.ACCEPT)
    broken.not_barred(case.applicant_id)
    rows = missing(case)
    if not rows:
        raise rules.NothingAsked("没有需要后补的材料，不用签容缺承诺书。")
    terms = promises.gap([(row.key, row.name) for row in rows])
    signed = _signed(case, AcceptForm.GAP, terms, actor, now)
    ground.keep(case, now)
    audit.record(actor, events.PROMISE_SIGNED, case.number or str(case.pk), at=now, kind="gap")
    return signed


def missing(case: Case) -> list[CaseMaterial]:
    """The materials that may follow and are not there."""
    rows = list(case.materials.order_by("seq"))
    return [row for row, seen in zip(rows, handed_in(rows), strict=True) if rules.may_follow(seen)]


def standing(case: Case, kind: str) -> CasePromise | None:
    """The promise of this kind that the applicant stands by."""
    return case.promises.filter(kind=kind, taken_back_at=None).first()


def cover(case: Case, definition: ItemDefinition) -> None:
    """Let the promise stand for the materials it replaces and that nobody handed in."""
    if definition.promise is None:
        return
    covered = case.materials.filter(key__in=definition.promise.replaces, source="")
    covered.update(source=Source.PROMISE, trust="D")


def uncover(case: Case) -> None:
    """Let the materials be owed again that a promise stood for."""
    case.materials.filter(source=Source.PROMISE).update(source="", trust="", verdict="")


def put_on_the_spot(case: Case) -> None:
    """Let a case that was promised for be decided where it is accepted (告知承诺，当场决定)."""
    if case.accept_form == AcceptForm.PROMISE:
        case.kind, case.process = rules.CaseKind.ON_THE_SPOT, "spot"


def settle(case: Case, definition: ItemDefinition) -> CasePromise | None:
    """The signed promise of a case that is handed in now; declined with `PromiseUnsigned`."""
    if case.accept_form != AcceptForm.PROMISE:
        return None
    signed = standing(case, AcceptForm.PROMISE)
    if signed is None:
        raise rules.PromiseUnsigned
    broken.not_barred(case.applicant_id)
    cover(case, definition)
    return signed


def _signed(
    case: Case, kind: str, terms: dict[str, Any], actor: Actor, now: datetime
) -> CasePromise:
    """The signature; signed again, the newer words count."""
    case.promises.filter(kind=kind, taken_back_at=None).delete()
    return CasePromise.objects.create(
        case=case,
        kind=kind,
        terms=terms,
        way=PAPER if actor.is_staff else ONLINE,
        signed_by=actor.account,
        signed_by_name=actor.name if actor.is_staff else "",
        signed_at=now,
        unit=case.unit,
    )


__all__ = [
    "choose_promise",
    "cover",
    "missing",
    "promise_gap",
    "put_on_the_spot",
    "settle",
    "sign_promise",
    "standing",
    "uncover",
]
