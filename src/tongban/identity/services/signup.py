"""Signing up online: an account, and what somebody says of himself, which nobody has checked."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from tongban.base import audit, clock
from tongban.base.errors import Refusal
from tongban.identity import events, rules
from tongban.identity.models import Account, Claim, keyed_index
from tongban.identity.services.accounts import AccountExists, known_of, made
from tongban.identity.services.subjects import KindDiffers

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor


class CannotSignUp(Refusal):
    """The telephone number signs in to another account; the sentence does not say so."""

    code = "identity.cannot_sign_up"
    sentence = (
        "不能用这些信息在网上注册。如果您已有账号，请直接登录；"
        "如果没有，请带身份证到政务大厅窗口办理。"
    )


@transaction.atomic
def sign_up(
    *,
    actor: Actor,
    number_type: str,
    number: str,
    name: str,
    phone: str,
    password: str,
    now: datetime,
) -> Account:
    """Let a stranger make an account, which acts for nobody until a clerk has seen his document.

    What he says is kept as a claim, apart from all subjects.  So it is the same for a number that
    is registered, has an account, was claimed by others, or was never heard of: whoever tries
    numbers here learns nothing, takes nothing from their owner, and does not stand in his way.
    The telephone number is different, for one signs in with it: `CannotSignUp` tells who tries
    many that it has an account, not whose.
    """
    said = _said(number_type=number_type, number=number, name=name, phone=phone, now=now)
    try:
        account = made(
            username=f"p{secrets.token_hex(8)}",
            realm=rules.Realm.PUBLIC,
            password=password,
            person=None,
            display_name=said.name,
            email="",
            phone=said.phone,
            known=known_of(said),
            must_change_password=False,
            now=now,
        )
    except AccountExists as taken:
        raise CannotSignUp from taken
    said.account = account
    said.save(force_insert=True)
    audit.record(actor, events.SIGNED_UP, f"account:{account.pk}", at=now)
    return account


def _said(*, number_type: str, number: str, name: str, phone: str, now: datetime) -> Claim:
    samples = settings.TONGBAN.sample_allowed
    mobile = rules.check_phone(phone, sample_allowed=samples, mobile_only=True)
    if not mobile:
        raise rules.ContactInvalid("phone", "请填写手机号码。")
    if number_type not in rules.NATURAL_TYPES:
        raise KindDiffers(fields={"number_type": KindDiffers.sentence})
    checked = rules.check_number(
        number_type, number, sample_allowed=samples, today=clock.day_of(now)
    )
    return Claim(
        number_type=number_type,
        number=checked.number,
        number_index=keyed_index(f"number:{number_type}", checked.number),
        name=rules.check_name(name),
        phone=mobile,
        made_at=now,
    )
