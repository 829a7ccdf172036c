"""Beginning a member: its case is made of the one form and the one set, results before fed on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base.actors import SYSTEM
from tongban.base.errors import Refusal
from tongban.cases.models import BundleMaterial, Case, CaseMaterial, CasePromise, MaterialFile
from tongban.cases.rules import AcceptForm, promises
from tongban.cases.rules.bundles import MemberState
from tongban.cases.rules.materials import Source, Verdict, initial_source
from tongban.cases.services import drafts, intake, promising, submission
from tongban.items import rules as item_rules
from tongban.items.rules import things
from tongban.licences import services as licences

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import Bundle, BundleMember
    from tongban.items.rules.things import Thing


def begin(bundle: Bundle, row: BundleMember, thing: Thing, actor: Actor, now: datetime) -> None:
    """Begin a member whose predecessors have their results; part of a command.

    What the platform can do by itself is done at once and needs no case.
    """
    row.started_at, row.hindrance = now, ""
    if row.by_itself:
        _look_up(bundle, row, thing, actor, now)
    else:
        case = _lay(bundle, row, thing, actor, now)
        submission.hand_in(case, actor, now)
        row.state = MemberState.OPEN
    row.save()
    if row.state == MemberState.OPEN and bundle.accepted_at is not None:
        _accept(bundle, row.key, now)


def try_to_begin(bundle: Bundle, row: BundleMember, thing: Thing, now: datetime) -> bool:
    """Begin a member later; what hinders it is written down and it is tried again."""
    try:
        with transaction.atomic():
            begin(bundle, row, thing, SYSTEM, now)
    except Refusal as refusal:
        row.refresh_from_db()
        row.hindrance = "；".join(refusal.fields.values()) or str(refusal)
        row.save(update_fields=["hindrance"])
        return False
    return True


def _look_up(bundle: Bundle, row: BundleMember, thing: Thing, actor: Actor, now: datetime) -> None:
    """A member without material and window: the licences it asks for are there, or they are not."""
    item = thing.items[row.key]
    wanted = {m.licence: m.name for m in item.materials if m.licence and m.is_required}
    held = licences.look_up(
        actor=actor, holder=applicant_of(bundle, thing, row.key), type_keys=tuple(sorted(wanted)),
        purpose=f"办理{item.name}", case_number=bundle.number or str(bundle.pk), now=now,
    )  # fmt: skip
    found = {licence.type_key: licence for licence in held}
    missing = [name for key, name in wanted.items() if key not in found]
    row.ended_at = now
    if missing:
        row.state = MemberState.FAILED
        row.reason = f"没有查到有效的{'、'.join(missing)}。"
        return
    row.state = MemberState.DONE
    row.finding = "；".join(f"{one.title}（{one.issuer_name}签发）有效" for one in found.values())


def _lay(bundle: Bundle, row: BundleMember, thing: Thing, actor: Actor, now: datetime) -> Case:
    """The draft of a member's case, with its part of the one form and of the one set."""
    item = thing.items[row.key]
    limit = things.limits(thing)[row.key]
    case = Case.objects.create(
        item_version_id=item.version_id, item_key=item.key, item_name=item.name, kind=item.kind,
        process=item.process, region=item.region, unit=item.department_key, place=bundle.place,
        applicant_id=applicant_of(bundle, thing, row.key), agent_id=agent_of(bundle),
        opened_by=bundle.opened_by,
        channel=bundle.channel, bundle=bundle, member=row.key,
        answers=dict(thing.own_answers[row.key]),
        form=things.form(thing).projected(row.key, bundle.form),
        agreed_limit={"value": limit.value, "unit": limit.unit} if limit else None,
        created_at=now, changed_at=now,
    )  # fmt: skip
    CaseMaterial.objects.bulk_create(
        CaseMaterial(
            case=case, key=one.key, seq=one.seq, name=one.name, need=one.need, obtain=one.obtain,
            source=initial_source(one.obtain) or "",
            trust=one.trust if initial_source(one.obtain) else "",
        )
        for one in item_rules.materials_for(item, case.answers)
    )  # fmt: skip
    hand_over(bundle, case)
    drafts.prefill(case, actor, item, now)
    _feed(bundle, case)
    _promise_gap(bundle, case)
    return case


def _promise_gap(bundle: Bundle, case: Case) -> None:
    """The promise that was signed once for the thing stands for each of its cases."""
    signed_at = bundle.gap_promised_at
    rows = promising.missing(case) if signed_at else []
    if rows and signed_at:
        CasePromise.objects.create(
            case=case,
            kind=AcceptForm.GAP,
            way=promising.ONLINE,
            terms=promises.gap([(row.key, row.name) for row in rows]),
            signed_at=signed_at,
            signed_by=bundle.opened_by,
            unit=case.unit,
        )


def applicant_of(bundle: Bundle, thing: Thing, key: str) -> UUID:
    """Whose the case of a member is: members for enterprises are of the one the thing has made."""
    behind = bool(thing.waits[key]) and "legal" in thing.items[key].audiences
    return bundle.made_id if bundle.made_id and behind else bundle.applicant_id


def agent_of(bundle: Bundle) -> UUID | None:
    """Who acts in it; for an enterprise that is new, whoever brought it into being."""
    return bundle.agent_id or (bundle.applicant_id if bundle.made_id else None)


def hand_over(bundle: Bundle, case: Case) -> None:
    """Give a case what came in once for all: licences, files, what the thing makes of its form."""
    rows = {row.key: row for row in case.materials.all()}
    for one in bundle.materials.prefetch_related("files"):
        for member, key in one.used_by:
            if member == case.member and key in rows and one.source:
                _copy(one, rows[key])
    asked = {key for one in bundle.materials.all() for m, key in one.used_by if m == case.member}
    for key, row in rows.items():
        if key not in asked and not row.source:  # the thing makes it out of its one form
            row.source, row.trust = Source.FORM, "D"
            row.save(update_fields=["source", "trust"])


def _copy(one: BundleMaterial, row: CaseMaterial) -> None:
    row.source, row.trust, row.brought_on = one.source, one.trust, one.brought_on
    row.licence, row.licence_title = one.licence, one.licence_title
    row.licence_issuer = one.licence_issuer
    row.save()
    for file in one.files.all():
        MaterialFile.objects.get_or_create(
            material=row,
            digest=file.digest,
            defaults={
                "name": file.name, "media_type": file.media_type, "size": file.size,
                "added_at": file.added_at,
            },
        )  # fmt: skip


def _feed(bundle: Bundle, case: Case) -> None:
    """What a member before has made stands for the material, also where it is no licence."""
    names = dict(bundle.members.values_list("key", "name"))
    fed = {key: one.fed_by for one in bundle.materials.exclude(fed_by="")
           for member, key in one.used_by if member == case.member}  # fmt: skip
    for row in case.materials.filter(key__in=fed):
        if not row.source:
            row.source, row.trust = Source.SHARED, "A"
        row.licence_title = row.licence_title or f"前序事项结果：{names[fed[row.key]]}"
        row.save()


def _accept(bundle: Bundle, key: str, now: datetime) -> None:
    """The counter has accepted the whole thing already: what it found good then is good now."""
    case = bundle.cases.get(member=key)
    judge(bundle, case)
    with transaction.atomic():
        intake.accept(
            actor=SYSTEM, number=str(case.number), now=now,
            note="一件事已经整体受理，前面的事项办成后接着办",
        )  # fmt: skip


def judge(bundle: Bundle, case: Case) -> None:
    """Carry what the clerk found over to the case; results of members before need no look."""
    verdicts = {
        key: (one.verdict, one.remark)
        for one in bundle.materials.all()
        for member, key in one.used_by
        if member == case.member
    }
    for row in case.materials.all():
        verdict, remark = verdicts.get(row.key, ("", ""))
        if row.source and not verdict:
            verdict = Verdict.GOOD if _is_our_own(row, key_known=row.key in verdicts) else ""
        row.verdict, row.remark = verdict, remark
        row.save(update_fields=["verdict", "remark"])


def _is_our_own(row: CaseMaterial, *, key_known: bool) -> bool:
    """Made by the thing itself: out of its form, or by a member before."""
    return not key_known or row.licence_title.startswith("前序事项结果") or bool(row.licence)
