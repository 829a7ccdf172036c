"""Drafts of a thing (一件事): opened, answered, filled in, thrown away."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tongban.base import audit
from tongban.base.actors import Channel
from tongban.base.errors import Invalid
from tongban.cases import events, perms
from tongban.cases.models import Bundle, BundleMaterial
from tongban.cases.queries.joined import as_item, form_faults
from tongban.cases.rules.bundles import BundleState
from tongban.cases.rules.materials import initial_source
from tongban.cases.services import drafts
from tongban.cases.services.bundles import ground
from tongban.cases.services.bundles.fitting import require_fit
from tongban.directory import queries as directory
from tongban.items import queries as items
from tongban.items.rules import choosing, things

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.items.rules.things import Thing

MOST_DRAFTS = 20
MOST_FIELDS = 300
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 20162))"


@transaction.atomic
def open_bundle(*, actor: Actor, event_key: str, now: datetime) -> Bundle:
    """Open a draft of a life event for whom the actor acts, or return the one already open.

    Declined with `SignInNeeded`, `LifeEventUnknown`, `LifeEventClosed`, `ItemClosed` or
    `TooManyDrafts`.
    """
    if not actor.is_person or actor.principal is None:
        raise drafts.SignInNeeded
    version_id, _event, versions = items.life_event_now(event_key)
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"cases.bundle:{actor.principal}:{event_key}"])
    mine = Bundle.objects.filter(perms.own_bundles(actor), state=BundleState.DRAFT)
    known = mine.filter(event_version_id=version_id, item_versions=versions).first()
    if known is not None:
        return known
    if mine.count() >= MOST_DRAFTS:
        raise drafts.TooManyDrafts
    agent = actor.subject if actor.subject != actor.principal else None
    return create(event_key, actor, actor.principal, agent=agent, now=now)


def create(
    event_key: str,
    actor: Actor,
    applicant: UUID,
    *,
    agent: UUID | None = None,
    place: str = "",
    now: datetime,
) -> Bundle:
    """Lay down the draft in the newest versions; part of a command.

    Without a `place` the hall of the lead department's region takes it in.
    """
    version_id, event, versions = items.life_event_now(event_key)
    lead = directory.department(event.lead)
    draft = Bundle.objects.create(
        event_version_id=version_id, event_key=event.key, event_name=event.name,
        item_versions=versions, region=lead.region_id, unit=event.lead,
        place=place or _hall(lead.region_id), applicant_id=applicant, agent_id=agent,
        opened_by=actor.account,
        channel=Channel.WINDOW if actor.is_staff else actor.channel,
        created_at=now, changed_at=now,
    )  # fmt: skip
    audit.record(actor, events.BUNDLE_OPENED, str(draft.pk), at=now, thing=event.key)
    return draft


def _hall(region: str) -> str:
    """The hall that takes in the whole thing: one counter for all departments."""
    halls = (*directory.halls(region), *directory.halls(settings.TONGBAN.region))
    return next((hall.code for hall in halls), "")


@transaction.atomic
def answer(
    *, actor: Actor, draft_id: UUID, answers: Mapping[str, object], now: datetime
) -> tuple[choosing.Asked, ...]:
    """Keep the answers; members, form and materials follow them.

    Returns the questions that are still open, because the first answers decide which items want to
    know more.  Declined with `Invalid` naming each wrong answer, with the refusals of `choose`, or
    with `ItemNotApplicable`.
    """
    draft = ground.locked_draft(actor, draft_id)
    event = items.life_event_version(draft.event_version_id)
    members = items.members(draft.item_versions)
    given = {key: value for key, value in answers.items() if value not in ("", None, [])}
    asked = _asked(event, members, given)
    known = {one.key for one in asked}
    given = {key: value for key, value in given.items() if key in known}
    if faults := choosing.check_answers(asked, given, final=False):
        raise Invalid(fields=faults)
    open_ = tuple(one for one in asked if one.key not in given)
    draft.answers = given
    ground.keep(draft, now)
    if not open_:
        thing = ground.thing_of(draft)
        require_fit(draft, thing)
        _lay_materials(draft, thing)
        _prefill(draft, actor, thing, now)
    audit.record(actor, events.BUNDLE_CHANGED, str(draft.pk), at=now, part="answers")
    return open_


def _asked(event: Any, members: Any, given: Mapping[str, object]) -> tuple[choosing.Asked, ...]:
    if len(given) > choosing.MOST_ANSWERS:
        raise Invalid(fields={"": "回答太多，请刷新页面后重新选择。"})
    return things.questions(event, members, given)


def _lay_materials(draft: Bundle, thing: Thing) -> None:
    """Make the rows fit the answers; what was handed in for a material that stays is kept."""
    pooled = things.materials(thing)
    kept = {row.name: row for row in draft.materials.prefetch_related("files")}
    draft.materials.exclude(name__in=[one.name for one in pooled]).delete()
    for seq, one in enumerate(pooled, 1):
        row = kept.get(one.name) or BundleMaterial(bundle=draft, name=one.name)
        row.key, row.seq, row.need, row.obtain = f"new{seq}", seq, one.need, one.obtain
        row.used_by, row.fed_by = [list(use) for use in one.used_by], one.fed_by
        if not row.source or row.source in {"form", "shared", "counter"}:
            row.source = "" if one.fed_by else initial_source(one.obtain) or ""
            row.trust = one.trust if row.source else ""
        row.save()
        kept[one.name] = row
    for seq, one in enumerate(pooled, 1):  # keys may change places, so they are set last
        draft.materials.filter(key=f"new{seq}").update(key=one.key)


def _prefill(draft: Bundle, actor: Actor, thing: Thing, now: datetime) -> None:
    """Fill in what the platform may know, once for all members."""
    drafts.prefill(draft, actor, as_item(thing), now)


@transaction.atomic
def fill(*, actor: Actor, draft_id: UUID, form: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Keep the one form, also unfinished; returns the sentence for each faulty field.

    Declined with `FormTooLarge`: nothing of it is kept then.
    """
    draft = ground.locked_draft(actor, draft_id)
    text = json.dumps(dict(form), ensure_ascii=False, default=str)
    if len(form) > MOST_FIELDS or len(text) > drafts.LARGEST_FORM:
        raise drafts.FormTooLarge
    faults = form_faults(ground.thing_of(draft), form, today=timezone.localdate(now))
    drafts.put_form(draft, form)
    ground.keep(draft, now)
    audit.record(actor, events.BUNDLE_CHANGED, str(draft.pk), at=now, part="form")
    return faults


@transaction.atomic
def discard_bundle(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Delete a draft with everything in it."""
    draft = ground.locked_draft(actor, draft_id)
    audit.record(actor, events.BUNDLE_DISCARDED, str(draft.pk), at=now, thing=draft.event_key)
    draft.delete()
