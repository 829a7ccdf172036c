"""代办: a community worker acts for a person who agreed, within what and until when he agreed."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tongban.access import services as access
from tongban.access.rules import EVERYTHING, Role
from tongban.base import audit, files
from tongban.base.actors import Channel
from tongban.base.crypto import sm3
from tongban.base.errors import Invalid, NotFound, Refusal, require
from tongban.cases import events, perms
from tongban.cases.models import AgentConsent, Case
from tongban.cases.services import drafts, handing
from tongban.identity import services as identity
from tongban.items import queries as items
from tongban.notices import services as notices

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor

PAPER, CODE = "paper", "code"
MOST_DAYS = 366
CODE_LASTS = timedelta(minutes=30)
MOST_TRIES = 5
CODE_DIGITS = 6


class ConsentUnknown(NotFound):
    """There is no such consent, or it concerns others."""

    code = "cases.agent_consent_unknown"
    sentence = "没有找到这项代办同意。"


class ConsentNotInForce(Refusal):
    """The person has not agreed yet, has taken it back, or its last day has passed."""

    code = "cases.agent_consent_not_in_force"
    status = 403
    sentence = "没有有效的代办同意：还没有确认、已经撤回、已经到期，或者不包括这个事项。"


class CodeWrong(Invalid):
    """The code is not the one that was sent, or it was tried too often or too late."""

    code = "cases.agent_code_wrong"
    sentence = "同意码不对，或者已经过期。请核对短信，或者重新发送。"


@transaction.atomic
def ask_consent(
    *,
    actor: Actor,
    number_type: str,
    id_number: str,
    name: str,
    phone: str = "",
    scope: str = EVERYTHING,
    until_on: date,
    scan: bytes = b"",
    scan_name: str = "",
    now: datetime,
) -> AgentConsent:
    """Put on record that a person agrees to be acted for (代办同意).

    With the scan of what he signed at home it is in force at once.  Without, a code goes to the
    person, and `confirm_consent` with it puts it in force.
    """
    require(perms.may_act_as_agent(actor))
    today = timezone.localdate(now)
    if not today <= until_on <= today + timedelta(days=MOST_DAYS):
        raise Invalid(fields={"until_on": "请选今天以后、一年以内的一天。"})
    if scope != EVERYTHING:
        items.applicable(scope)
    access.look_up_subject(
        actor=actor, number_type=number_type, number=id_number, purpose="登记代办同意", now=now
    )
    person = identity.register(
        actor=actor, kind="natural", number_type=number_type, number=id_number, name=name,
        phone=phone, now=now,
    )  # fmt: skip
    post = actor.post_for(Role.AGENT_WORKER)
    asked = AgentConsent(
        subject_id=person.id, worker=actor.account or 0, worker_name=actor.name,
        unit=post.unit if post else "", scope=scope, until_on=until_on,
        way=PAPER if scan else CODE, asked_at=now, given_at=now if scan else None,
    )  # fmt: skip
    if scan:
        asked.digest = files.store(scan, name=scan_name).digest
        asked.save()
        _tell(asked, "agent.consent_given", now)
    else:
        _send_code(asked, now)
    audit.record(
        actor, events.CONSENT_ASKED, str(asked.pk), at=now, way=asked.way, scope=scope,
        until_on=until_on.isoformat(),
    )  # fmt: skip
    return asked


def _send_code(asked: AgentConsent, now: datetime) -> None:
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    asked.code_digest, asked.code_until, asked.tries = _digest(asked.pk, code), now + CODE_LASTS, 0
    asked.save()
    _tell(asked, "agent.consent_code", now, code=code)


def _tell(asked: AgentConsent, template: str, now: datetime, **more: str) -> None:
    """Tell the person what is put on record in his name."""
    notices.tell(
        subject_id=asked.subject_id,
        template_key=template,
        context={
            "worker": asked.worker_name,
            "scope": scope_name(asked.scope),
            "until": f"{asked.until_on:%Y年%-m月%-d日}",
            **more,
        },
        link="/me/agents/",
        now=now,
        dedupe=f"{template}:{asked.pk}",
    )


def scope_name(scope: str) -> str:
    """What a consent covers, in words."""
    return "所有事项" if scope == EVERYTHING else f"“{items.applicable(scope).name}”"


def _digest(pk: UUID, code: str) -> str:
    return sm3.digest(f"{pk}:{code}".encode()).hex()


def confirm_consent(*, actor: Actor, consent_id: UUID, code: str, now: datetime) -> AgentConsent:
    """Put a consent in force with the code that the person tells the worker.

    Declined with `CodeWrong`; a wrong try counts, after five a new consent has to be asked.
    """
    with transaction.atomic():
        asked = _mine(actor, consent_id)
        asked.tries += 1
        asked.save(update_fields=["tries"])
        fits = secrets.compare_digest(_digest(asked.pk, code.strip()), asked.code_digest)
        late = asked.code_until is None or now > asked.code_until
        if fits and not late and asked.tries <= MOST_TRIES and asked.revoked_at is None:
            asked.given_at, asked.code_digest, asked.code_until = now, "", None
            asked.save(update_fields=["given_at", "code_digest", "code_until"])
            audit.record(actor, events.CONSENT_GIVEN, str(asked.pk), at=now)
            return asked
    raise CodeWrong(fields={"code": CodeWrong.sentence})


@transaction.atomic
def revoke_consent(*, actor: Actor, consent_id: UUID, now: datetime) -> AgentConsent:
    """Take a consent back: the person who gave it, at once; or the worker lays it down."""
    rows = AgentConsent.objects.select_for_update().filter(perms.consents_known_to(actor))
    found = rows.filter(pk=consent_id).first()
    if found is None:
        raise ConsentUnknown
    if found.revoked_at is None:
        found.revoked_at = now
        found.save(update_fields=["revoked_at"])
        audit.record(actor, events.CONSENT_REVOKED, str(found.pk), at=now)
    return found


@transaction.atomic
def open_for(*, actor: Actor, consent_id: UUID, item_key: str, now: datetime) -> Case:
    """Open a draft for the person who agreed; the result will go to him.

    Declined with `ConsentNotInForce`.
    """
    consent = _mine(actor, consent_id)
    if not perms.is_in_force(consent, item_key, timezone.localdate(now)):
        raise ConsentNotInForce
    definition = items.applicable(item_key)
    draft = drafts.create(
        actor, definition, consent.subject_id, place=drafts.hall_of(definition),
        channel=Channel.AGENT, consent=consent, now=now,
    )  # fmt: skip
    handing.first_asked(draft, actor, now)
    return draft


def _mine(actor: Actor, consent_id: UUID) -> AgentConsent:
    require(perms.may_act_as_agent(actor))
    rows = AgentConsent.objects.select_for_update().filter(worker=actor.account or 0, pk=consent_id)
    found = rows.first()
    if found is None:
        raise ConsentUnknown
    return found


__all__ = [
    "CodeWrong",
    "ConsentNotInForce",
    "ConsentUnknown",
    "ask_consent",
    "confirm_consent",
    "open_for",
    "revoke_consent",
]
