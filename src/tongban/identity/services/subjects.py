"""Registering subjects and keeping their contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from tongban.base import audit, clock
from tongban.base.errors import Invalid, Refusal, require
from tongban.identity import events, perms, queries, rules
from tongban.identity.models import Account, Subject, keyed_index

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor


class KindDiffers(Invalid):
    """A person was given a credit code, or an enterprise an identity number."""

    code = "identity.kind_differs"
    sentence = "证件类型和办事人不一致：个人用身份证件，企业用统一社会信用代码。"


class NameDiffers(Refusal):
    """The number is registered already, with another name."""

    code = "identity.name_differs"
    sentence = "这个号码已经登记，但姓名（名称）和登记的不一致，请核对证件。"


class ContactTaken(Invalid):
    """Another account signs in with this telephone number or e-mail address."""

    code = "identity.contact_taken"
    sentence = "这个手机号码或邮箱已经用于另一个账号。"


@transaction.atomic
def register(
    *,
    actor: Actor,
    kind: str,
    number_type: str,
    number: str,
    name: str,
    phone: str = "",
    email: str = "",
    address: str = "",
    level: int = rules.Assurance.REGISTERED,
    now: datetime,
) -> Subject:
    """Register a person or an enterprise; one number is registered once.

    Asked again for the same number it returns the same subject, unchanged.  Declined with
    `rules.NumberInvalid`, `rules.NameInvalid`, `rules.ContactInvalid`, `KindDiffers`, or with
    `NameDiffers` if the number stands there under another name.
    """
    require(perms.may_register(actor))
    subject, created = registered(
        kind=kind,
        number_type=number_type,
        number=number,
        name=name,
        phone=phone,
        email=email,
        address=address,
        level=level,
        now=now,
    )
    if created:
        audit.record(
            actor, events.SUBJECT_REGISTERED, str(subject.id), at=now, kind=kind, level=level
        )
    return subject


def registered(
    *,
    kind: str,
    number_type: str,
    number: str,
    name: str,
    phone: str,
    email: str,
    address: str,
    level: int,
    now: datetime,
) -> tuple[Subject, bool]:
    """The subject with this number and whether it is new; for services of this house."""
    samples = settings.TONGBAN.sample_allowed
    if (kind == rules.Kind.LEGAL) != (number_type == rules.NumberType.CREDIT_CODE):
        raise KindDiffers(fields={"number_type": KindDiffers.sentence})
    checked = rules.check_number(
        number_type, number, sample_allowed=samples, today=clock.day_of(now)
    )
    called = rules.check_name(name)
    existing = Subject.objects.numbered(number_type, checked.number).first()
    if existing is None:
        return Subject.objects.get_or_create(
            number_index=keyed_index(f"number:{number_type}", checked.number),
            defaults={
                "kind": kind,
                "number_type": number_type,
                "number": checked.number,
                "name": called,
                "phone": rules.check_phone(phone, sample_allowed=samples),
                "email": rules.check_email(email),
                "address": address.strip(),
                "level": level,
                "created_at": now,
            },
        )
    if existing.name != called:
        raise NameDiffers
    return existing, False


@transaction.atomic
def update_contact(
    *,
    actor: Actor,
    subject_id: UUID,
    phone: str | None = None,
    email: str | None = None,
    address: str | None = None,
    now: datetime,
) -> Subject:
    """Change how a subject is reached; None leaves a thing as it is.

    The person's account signs in with the new telephone number and e-mail address from then on.
    Declined with `rules.ContactInvalid` or `ContactTaken`; a stranger's subject is not found.
    """
    subject = Subject.objects.select_for_update().filter(id=subject_id).first()
    if subject is None or not perms.may_change_contact(actor, subject_id):
        raise queries.SubjectUnknown
    changed = []
    if phone is not None:
        subject.phone = rules.check_phone(phone, sample_allowed=settings.TONGBAN.sample_allowed)
        changed.append("phone")
    if email is not None:
        subject.email = rules.check_email(email)
        changed.append("email")
    if address is not None:
        subject.address = address.strip()
        changed.append("address")
    subject.save(update_fields=changed)
    follow(subject)
    audit.record(actor, events.CONTACT_UPDATED, str(subject_id), at=now, fields=changed)
    return subject


def follow(subject: Subject) -> None:
    """Let the account of the subject be found by its contacts; for services of this house."""
    phone = keyed_index("phone", subject.phone) if subject.phone else None
    email = keyed_index("email", rules.normalised(subject.email)) if subject.email else None
    try:
        with transaction.atomic():
            Account.objects.filter(subject=subject).update(
                phone_index=phone, email_index=email, email=subject.email
            )
    except IntegrityError as taken:
        raise ContactTaken from taken


@transaction.atomic
def raise_level(*, actor: Actor, subject_id: UUID, level: int, now: datetime) -> Subject:
    """Note that a subject was verified at a higher level; it is never lowered."""
    require(perms.may_register(actor))
    subject = Subject.objects.select_for_update().filter(id=subject_id).first()
    if subject is None:
        raise queries.SubjectUnknown
    if level > subject.level:
        before, subject.level = subject.level, rules.Assurance(level)
        subject.save(update_fields=["level"])
        audit.record(
            actor, events.LEVEL_RAISED, str(subject_id), at=now, before=before, after=level
        )
    return subject
