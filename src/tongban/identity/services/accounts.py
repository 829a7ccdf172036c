"""Making accounts and changing their passwords."""

from __future__ import annotations

import re
import secrets
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tongban.base import audit
from tongban.base.errors import Invalid, Refusal, require
from tongban.identity import events, perms, rules
from tongban.identity.models import Account, Claim, Subject, keyed_index
from tongban.identity.queries import AccountUnknown, SubjectUnknown

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor

_USERNAME = re.compile(r"[a-z][a-z0-9_.\-]{2,31}")
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_COMMON = "这个密码太常见，容易被猜到，请换一个。"


class UsernameInvalid(Invalid):
    """The user name could be taken for a number, or has other signs."""

    code = "identity.username_invalid"
    sentence = "用户名应当以小写字母开头，由小写字母、数字、点、横线组成，3到32位。"


class AccountExists(Refusal):
    """The user name, the person, the telephone number or the address has an account."""

    code = "identity.account_exists"
    sentence = "已有这样的账号：用户名、办事人、手机号码或邮箱重复。"


@transaction.atomic
def create_account(
    *,
    actor: Actor,
    username: str,
    realm: str,
    password: str,
    subject: UUID | None = None,
    display_name: str = "",
    email: str = "",
    must_change_password: bool | None = None,
    now: datetime,
) -> Account:
    """Make an account of staff, or one for a registered person.

    Staff must change the password at the first sign-in, except in a demonstration.  Declined
    with `UsernameInvalid`, `rules.PasswordWeak`, `AccountExists` or `SubjectUnknown`.
    """
    require(perms.may_make_accounts(actor))
    person = None
    if realm == rules.Realm.PUBLIC:
        naturals = Subject.objects.filter(kind=rules.Kind.NATURAL)
        person = naturals.filter(id=subject).first() if subject else None
        if person is None:
            raise SubjectUnknown
    if must_change_password is None:
        must_change_password = person is None and settings.TONGBAN.mode == "production"
    account = made(
        username=username,
        realm=realm,
        password=password,
        person=person,
        display_name=person.name if person else display_name,
        email=person.email if person else email,
        phone=person.phone if person else "",
        known=known_of(person) if person else [],
        must_change_password=must_change_password,
        now=now,
    )
    audit.record(actor, events.ACCOUNT_CREATED, f"account:{account.pk}", at=now, realm=realm)
    return account


@transaction.atomic
def change_password(*, actor: Actor, account_id: int, password: str, now: datetime) -> Account:
    """Give one's own account another password; declined with `rules.PasswordWeak`."""
    account = Account.objects.select_for_update(of=("self",)).get(id=account_id)
    require(actor.account == account_id)
    faults = password_faults(account, password)
    if faults:
        raise rules.PasswordWeak("".join(faults))
    account.set_password(password)
    account.must_change_password = False
    account.save(update_fields=["password", "must_change_password"])
    audit.record(actor, events.PASSWORD_CHANGED, f"account:{account_id}", at=now)
    return account


@transaction.atomic
def reset_password(*, actor: Actor, account_id: int, now: datetime) -> str:
    """Give an account a password for one sign-in, which has to be changed then; return it.

    Every session of the account ends.  An account the actor may not help is not found.
    """
    account = Account.objects.select_for_update(of=("self",)).filter(id=account_id).first()
    if account is None or not perms.may_reset_password(actor, account):
        raise AccountUnknown
    once = _for_once()
    account.set_password(once)
    account.must_change_password = True
    account.save(update_fields=["password", "must_change_password"])
    audit.record(actor, events.PASSWORD_RESET, f"account:{account_id}", at=now)
    return once


def _for_once() -> str:
    """A password that is copied by hand without taking one sign for another."""
    groups = ("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(3))
    return "-".join(("Tb7", *groups))


def password_faults(account: Account, password: str) -> tuple[str, ...]:
    """What is wrong with a new password for this account, in sentences."""
    known = [account.username, account.display_name]
    about = account.subject or Claim.objects.filter(account_id=account.pk).first()
    if about is not None:
        known += known_of(about)
    faults = _faults(password, account.realm, known)
    if account.password and account.check_password(password):
        faults = (*faults, "新密码不能和现在的密码一样。")
    return faults


def known_of(person: Subject | Claim) -> list[str]:
    """What others may know of a person, so that no password contains it."""
    return [person.name, person.phone, person.number, person.number[-6:]]


def _faults(password: str, realm: str, known: Iterable[str]) -> tuple[str, ...]:
    faults = rules.password_faults(password, realm=realm, known=known)
    try:
        _common_passwords().validate(password)
    except ValidationError:
        faults = (*faults, _COMMON)
    return faults


@cache
def _common_passwords() -> CommonPasswordValidator:
    """The list of 20,000 passwords, read once."""
    return CommonPasswordValidator()


def made(
    *,
    username: str,
    realm: str,
    password: str,
    person: Subject | None,
    display_name: str,
    email: str,
    phone: str,
    known: list[str],
    must_change_password: bool,
    now: datetime,
) -> Account:
    """The account, made and saved; for services of this house."""
    if not _USERNAME.fullmatch(username):
        raise UsernameInvalid(fields={"username": UsernameInvalid.sentence})
    shown = rules.check_name(display_name)
    address = rules.check_email(email)
    faults = _faults(password, realm, [username, shown, *known])
    if faults:
        raise rules.PasswordWeak("".join(faults))
    account = Account(
        username=username,
        realm=realm,
        subject=person,
        display_name=shown,
        email=address,
        email_index=keyed_index("email", rules.normalised(address)) if address else None,
        phone_index=keyed_index("phone", phone) if phone else None,
        must_change_password=must_change_password,
        created_at=now,
    )
    account.set_password(password)
    try:
        with transaction.atomic():
            account.save(force_insert=True)
    except IntegrityError as taken:
        raise AccountExists from taken
    return account
