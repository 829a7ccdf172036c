"""Codes (领取码) that the applicant shows instead of his document: for minutes, once, few tries."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import Invalid, require
from tongban.delivery import events, perms, queries, rules
from tongban.delivery.services import ground

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.delivery.models import Consignment


class CodeWrong(Invalid):
    """The code does not fit, has run out, or was tried too often."""

    code = "delivery.code_wrong"

    def __init__(self) -> None:
        super().__init__(
            fields={"proof": "领取码不对或者已经过期。请本人重新出示，或者改用证件核验。"}
        )


@dataclass(frozen=True, slots=True)
class ShownCode:
    """What the page of the applicant shows; the code is nowhere else."""

    code: str
    expires_at: datetime

    @property
    def groups(self) -> tuple[str, ...]:
        """The code in groups of four, to be read aloud."""
        return self.code[:4], self.code[4:]


@transaction.atomic
def show_code(*, actor: Actor, number: str, now: datetime) -> ShownCode:
    """A new code for what lies ready; the one before it is over.

    Declined with `WrongState` as long as there is nothing to fetch.
    """
    consignment = ground.locked(actor, number)
    require(perms.is_owner(actor))
    rules.require_state(consignment.state, rules.State.READY, rules.State.BOXED)
    code = ground.new_code()
    consignment.code_digest = ground.digest_of(code, number)
    consignment.code_expires_at = now + timedelta(minutes=queries.settings().code_minutes)
    consignment.code_tries = 0
    consignment.save(update_fields=["code_digest", "code_expires_at", "code_tries"])
    audit.record(actor, events.CODE_SHOWN, number, at=now)
    return ShownCode(code, consignment.code_expires_at)


def require_code(consignment: Consignment, text: str, now: datetime) -> None:
    """Raise `CodeWrong` unless this is the code that was shown last; part of a command."""
    fits = hmac.compare_digest(consignment.code_digest, ground.digest_of(text, consignment.number))
    late = consignment.code_expires_at is None or rules.is_over(consignment.code_expires_at, now)
    if not fits or late or consignment.code_tries >= queries.settings().code_tries:
        raise CodeWrong
