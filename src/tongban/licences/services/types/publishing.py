"""Publishing a draft from a day on, and retiring a type."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, clock
from tongban.base.errors import require
from tongban.licences import events, perms, queries
from tongban.licences.models import Licence
from tongban.licences.queries.types import span_of
from tongban.licences.rules import types
from tongban.licences.rules.types import versions
from tongban.licences.rules.types.versions import VersionState
from tongban.licences.services.types.drafting import code_faults, draft_for_change, locked
from tongban.licences.services.types.following import follow

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.base.actors import Actor
    from tongban.licences.models import LicenceType, LicenceTypeVersion


@transaction.atomic
def publish(
    *, actor: Actor, type_key: str, revision: int, starts_on: date, now: datetime
) -> LicenceTypeVersion:
    """Let the draft hold from a day on; from then on licences are issued by it.

    Somebody else than the last who edited it publishes, or an operator.  Declined with
    `Forbidden`, `Stale`, `NoDraft`, `versions.DayUnfit` or `types.DefinitionInvalid`.
    """
    kind = locked(type_key)
    draft = draft_for_change(kind, revision)
    require(perms.may_publish_type(actor, draft.drafted_by))
    today = clock.day_of(now)
    definition = types.judged(queries.definition_of(draft).model_dump())
    if faults := code_faults(definition, kind):
        raise types.DefinitionInvalid(fields=faults)
    versions.check_publishing(
        [span_of(version) for version in queries.type_versions(kind)],
        starts_on=starts_on,
        today=today,
        issued_today=_issued_on(kind, today),
    )
    draft.state, draft.starts_on = VersionState.PUBLISHED, starts_on
    draft.published_by_name, draft.published_at = actor.name, now
    draft.save()
    follow(kind, today)
    audit.record(
        actor, events.TYPE_PUBLISHED, kind.key, at=now,
        version=draft.number, starts_on=starts_on.isoformat(),
    )  # fmt: skip
    return draft


@transaction.atomic
def retire(
    *, actor: Actor, type_key: str, ends_on: date, reason: str, now: datetime
) -> LicenceTypeVersion:
    """Let no more licences of the type be issued from a day on; those in force stay in force.

    Declined with `Forbidden`, `versions.NotRetirable` or `versions.DayUnfit`.
    """
    require(perms.may_edit_types(actor))
    kind = locked(type_key)
    published = queries.type_versions(kind)
    today = clock.day_of(now)
    last, said = versions.check_retiring(
        [span_of(version) for version in published], ends_on=ends_on, today=today, reason=reason
    )
    version = next(each for each in published if each.number == last.number)
    version.state, version.ends_on = VersionState.RETIRED, ends_on
    version.ended_reason, version.ended_by_name = said, actor.name
    version.save()
    follow(kind, today)
    audit.record(
        actor, events.TYPE_RETIRED, kind.key, at=now,
        version=version.number, ends_on=ends_on.isoformat(), reason=said,
    )  # fmt: skip
    return version


def _issued_on(kind: LicenceType, day: date) -> bool:
    return Licence.objects.filter(type=kind, issued_on=day).exists()
