"""Drafts (暂存): opened, filled in steps on any device, discarded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from tongban.base import audit
from tongban.base.actors import Channel
from tongban.base.errors import Invalid, Refusal
from tongban.cases import events
from tongban.cases.models import Case, CaseMaterial
from tongban.cases.queries.facts import definition_of
from tongban.cases.rules import AcceptForm
from tongban.cases.rules.materials import initial_source
from tongban.cases.services import ground, promising
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.identity.rules import Sex
from tongban.items import queries as items
from tongban.items import rules as item_rules
from tongban.licences import services as licences

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import AgentConsent, Bundle, BundleMaterial
    from tongban.items.rules import ItemDefinition
    from tongban.licences.queries import LicenceRow

_SEXES = {Sex.MALE: "男", Sex.FEMALE: "女"}
# Sources of prefilled values that are no licence types.
_NO_LICENCES = frozenset({"agent", "answer", "principal", "subject"})
MOST_DRAFTS = 50
LARGEST_FORM = 200_000
_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 20161))"


class ItemNotApplicable(Refusal):
    """The item cannot be applied for online, is paused, or is not for this kind of applicant."""

    code = "cases.item_not_applicable"
    sentence = "这个事项不面向您这类申请人，请确认是以个人还是企业身份办理。"


class SignInNeeded(Refusal):
    """Nobody is signed in for whom a case could be opened."""

    code = "cases.sign_in_needed"
    status = 403
    sentence = "请先登录再开始办理。"


class TooManyDrafts(Refusal):
    """The applicant keeps more drafts than we hold."""

    code = "cases.too_many_drafts"
    sentence = "您的草稿已满，请先提交或删除一些草稿。"


class FormTooLarge(Invalid):
    """The form holds far more text than any application needs."""

    code = "cases.form_too_large"
    status = 422
    sentence = "填写的内容太多了，请删减后再保存；较长的说明可以作为文件上传。"


@transaction.atomic
def open_draft(*, actor: Actor, item_key: str, now: datetime) -> Case:
    """Open a draft for whom the actor acts, or return the one that is already open.

    What the platform may know is filled in: from the profile and from the licences held, each
    value with where it came from.
    """
    if not actor.is_person or actor.principal is None:
        raise SignInNeeded
    definition = items.applicable(item_key)
    _one_at_a_time(actor.principal, item_key)
    known = Case.objects.drafts().filter(
        applicant_id=actor.principal, item_key=item_key, channel__in=("web", "mobile")
    )
    existing = known.order_by("-changed_at").first()
    if existing is not None and existing.item_version_id == definition.version_id:
        return existing
    if Case.objects.drafts().filter(applicant_id=actor.principal).count() >= MOST_DRAFTS:
        raise TooManyDrafts
    return create(actor, definition, actor.principal, place=hall_of(definition), now=now)


def _one_at_a_time(applicant: UUID, item_key: str) -> None:
    """Wait for whoever opens the same draft just now: a double click finds the first one's."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [f"cases.draft:{applicant}:{item_key}"])


def hall_of(definition: ItemDefinition) -> str:
    """The hall that takes in what comes online: the item's own, its region's, the node's."""
    named = [hall for hall in directory.halls() if hall.code in definition.halls]
    local = directory.halls(definition.region) or directory.halls(settings.TONGBAN.region)
    return next((hall.code for hall in (*named, *local)), "")


def create(
    actor: Actor,
    definition: ItemDefinition,
    applicant: UUID,
    *,
    place: str,
    channel: str = "",
    consent: AgentConsent | None = None,
    now: datetime,
) -> Case:
    """Lay down the draft, its materials and what can be filled in; part of a command."""
    kind = identity.subject(applicant).kind
    if kind not in definition.audiences:
        raise ItemNotApplicable
    draft = Case.objects.create(
        item_version_id=definition.version_id,
        item_key=definition.key,
        item_name=definition.name,
        kind=definition.kind,
        process=definition.process,
        region=definition.region,
        unit=directory.standing(definition.department_key),
        place=place,
        applicant_id=applicant,
        agent_id=actor.subject if actor.subject != applicant else None,
        opened_by=actor.account,
        channel=channel or (Channel.WINDOW if actor.is_staff else actor.channel),
        consent=consent,
        created_at=now,
        changed_at=now,
    )
    _lay_materials(draft, definition, {})
    prefill(draft, actor, definition, now)
    audit.record(actor, events.DRAFT_OPENED, str(draft.pk), at=now, item=definition.key)
    return draft


def prefill(draft: Case | Bundle, actor: Actor, definition: ItemDefinition, now: datetime) -> None:
    """Fill the form and the materials from the profile and from licences held."""
    types = _types_wanted(definition)
    held = licences.look_up(
        actor=actor,
        holder=draft.applicant_id,
        type_keys=types,
        purpose=f"办理{definition.name}",
        case_number=str(draft.pk),
        now=now,
    )
    by_type = {row.type_key: row for row in held}
    filled = item_rules.prefill(
        definition,
        _known(draft, by_type) | item_rules.as_known(definition, draft.answers),
        today=timezone.localdate(now),
        sample_allowed=settings.TONGBAN.sample_allowed,
    )
    draft.form = {name: one.value for name, one in filled.items()} | draft.form
    draft.prefilled = {
        name: one.source for name, one in filled.items() if draft.form[name] == one.value
    }
    draft.save(update_fields=["form", "prefilled"])
    for material in draft.materials.all():
        wanted = definition.material(material.key)
        row = by_type.get(wanted.licence) if wanted and wanted.licence else None
        if row is not None and not material.source:
            _set_licence(material, row, now)


def _types_wanted(definition: ItemDefinition) -> tuple[str, ...]:
    """The licence types that answer a material or fill in a field."""
    types = {material.licence for material in definition.materials if material.licence}
    for section in item_rules.sections(definition.form):
        for field in section.fields:
            types |= {source.partition(".")[0] for source in field.prefill}
    return tuple(sorted(types - _NO_LICENCES))


def _known(draft: Case | Bundle, held: Mapping[str, LicenceRow]) -> dict[str, str]:
    """Facts by their names in the prefill lists: `subject.name`, `resident_id.KZ_XM` …"""
    card = identity.subject(draft.applicant_id)
    agent = identity.subject(draft.agent_id) if draft.agent_id else card
    facts = {
        "principal.kind": "个人" if card.is_natural else "企业或组织",
        "agent.name": agent.name if agent.is_natural else "",
        "agent.phone": agent.phone,
        "subject.name": card.name,
        "subject.number": card.number,
        "subject.phone": card.phone,
        "subject.email": card.email,
        "subject.address": card.address,
        "subject.sex": _SEXES.get(card.sex, ""),
        "subject.birth_on": card.birth_on.isoformat() if card.birth_on else "",
    }
    for key, row in held.items():
        facts |= {f"{key}.{name}": str(value) for name, value in row.face.items()}
        facts[f"{key}.ZZBH"] = row.number
    return {name: value for name, value in facts.items() if value}


def _lay_materials(draft: Case, definition: ItemDefinition, answers: Mapping[str, Any]) -> None:
    """Make the material rows fit the answers; what was handed in for one that stays is kept."""
    wanted = item_rules.materials_for(definition, answers)
    draft.materials.exclude(key__in=[material.key for material in wanted]).delete()
    present = set(draft.materials.values_list("key", flat=True))
    CaseMaterial.objects.bulk_create(
        CaseMaterial(
            case=draft,
            key=material.key,
            seq=material.seq,
            name=material.name,
            need=material.need,
            obtain=material.obtain,
            source=initial_source(material.obtain) or "",
            trust=material.trust if initial_source(material.obtain) else "",
        )
        for material in wanted
        if material.key not in present
    )


def _set_licence(material: CaseMaterial | BundleMaterial, row: LicenceRow, now: datetime) -> None:
    material.source = "licence"
    material.licence, material.licence_title = row.identifier, row.title
    material.licence_issuer, material.trust = row.issuer_name, row.trust_grade
    material.brought_on = timezone.localdate(now)
    material.save()


@transaction.atomic
def answer(*, actor: Actor, draft_id: UUID, answers: Mapping[str, str], now: datetime) -> Case:
    """Keep the answers to the scenario questions; materials follow them.

    Declined with `Invalid` naming each question whose answer is not one of its options.
    """
    draft = ground.locked_draft(actor, draft_id)
    definition = definition_of(draft)
    faults = item_rules.check_answers(definition, dict(answers), final=False)
    if faults:
        raise Invalid(fields=faults)
    draft.answers = dict(answers)
    ground.keep(draft, now)
    _lay_materials(draft, definition, answers)
    if draft.accept_form == AcceptForm.PROMISE:
        promising.cover(draft, definition)
    prefill(draft, actor, definition, now)
    audit.record(actor, events.DRAFT_CHANGED, str(draft.pk), at=now, part="answers")
    return draft


@transaction.atomic
def fill(*, actor: Actor, draft_id: UUID, form: Mapping[str, Any], now: datetime) -> dict[str, str]:
    """Keep the form as it is, also unfinished; returns the sentence for each faulty field.

    Declined with `FormTooLarge`.  A value that the applicant changed is no longer shown as coming
    from a licence.
    """
    draft = ground.locked_draft(actor, draft_id)
    definition = definition_of(draft)
    if len(json.dumps(dict(form), ensure_ascii=False, default=str)) > LARGEST_FORM:
        raise FormTooLarge
    today = timezone.localdate(now)
    faults = items.check_form(definition, dict(form), final=True, today=today)
    put_form(draft, form)
    ground.keep(draft, now)
    audit.record(actor, events.DRAFT_CHANGED, str(draft.pk), at=now, part="form")
    return faults


def put_form(draft: Case | Bundle, form: Mapping[str, Any]) -> None:
    """Put what was typed on a draft; a value that was changed counts as typed."""
    draft.prefilled = {
        name: source
        for name, source in draft.prefilled.items()
        if form.get(name) == draft.form.get(name)
    }
    draft.form = dict(form)


@transaction.atomic
def discard(*, actor: Actor, draft_id: UUID, now: datetime) -> None:
    """Delete a draft with everything in it; files no other case uses stay sealed on disk."""
    draft = ground.locked_draft(actor, draft_id)
    audit.record(actor, events.DRAFT_DISCARDED, str(draft.pk), at=now, item=draft.item_key)
    draft.delete()
