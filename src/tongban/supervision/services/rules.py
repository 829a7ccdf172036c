"""Changing rules: one supervisor drafts a version, another one publishes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock
from tongban.base.errors import require
from tongban.supervision import events, perms, queries, rules
from tongban.supervision.models import RuleVersion

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.supervision.rules import Rule


@transaction.atomic
def draft_rule(
    *, actor: Actor, rule: Rule, from_on: date | None, ended: bool = False, now: datetime
) -> RuleVersion:
    """Save the draft of the next version of a rule, in place of the draft there was.

    `ended` says that the rule shall not hold any more from that day on.
    """
    require(perms.may_supervise(actor))
    kept = rules.checked(rule)
    starts_on = rules.starts_on(from_on, clock.day_of(now))
    known = RuleVersion.objects.select_for_update().filter(code=kept.code, light=kept.light)
    versions = list(known.order_by("version"))
    draft = next((row for row in versions if row.published_at is None), None)
    number = max((row.version for row in versions if row.published_at), default=0) + 1
    draft = draft or RuleVersion(code=kept.code, light=kept.light)
    draft.version, draft.title, draft.check_kind = number, kept.title, kept.check
    draft.basis, draft.measure = kept.basis or "", kept.measure or ""
    draft.amount, draft.told, draft.answer_days = kept.amount, list(kept.told), kept.answer_days
    draft.ended, draft.starts_on = ended, starts_on
    draft.drafted_at, draft.drafted_by, draft.drafted_name = now, actor.account, actor.name
    draft.save()
    audit.record(actor, events.RULE_DRAFTED, _subject(draft), at=now, version=draft.version)
    return draft


@transaction.atomic
def publish_rule(*, actor: Actor, code: str, light: str, now: datetime) -> RuleVersion:
    """Put the draft of a rule in force from its day on; declined with `OwnDraft`."""
    draft = _draft(actor, code, light)
    rules.may_publish(draft.drafted_by, actor.account)
    draft.starts_on = max(draft.starts_on, clock.day_of(now))
    draft.published_at, draft.published_name = now, actor.name
    draft.save()
    audit.record(
        actor, events.RULE_PUBLISHED, _subject(draft), at=now,
        version=draft.version, starts_on=str(draft.starts_on),
    )  # fmt: skip
    return draft


@transaction.atomic
def discard_rule(*, actor: Actor, code: str, light: str, now: datetime) -> None:
    """Throw the draft of a rule away."""
    draft = _draft(actor, code, light)
    audit.record(actor, events.RULE_DISCARDED, _subject(draft), at=now, version=draft.version)
    draft.delete()


def _draft(actor: Actor, code: str, light: str) -> RuleVersion:
    require(perms.may_supervise(actor))
    rows = RuleVersion.objects.filter(code=code, light=light, published_at=None)
    draft = rows.select_for_update().first()
    if draft is None:
        raise queries.RuleUnknown
    return draft


def _subject(row: RuleVersion) -> str:
    return f"{row.code}/{row.light}"
