"""At the counter: whose account it is, seen from the document and the person who shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from tongban.base import audit
from tongban.base.errors import Invalid, Refusal, require
from tongban.identity import events, perms, queries, rules
from tongban.identity.models import Account, Claim, keyed_indexes
from tongban.identity.services.subjects import follow, raise_level, register

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.identity.models import Subject


class AnotherAccount(Refusal):
    """The person signs in with another account already."""

    code = "identity.another_account"
    sentence = "这个人已经有另一个核验过的账号。请先请本人确认用哪一个，把不是他的解除绑定。"


class PhoneDiffers(Invalid):
    """The person at the counter does not know with which telephone number the account signs in."""

    code = "identity.phone_differs"
    sentence = "本人说的手机号码不是这个账号的。请再问一次；如果他没有开通过这个账号，请解除绑定。"


@transaction.atomic
def confirm(
    *,
    actor: Actor,
    account_id: int,
    number_type: str,
    number: str,
    name: str,
    phone: str,
    now: datetime,
) -> Account:
    """Note that this account belongs to the person at the counter, as his document says.

    From now on it opens what is filed under his number.  He is called as on the document, and is
    reached and signs in by the telephone number with which he signed up; he has to say it, so that
    no clerk confirms the account of somebody who only used his number.  Asked again, nothing
    changes.  Declined with `PhoneDiffers`, `NameDiffers` or `AnotherAccount`; an account that
    never said this number is not found.
    """
    require(perms.may_confirm(actor))
    account = _for_change(account_id, number_type, number)
    _check_phone(account, phone)
    person = register(
        actor=actor, kind=rules.Kind.NATURAL, number_type=number_type, number=number,
        name=name, now=now,
    )  # fmt: skip
    raise_level(actor=actor, subject_id=person.id, level=rules.Assurance.FACE_TO_FACE, now=now)
    if account.subject_id is None:
        _bind(account, person)
        audit.record(
            actor, events.ACCOUNT_CONFIRMED, f"account:{account_id}", at=now, person=str(person.id)
        )
    return account


@transaction.atomic
def release(*, actor: Actor, account_id: int, number_type: str, number: str, now: datetime) -> None:
    """Close an account that is not his who stands at the counter and whose number it uses.

    Its sessions end, and nobody signs in with it again.  The telephone number and the address
    with which it signed in are forgotten, also as the person's, so that nothing is sent there.
    """
    require(perms.may_confirm(actor))
    account = _for_change(account_id, number_type, number)
    person = account.subject
    if person is not None and account.phone_index:
        person.phone = ""
    if person is not None and account.email_index:
        person.email = ""
    if person is not None:
        person.save(update_fields=["phone", "email"])
    Claim.objects.filter(account_id=account_id).delete()
    account.subject, account.is_active, account.email = None, False, ""
    account.phone_index = account.email_index = None
    account.save(update_fields=["subject", "is_active", "email", "phone_index", "email_index"])
    audit.record(
        actor, events.ACCOUNT_RELEASED, f"account:{account_id}", at=now,
        person=str(person.id) if person else "",
    )  # fmt: skip


def _for_change(account_id: int, number_type: str, number: str) -> Account:
    """The account, locked, if it uses this number; else `AccountUnknown`."""
    rows = Account.objects.select_for_update(of=("self",)).select_related("subject")
    found = rows.filter(queries.using(number_type, number), id=account_id).first()
    if found is None:
        raise queries.AccountUnknown
    return found


def _check_phone(account: Account, phone: str) -> None:
    """Raise `PhoneDiffers` unless the account, if it signs in by telephone, does so with this."""
    said = rules.check_phone(phone, sample_allowed=settings.TONGBAN.sample_allowed)
    kept = bytes(account.phone_index) if account.phone_index else b""
    if kept and kept not in keyed_indexes("phone", said):
        raise PhoneDiffers(fields={"phone": PhoneDiffers.sentence})


def _bind(account: Account, person: Subject) -> None:
    """Make the account the person's, with the telephone number that was said for it."""
    claim = Claim.objects.get(account_id=account.pk)
    account.subject, account.display_name = person, person.name
    try:
        with transaction.atomic():
            account.save(update_fields=["subject", "display_name"])
    except IntegrityError as taken:
        raise AnotherAccount from taken
    person.phone = claim.phone
    person.save(update_fields=["phone"])
    claim.delete()
    follow(person)
