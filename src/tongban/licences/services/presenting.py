"""Presenting a licence (亮证): a code for a minute on the holder's screen, redeemed once."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock
from tongban.base.errors import Forbidden, require
from tongban.licences import events, perms, queries
from tongban.licences.models import Licence, LicenceUse, PresentCode
from tongban.licences.rules import uses
from tongban.licences.services import using

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor

LIFE = timedelta(seconds=uses.CODE_SECONDS)
KEPT = timedelta(hours=1)


class EnterpriseNeeded(Forbidden):
    """Codes are for offices and for enterprises, not for private curiosity."""

    code = "licences.enterprise_needed"
    sentence = "扫码核验要以企业、组织的身份进行。请先换成为企业办事的身份。"


@dataclass(frozen=True, slots=True)
class Code:
    """What the page of the holder shows; the token is nowhere else."""

    id: UUID
    token: str
    expires_at: datetime

    @property
    def groups(self) -> tuple[str, ...]:
        """The token in groups of four, to be read aloud."""
        return tuple(self.token[at : at + 4] for at in range(0, len(self.token), 4))


@transaction.atomic
def show(*, actor: Actor, identifier: str, now: datetime) -> Code:
    """A new code for one's own licence, for a minute and for one use; the one before it is over.

    Declined with `LicenceUnknown` or `uses.LicenceUnusable`.
    """
    if actor.principal is None or not perms.may_authorise(actor):
        raise Forbidden
    licence = queries.find(Licence.objects.filter(perms.owned_by(actor)), identifier)
    uses.require_usable(queries.standing(licence, clock.day_of(now)))
    earlier = PresentCode.objects.filter(licence=licence, holder=actor.principal, redeemed_at=None)
    earlier.filter(expires_at__lt=now - KEPT).delete()
    earlier.filter(expires_at__gt=now).update(expires_at=now)
    token = base64.b32encode(secrets.token_bytes(uses.TOKEN_BYTES)).decode()
    shown = PresentCode.objects.create(
        licence=licence,
        holder_id=actor.principal,
        account_id=actor.account,
        token_digest=queries.token_digest(token),
        shown_at=now,
        expires_at=now + LIFE,
    )
    audit.record(actor, events.CODE_SHOWN, licence.identifier, at=now)
    return Code(shown.pk, token, shown.expires_at)


@transaction.atomic
def redeem(
    *, actor: Actor, token: str, purpose: str, case_number: str = "", now: datetime
) -> LicenceUse:
    """Use the licence whose code was scanned; who comes second is declined.

    Declined with `EnterpriseNeeded`, `uses.UseInvalid`, `uses.CodeUnknown`, `uses.CodeUsed`,
    `uses.CodeLate`, `uses.OwnUse` or `uses.LicenceUnusable`; nothing is shown then.
    """
    code = queries.code_for_change(token)
    require(perms.may_redeem(actor))
    user = using.user_of(actor)
    if user.is_natural:
        raise EnterpriseNeeded
    stated = uses.check_stated(purpose, case_number)
    uses.require_fresh(code.expires_at, now, redeemed=code.redeemed_at is not None)
    licence = queries.with_type(code.licence_id)
    if licence.holders.filter(subject__in=[actor.subject, actor.principal]).exists():
        raise uses.OwnUse
    occasion = using.Occasion(
        licence=licence,
        user=user,
        stated=stated,
        basis=uses.Basis.PRESENTED,
        expires_at=uses.expires_at(uses.Basis.PRESENTED, now),
    )
    code.use = using.write(actor, occasion, now)
    code.redeemed_at = now
    code.save(update_fields=["use", "redeemed_at"])
    return code.use
