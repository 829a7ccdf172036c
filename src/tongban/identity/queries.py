"""Reads of subjects and accounts.

What is read here in clear has been recorded first by the caller, through `access.services`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from tongban.base import prepared
from tongban.base.actors import Actor, ActorKind
from tongban.base.errors import NotFound
from tongban.identity import rules
from tongban.identity.models import Account, Subject, keyed_indexes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
    from uuid import UUID


_SEALED = tuple(f"subject__{name}" for name in ("number", "name", "phone", "email", "address"))


class SubjectUnknown(NotFound):
    """No subject has this id."""

    code = "identity.subject_unknown"
    sentence = "没有找到这个办事人。"


class AccountUnknown(NotFound):
    """No account has this id."""

    code = "identity.account_unknown"
    sentence = "没有找到这个账号。"


@dataclass(frozen=True, slots=True)
class MaskedSubject:
    """What may be shown of a subject without a reason."""

    id: UUID
    kind: str
    name: str
    number: str
    number_type: str
    number_type_label: str
    phone: str
    level: int


@dataclass(frozen=True, slots=True)
class SubjectCard:
    """A subject in clear; whoever asks has recorded the access."""

    id: UUID
    kind: str
    name: str
    number: str
    number_type: str
    phone: str
    email: str
    address: str
    masked_name: str
    masked_number: str
    level: int
    birth_on: date | None
    sex: rules.Sex

    @property
    def is_natural(self) -> bool:
        return self.kind == rules.Kind.NATURAL


@dataclass(frozen=True, slots=True)
class UsingAccount:
    """An account as the counter and its owner may see it."""

    id: int
    confirmed: bool
    name: str
    same_name: bool
    number: str
    phone: str
    opened_at: datetime
    must_change_password: bool


def subject(id: UUID) -> SubjectCard:  # noqa: A002 - the name of the column
    """The subject in clear, or `SubjectUnknown`."""
    found = Subject.objects.filter(id=id).first()
    if found is None:
        raise SubjectUnknown
    return _card(found)


def subjects(ids: Iterable[UUID]) -> dict[UUID, SubjectCard]:
    """Many subjects in clear, by id, with one query."""
    return {one.id: _card(one) for one in prepared.having(Subject, "id", set(ids))}


def masked(id: UUID) -> MaskedSubject:  # noqa: A002 - the name of the column
    """The subject as anybody at work may see it, or `SubjectUnknown`."""
    found = Subject.objects.filter(id=id).first()
    if found is None:
        raise SubjectUnknown
    return _masked(found)


def masked_many(ids: Iterable[UUID]) -> dict[UUID, MaskedSubject]:
    """Many masked subjects, by id, with one query."""
    return {one.id: _masked(one) for one in Subject.objects.filter(id__in=set(ids)).order_by("id")}


def masked_names(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The names alone, masked, for lists: nothing else is opened."""
    rows = Subject.objects.filter(id__in=set(ids)).only("id", "kind", "name").order_by("id")
    return {one.id: _shown_name(one) for one in rows}


def find_by_number(number_type: str, number: str) -> UUID | None:
    """The subject with this number, however it is written; None if there is none."""
    rows = Subject.objects.numbered(number_type, rules.normalised(number))
    return rows.values_list("id", flat=True).first()


def found_by_numbers(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[UUID, str]]:
    """Id and name of the subjects with these types and numbers, as kept, with few queries."""
    sought: dict[bytes, tuple[str, str]] = {}
    for number_type, number in pairs:
        for index in keyed_indexes(f"number:{number_type}", number):
            sought[index] = (number_type, number)
    indexes = list(sought)
    found: dict[tuple[str, str], tuple[UUID, str]] = {}
    for at in range(0, len(indexes), 1_000):
        rows = Subject.objects.filter(number_index__in=indexes[at : at + 1_000]).order_by("id")
        for one in rows.only("id", "name", "number_index"):
            found[sought[bytes(one.number_index)]] = (one.id, one.name)
    return found


def account(id: int) -> Account:  # noqa: A002 - the name of the column
    """The account, or `AccountUnknown`."""
    found = Account.objects.filter(id=id).first()
    if found is None:
        raise AccountUnknown
    return found


def account_names(ids: Iterable[int]) -> dict[int, str]:
    """The names under which members of staff are shown."""
    rows = Account.objects.filter(pk__in=list(ids), realm=rules.Realm.STAFF)
    return dict(rows.order_by("pk").values_list("pk", "display_name"))


def account_of(subject_id: UUID) -> Account | None:
    """The account a person signs in with, if he has one."""
    return Account.objects.select_related("subject").filter(subject_id=subject_id).first()


def account_for_session(id: int) -> Account | None:  # noqa: A002 - the name of the column
    """The account of a session with what is needed of its subject, in one query; None if closed."""
    rows = Account.objects.select_related("subject").defer(*_SEALED)
    return rows.filter(id=id, is_active=True).first()


def is_confirmed(account: Account) -> bool:
    """Whether it is known well enough whose account it is, so that it acts for him online."""
    return account.subject is not None and rules.may_act_online(account.subject.level)


def using(number_type: str, number: str) -> Q:
    """The people's accounts that use a number: its owner's, and those that claim it."""
    indexes = keyed_indexes(f"number:{number_type}", rules.normalised(number))
    used = Q(subject__number_index__in=indexes) | Q(claim__number_index__in=indexes)
    return used & Q(realm=rules.Realm.PUBLIC, is_active=True)


def accounts_using(number_type: str, number: str, *, name: str) -> tuple[UsingAccount, ...]:
    """For the counter: these accounts, and whether each says the name of the document."""
    rows = Account.objects.select_related("subject", "claim").order_by("id")
    return tuple(_using(one, name) for one in rows.filter(using(number_type, number)))


def own_account(actor: Actor) -> UsingAccount | None:
    """The account of the person at the keyboard, confirmed or not."""
    if not actor.is_person or actor.account is None:
        return None
    found = Account.objects.select_related("subject", "claim").filter(id=actor.account).first()
    return _using(found, "") if found else None


def account_named(identifier: str, *, realm: str) -> Account | None:
    """The account somebody means who signs in: user name, e-mail, telephone or identity number.

    Two queries, whatever was typed; None if no account of the realm answers to it, or two do.
    """
    text = rules.normalised(identifier)
    indexes = [
        index
        for number_type in sorted(rules.NATURAL_TYPES)
        for index in keyed_indexes(f"number:{number_type}", text)
    ]
    person = Subject.objects.filter(number_index__in=indexes).values_list("id", flat=True).first()
    means = (
        Q(username=identifier.strip().lower())
        | Q(email_index__in=keyed_indexes("email", text))
        | Q(phone_index__in=keyed_indexes("phone", text.removeprefix("+86")))
    )
    if person is not None:
        means |= Q(subject_id=person)
    rows = list(Account.objects.filter(means, realm=realm).order_by("id")[:2])
    return rows[0] if len(rows) == 1 else None


def actor_behind(account: Account) -> Actor:
    """The actor of a sign-in or a change of password: the account itself, without posts."""
    staff = account.realm == rules.Realm.STAFF
    return Actor(
        kind=ActorKind.STAFF if staff else ActorKind.PERSON,
        account=account.pk,
        subject=account.subject_id,
        principal=account.subject_id,
        name=account.display_name,
    )


def _using(found: Account, name: str) -> UsingAccount:
    said = found.subject or getattr(found, "claim", None)
    return UsingAccount(
        id=found.pk,
        confirmed=is_confirmed(found),
        name=rules.mask_name(found.display_name),
        same_name=found.display_name == rules.check_name(name) if name else True,
        number=rules.mask_number(said.number, said.number_type) if said else "",
        phone=rules.mask_phone(said.phone) if said else "",
        opened_at=found.created_at,
        must_change_password=found.must_change_password,
    )


def _card(found: Subject) -> SubjectCard:
    birth_on, sex = rules.read_off(found.number_type, found.number)
    return SubjectCard(
        id=found.id,
        kind=found.kind,
        name=found.name,
        number=found.number,
        number_type=found.number_type,
        phone=found.phone,
        email=found.email,
        address=found.address,
        masked_name=_shown_name(found),
        masked_number=rules.mask_number(found.number, found.number_type),
        level=found.level,
        birth_on=birth_on,
        sex=sex,
    )


def _masked(found: Subject) -> MaskedSubject:
    return MaskedSubject(
        id=found.id,
        kind=found.kind,
        name=_shown_name(found),
        number=rules.mask_number(found.number, found.number_type),
        number_type=found.number_type,
        number_type_label=rules.number_type_label(found.number_type),
        phone=rules.mask_phone(found.phone),
        level=found.level,
    )


def _shown_name(found: Subject) -> str:
    """The name of an enterprise is public; that of a person is masked."""
    return found.name if found.kind == rules.Kind.LEGAL else rules.mask_name(found.name)
