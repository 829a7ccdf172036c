"""Handing the thing in: one receipt, one number, every case that can begin — all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, numbering, outbox
from tongban.base.errors import Refusal
from tongban.cases import events, perms
from tongban.cases.models import Bundle, BundleMember
from tongban.cases.queries.joined import form_faults
from tongban.cases.rules import bundles as rules
from tongban.cases.rules import papers
from tongban.cases.rules.bundles import BundleIncomplete, BundleState, MemberState
from tongban.cases.rules.materials import MAY_FOLLOW, REQUIRED, SOURCE_LABELS, Source
from tongban.cases.services.bundles import ground, starting
from tongban.cases.services.bundles.fitting import require_fit
from tongban.cases.services.bundles.papers import add
from tongban.items import queries as items
from tongban.items.rules import choosing, things

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.items.rules.things import Thing


class DataNotFound(Refusal):
    """A member that the platform finishes by itself cannot succeed now."""

    code = "cases.data_not_found"
    status = 422


@transaction.atomic
def submit_bundle(
    *, actor: Actor, draft_id: UUID, promises_gap: bool = False, now: datetime
) -> Bundle:
    """Hand the thing in: the parent, and a case for each member that can begin, or nothing at all.

    With `promises_gap` the applicant promises, once for all members, to bring what may follow
    (容缺承诺); without it everything has to be there.
    The draft is the token: handed in twice it is found as it was made.  Declined with
    `BundleIncomplete` naming every gap, `DataNotFound`, `ItemNotApplicable`, `ItemClosed`, or what
    the submission of a member's case is declined with.
    """
    bundle = _held(actor, draft_id)
    if bundle.state != BundleState.DRAFT:
        return bundle
    thing = _complete(bundle, now, promises_gap=promises_gap)
    bundle.gap_promised_at = now if promises_gap else None
    bundle.state, bundle.submitted_at = BundleState.RUNNING, now
    day = timezone.localdate(now)
    serial = numbering.next_number(f"bundles:{bundle.region}", period=f"{day:%Y%m%d}")
    bundle.number = rules.bundle_number(bundle.region, day, serial)
    ground.keep(bundle, now)
    rows = _lay_members(bundle, thing)
    _begin_all(bundle, rows, thing, actor, now)
    _write_receipt(bundle, actor, now)
    audit.record(
        actor, events.BundleSubmitted.name, bundle.number, at=now,
        thing=bundle.event_key, members=sorted(thing.items),
    )  # fmt: skip
    outbox.publish(events.BundleSubmitted(number=bundle.number))
    return bundle


def _held(actor: Actor, draft_id: UUID) -> Bundle:
    found = Bundle.objects.filter(perms.typed_bundles(actor), pk=draft_id)
    bundle = found.select_for_update(of=("self",)).first()
    if bundle is None:
        raise ground.BundleUnknown
    return bundle


def _complete(bundle: Bundle, now: datetime, *, promises_gap: bool) -> Thing:
    """The thing, if nothing is missing any more."""
    items.life_event_now(bundle.event_key)  # still offered, its items open
    event = items.life_event_version(bundle.event_version_id)
    asked = things.questions(event, items.members(bundle.item_versions), bundle.answers)
    if wrong := choosing.check_answers(asked, bundle.answers, final=True):
        raise BundleIncomplete(fields=wrong)
    thing = ground.thing_of(bundle)
    require_fit(bundle, thing)
    gaps = form_faults(thing, bundle.form, today=timezone.localdate(now))
    for row in bundle.materials.filter(need=REQUIRED, source="", fed_by=""):
        gaps[row.key] = f"请上传：{row.name}"
    if not promises_gap:
        for row in bundle.materials.filter(need=MAY_FOLLOW, source="", fed_by=""):
            gaps[row.key] = f"请上传，或者承诺受理后补交：{row.name}"
    if gaps:
        raise BundleIncomplete(fields=gaps)
    return thing


def _lay_members(bundle: Bundle, thing: Thing) -> dict[str, BundleMember]:
    rows = [
        BundleMember(
            bundle=bundle, key=key, seq=seq, name=thing.items[key].name,
            unit=thing.items[key].department_key, waits_for=list(thing.waits[key]),
            by_itself=things.is_data_only(thing.items[key]),
        )
        for seq, key in enumerate(thing.members, 1)
    ]  # fmt: skip
    return {row.key: row for row in BundleMember.objects.bulk_create(rows)}


def _begin_all(
    bundle: Bundle, rows: dict[str, BundleMember], thing: Thing, actor: Actor, now: datetime
) -> None:
    """Begin what can begin; what is done at once lets others begin in the same moment."""
    while True:
        states = {key: row.state for key, row in rows.items()}
        fit = rules.ready(states, thing.waits)
        if not fit:
            return
        for key in fit:
            starting.begin(bundle, rows[key], thing, actor, now)
            if rows[key].state == MemberState.FAILED:
                raise DataNotFound(
                    f"“{rows[key].name}”没有通过：{rows[key].reason}请核对后再提交。"
                )


def _write_receipt(bundle: Bundle, actor: Actor, now: datetime) -> None:
    received = tuple(
        papers.ReceivedMaterial(
            name=row.name,
            form=SOURCE_LABELS[Source(row.source)],
            copies=max(1, len(row.files.all())),
            remark=f"{len({member for member, _ in row.used_by})} 个事项共用",
        )
        for row in bundle.materials.order_by("seq").prefetch_related("files")
        if row.source
    )
    dues = [case.answer_due_on for case in bundle.cases.all() if case.answer_due_on]
    add(
        bundle, papers.Receipt, actor=actor, now=now, received_at=now, materials=received,
        answer_by=min(dues, default=None),
    )  # fmt: skip
