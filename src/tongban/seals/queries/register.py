"""Reads of seals: lists, one seal with its life, and how it stood at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Case, Q, When

from tongban.base import clock
from tongban.base.paging import Page, keyset
from tongban.seals import perms
from tongban.seals.models import Authorisation, Seal, SealCounter, SealHistory, SealVersion
from tongban.seals.rules import states
from tongban.seals.rules.pictures import KIND_LABELS, Kind
from tongban.seals.rules.states import LABELS, State, Step
from tongban.seals.rules.uses import SealUnknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from tongban.base.actors import Actor

HEAVY = (
    "picture",
    "version__picture",
    "version__structure",
    "version__certificate",
    "version__pages_certificates",
    "version__maker_certificate",
)
SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Row:
    """A seal as lists and other houses see it."""

    code: str
    unit: str
    unit_name: str
    title: str
    kind: Kind
    state: State
    width_mm: int
    height_mm: int
    version: int | None
    valid_until: datetime | None
    expired: bool
    days_left: int | None

    @property
    def state_label(self) -> str:
        return LABELS[self.state]

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def is_usable(self) -> bool:
        """Whether it is in use and its certificate is valid."""
        return self.state is State.ACTIVE and not self.expired

    @property
    def ends_soon(self) -> bool:
        return self.days_left is not None and self.days_left <= SOON_DAYS


@dataclass(frozen=True, slots=True)
class Used:
    """How often a seal was used."""

    in_all: int
    this_hour: int


def seals(actor: Actor, *, state: str = "", after: str = "", limit: int = 50) -> Page[Row]:
    """The seals of the actor's offices, by code."""
    rows = light(Seal.objects.filter(perms.visible_to(actor)))
    if state:
        rows = rows.filter(state=state)
    page = keyset(rows, by=("code",), after=after, limit=limit)
    now = clock.now()
    return page.map(lambda found: row(found, now))


def seal(actor: Actor, code: str) -> Seal:
    """One seal of the actor's offices; any other is `SealUnknown`."""
    found = light(Seal.objects.filter(perms.visible_to(actor), code=code)).first()
    if found is None:
        raise SealUnknown
    return found


def for_change(actor: Actor, code: str) -> Seal:
    """The seal, locked; whoever uses it waits until the change is done, and the other way round."""
    rows = Seal.objects.filter(perms.visible_to(actor), code=code)
    found = rows.select_for_update(of=("self",)).select_related("unit", "version").first()
    if found is None:
        raise SealUnknown
    return found


def entrusted(seal_id: UUID, account: int, document_kind: str, now: datetime) -> bool:
    """Whether an account may use a seal on such documents now."""
    rows = Authorisation.objects.filter(
        in_force(now),
        seal_id=seal_id,
        account_id=account,
        document_kinds__contains=[document_kind],
    )
    return rows.exists()


def in_force(now: datetime) -> Q:
    """Authorisations that count at a moment."""
    ended = Q(until_at=None) | Q(until_at__gt=now)
    return Q(since_at__lte=now, withdrawn_at=None) & ended


def seal_for(unit: str, document_kind: str, job: str) -> Row | None:
    """The seal that a job would use on such documents of an office, or None."""
    now = clock.now()
    given = Authorisation.objects.filter(
        in_force(now), job=job, document_kinds__contains=[document_kind]
    )
    in_use_first = Case(When(state=State.ACTIVE, then=0), default=1)
    rows = Seal.objects.filter(unit__key=unit, pk__in=given.values("seal"))
    found = light(rows.order_by(in_use_first, "code")).first()
    return None if found is None else row(found, now)


def picture(actor: Actor, code: str) -> bytes:
    """The picture that was applied for, or `SealUnknown`."""
    rows = Seal.objects.filter(perms.visible_to(actor), code=code)
    found = rows.values_list("picture", flat=True).first()
    if found is None:
        raise SealUnknown
    return bytes(found)


def version_picture(actor: Actor, code: str, number: int) -> bytes:
    """The picture of one version, or `SealUnknown`."""
    held = Seal.objects.filter(perms.visible_to(actor), code=code)
    rows = SealVersion.objects.filter(seal__in=held, number=number)
    found = rows.values_list("picture", flat=True).first()
    if found is None:
        raise SealUnknown
    return bytes(found)


def versions(found: Seal) -> tuple[SealVersion, ...]:
    """The versions of a seal that the actor was shown, the newest first."""
    rows = SealVersion.objects.filter(seal=found).defer("picture", "structure")
    return tuple(rows.order_by("-number"))


def keys_waiting(found: Seal) -> bool:
    """Whether keys of a seal that the actor was shown wait for their certificates."""
    return found.versions.filter(made_at=None).exists()


def used(found: Seal, now: datetime) -> Used:
    """How often a seal that the actor was shown was used, in all and in this hour."""
    counter = SealCounter.objects.get(seal=found)
    begun = now.replace(minute=0, second=0, microsecond=0)
    return Used(counter.last, counter.used if counter.hour >= begun else 0)


def history(found: Seal) -> tuple[SealHistory, ...]:
    """What happened to a seal that the actor was shown, the newest first."""
    return tuple(found.history.order_by("-id"))


def authorisations(found: Seal) -> tuple[Authorisation, ...]:
    """Who may use a seal that the actor was shown, and who might; the newest first."""
    return tuple(found.authorisations.select_related("account").order_by("-id"))


def steps_open_to(actor: Actor, found: Seal) -> frozenset[Step]:
    """The steps that the actor may take with the seal now."""
    possible = states.steps_from(State(found.state))
    allowed = {
        Step.PASS: perms.may_examine(actor, found) and found.applied_by != actor.account,
        Step.AUTHORISE: perms.may_entrust(actor, found),
        Step.WITHDRAW: perms.may_entrust(actor, found),
        Step.LIMIT: perms.may_entrust(actor, found),
        Step.SUSPEND: perms.may_stop(actor, found),
        Step.RESUME: perms.may_stop(actor, found),
        Step.USE: perms.may_order(actor, found),
    }
    allowed[Step.DECLINE] = allowed[Step.PASS]
    keeping = perms.may_keep(actor, found)
    return frozenset(step for step in possible if allowed.get(step, keeping))


def status_at(code: str, at: datetime) -> states.SealStatus | None:
    """How a seal of this node stood at a moment (正常, 停用, 注销, 过期); public.

    None for a seal that is not ours or was not in use yet: nobody can say more than that.
    """
    rows = SealHistory.objects.filter(seal__code=code, at__lte=at).order_by("id")
    found = list(rows.values_list("at", "after", "valid_until"))
    ends = [valid_until for _, _, valid_until in found if valid_until is not None]
    lived = [states.Moment(moment, State(after)) for moment, after, _ in found]
    return states.standing(lived, at=at, valid_until=ends[-1] if ends else None)


def row(found: Seal, now: datetime) -> Row:
    """The seal as lists show it."""
    version = found.version
    ends = version.valid_until if version is not None else None
    return Row(
        code=found.code,
        unit=found.unit.key,
        unit_name=found.unit.name,
        title=found.title,
        kind=Kind(found.kind),
        state=State(found.state),
        width_mm=found.width_mm,
        height_mm=found.height_mm,
        version=version.number if version is not None else None,
        valid_until=ends,
        expired=version is not None and version.is_over(now),
        days_left=None if ends is None else max(0, (ends - now).days),
    )


def light(rows: QuerySet[Seal]) -> QuerySet[Seal]:
    """With office and version, without pictures and certificates."""
    return rows.select_related("unit", "version").defer(*HEAVY)


def rows_of(codes: Sequence[str]) -> dict[str, Row]:
    """Seals by their codes; for houses above that show whose seal is on a document."""
    now = clock.now()
    found = light(Seal.objects.filter(code__in=tuple(codes)))
    return {each.code: row(each, now) for each in found}
