"""Judging what is to be issued: holders, days, number, version and face."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection

from tongban.base import clock, numbering
from tongban.base.errors import Invalid, Refusal
from tongban.base.prepared import Statement
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.identity.rules import Sex
from tongban.licences import queries
from tongban.licences.models import Licence
from tongban.licences.rules import face_values, identifiers, metadata, numbers, states, validity

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from uuid import UUID

    from tongban.directory.models import Department
    from tongban.identity.queries import SubjectCard
    from tongban.licences.models import LicenceType

RENEWED = "有效期届满后换发"
REISSUED = "原证失效后重新颁发"
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 20161))"
_BEFORE = Statement(
    """
    SELECT id FROM licences_licence WHERE type_id = $1 AND issuer_id = $2
    AND number_index = ANY($3) ORDER BY version DESC LIMIT 1 FOR UPDATE
    """,
)
SEXES = {Sex.MALE: "男", Sex.FEMALE: "女"}


class TypeNotIssuable(Refusal):
    """The type has no code of its own yet, so no identifier can be formed."""

    code = "licences.type_not_issuable"
    sentence = "这种证照还没有类型代码，不能颁发。请先在证照类型中补充。"


class HolderUnfit(Invalid):
    """Nobody was named, or somebody whose kind of number the type does not take."""

    code = "licences.holder_unfit"
    sentence = "这种证照不能颁发给这类主体。"


class IssuerUnfit(Refusal):
    """The type names the departments that may issue it, and this is none of them."""

    code = "licences.issuer_unfit"
    sentence = "这个部门不能颁发这种证照，请看证照类型里可以颁发的部门。"


class NumberTaken(Refusal):
    """A licence of this type and number is still in force."""

    code = "licences.number_taken"
    sentence = "这个编号的证照仍然有效，不能重复颁发。"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks to have issued; `replaces` is the locked version it takes the place of.

    `issued_on` is there for what exists on paper already; `serial_head` begins a serial that is
    not an issuer's own.
    """

    type_key: str
    holders: tuple[UUID, ...]
    face: Mapping[str, str]
    issuer: str
    region: str
    valid_from: date
    valid_until: date | None
    case_number: str
    number: str
    now: datetime
    dedupe: str
    trust_grade: states.TrustGrade
    replaces: Licence | None = None
    because: str = ""
    issued_on: date | None = None
    serial_head: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """A wish that was judged as far as it can be before a number is taken."""

    wish: Wish
    kind: LicenceType
    office: Department
    region: str
    cards: tuple[SubjectCard, ...]
    number: str
    valid_until: date | None

    @property
    def today(self) -> date:
        return clock.day_of(self.wish.now)

    @property
    def issued_on(self) -> date:
        """Today, unless it was issued on paper before."""
        return self.wish.issued_on or self.today

    @property
    def holder(self) -> SubjectCard:
        return self.cards[0]


def judged(wish: Wish) -> Order:
    kind = queries.type_at(wish.type_key, wish.issued_on or clock.day_of(wish.now))
    if kind.type_code is None:
        raise TypeNotIssuable
    if kind.issuing_bodies and wish.issuer not in kind.issuing_bodies:
        raise IssuerUnfit
    cards = _cards(kind, wish.holders)
    office = directory.department_alone(wish.issuer)
    return Order(
        wish=wish,
        kind=kind,
        office=office,
        region=_region(office, wish.region),
        cards=cards,
        number=numbers.checked(wish.number) if wish.number.strip() else "",
        valid_until=validity.last_day(
            kind.validity, wish.valid_from, until=wish.valid_until, born_on=cards[0].birth_on
        ),
    )


def _region(office: Department, code: str) -> str:
    """The region of an issue, which is known where it is that of the office."""
    return code if code == office.region_id else directory.region(code).code


def _cards(kind: LicenceType, holders: tuple[UUID, ...]) -> tuple[SubjectCard, ...]:
    if not holders or len(set(holders)) != len(holders):
        raise HolderUnfit("请写明持证人，同一个人只写一次。")
    known = identity.subjects(holders)
    if len(known) != len(holders):
        raise identity.SubjectUnknown
    cards = tuple(known[holder] for holder in holders)
    if any(card.number_type not in kind.holder_code_types for card in cards):
        raise HolderUnfit
    return cards


def numbered(order: Order) -> tuple[metadata.Facts, Licence | None]:
    """Take the number, find the version before, form the identifier, and check the face."""
    number = order.number or _new_number(order)
    face = face_of(order, number)
    before = order.wish.replaces or _version_before(order, number)
    identifier = identifiers.build(
        type_code=str(order.kind.type_code),
        issuer_code=order.office.uscc,
        serial=before.serial if before else _new_serial(order),
        version=before.version + 1 if before else 1,
    )
    facts = metadata.Facts(
        identifier=identifier,
        type_name=order.kind.name,
        title=order.kind.name,
        number=number,
        issuer_name=order.office.name,
        issued_on=order.issued_on,
        valid_from=order.wish.valid_from,
        valid_until=order.valid_until,
        region=order.region,
        holders=tuple(metadata.Holder(c.name, c.number, c.number_type) for c in order.cards),
        defining_authority=order.kind.defining_authority,
        defining_authority_code=order.kind.defining_authority_code,
        face=face,
        change=_change(order.wish, before),
    )
    return facts, before


def _change(wish: Wish, before: Licence | None) -> dict[str, str]:
    if before is None:
        return {}
    again = RENEWED if before.state != states.State.ENDED else REISSUED
    because = wish.because or again
    return metadata.change(replaces=before.identifier, at=wish.now, reason=because)


def face_of(order: Order, number: str) -> dict[str, str]:
    """The whole face, checked; `face_values.FaceInvalid` names each wrong field."""
    fields = face_values.fields_of(order.kind.fields)
    face = face_values.filled(fields, order.wish.face, _known(order, number))
    face_values.check(fields, face)
    return face


def try_face(wish: Wish) -> None:
    """Raise what `issue` would raise because of the face, the holders or the type."""
    order = judged(wish)
    face_of(order, order.number)


def _known(order: Order, number: str) -> face_values.Known:
    holder = order.holder
    return face_values.Known(
        holder_name="、".join(card.name for card in order.cards),
        holder_number=holder.number,
        number_type=holder.number_type,
        sex=SEXES.get(holder.sex, ""),
        born_on=holder.birth_on,
        address=holder.address,
        issuer_name=order.office.name,
        number=number,
        issued_on=order.issued_on,
        valid_until=order.valid_until,
    )


def _new_number(order: Order) -> str:
    """The next number of the type in this region; without a gap, as the transaction decides."""
    pattern = order.kind.number_pattern
    period = str(order.today.year) if numbers.is_yearly(pattern) else ""
    counted = "{serial" in pattern
    series = f"licences.number:{order.kind.key}:{order.region}"
    source = numbers.Source(
        serial=numbering.next_number(series, period=period) if counted else 0,
        issued_on=order.issued_on,
        region=order.region,
        holder_number=order.holder.number,
        face={key: value.strip() for key, value in order.wish.face.items()},
    )
    return numbers.form(pattern, source)


def _new_serial(order: Order) -> str:
    """流水号: the year and a gap-free number, unique within type and issuer."""
    year, head = str(order.today.year), order.wish.serial_head
    series = f"licences.identifier:{order.kind.key}:{order.office.key}{head}"
    return f"{head}{year}{numbering.next_number(series, period=year):06d}"


def alone(word: str) -> None:
    """Wait until nobody else works under this word, and keep others waiting until we are done."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [word])


def _version_before(order: Order, number: str) -> Licence | None:
    indexes = queries.number_indexes(number)
    alone(f"licences.version:{order.kind.key}:{order.office.key}:{indexes[0].hex()}")
    found = _BEFORE.rows([order.kind.pk, order.office.pk, indexes])
    before = Licence.objects.get(pk=found[0][0]) if found else None
    over = {states.Standing.ENDED, states.Standing.EXPIRED}
    if before is not None and queries.standing(before, order.today) not in over:
        raise NumberTaken
    if before is not None and _has_newer(before):
        raise NumberTaken  # somebody changed it while we waited for the row
    return before


def _has_newer(before: Licence) -> bool:
    rows = Licence.objects.filter(type=before.type_id, issuer=before.issuer_id)
    return rows.filter(serial=before.serial, version__gt=before.version).exists()
