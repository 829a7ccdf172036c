"""Loading a catalogue file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit, outbox
from tongban.base.errors import require
from tongban.directory import queries as directory
from tongban.items import events, perms
from tongban.items.models import Item, State, Summary
from tongban.items.rules import catalogue, limits
from tongban.items.rules.faults import Fault
from tongban.items.rules.report import CatalogueRefused, Report
from tongban.items.services import publishing
from tongban.processes import queries as processes
from tongban.processes import services as running
from tongban.processes.rules import GivenByLaw

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

_COUNTS = ("new", "changed", "unchanged", "retired", "restated", "life_events")


@transaction.atomic
def load_catalogue(
    *,
    actor: Actor,
    content: bytes,
    file_name: str,
    now: datetime,
    known_licence_types: frozenset[str],
    retire: bool = False,
) -> Report:
    """Publish the items and life events of a file: all of it, or nothing.

    An item whose content is the same gets no new version; a changed one gets the next, and cases
    go on under theirs.  What the file does not name stays as it is; `retire` withdraws it instead.
    Departments must be in the directory before.  Declined with `CatalogueRefused`, which names
    file, line, path and fault of everything wrong; so is an item whose process takes longer than
    the law gives it.
    """
    summary, _ = Summary.objects.select_for_update().get_or_create(id=1)
    require(perms.may_publish(actor))
    parsed = catalogue.parse(content, file_name, _around(known_licence_types))
    if isinstance(parsed, catalogue.Unfit):
        raise CatalogueRefused(parsed.faults)
    _refuse_taken_codes(parsed, file_name)
    report = publishing.publish(parsed, file_name, now=now, retire=retire)
    _note_limits(parsed, file_name, whole=retire)
    if not report.is_idle or not summary.content:
        publishing.summarise(summary, now=now)
    facts = {name: getattr(report, name) for name in _COUNTS}
    audit.record(actor, events.CATALOGUE_LOADED, file_name[:128], at=now, **facts)
    if not report.is_idle:
        outbox.publish(
            events.ItemsPublished(
                file=file_name, new=report.new, changed=report.changed, retired=report.retired
            )
        )
    return report


def _around(known_licence_types: frozenset[str]) -> catalogue.Surroundings:
    offices = {
        one.key: catalogue.Office(one.key, one.name, one.uscc, one.guide_code, one.region_id)
        for one in directory.departments()
    }
    halls = frozenset(hall.code for hall in directory.halls())
    kinds = frozenset(processes.kinds()) or catalogue.PROCESSES
    return catalogue.Surroundings(offices, known_licence_types, halls, kinds)


def _note_limits(parsed: catalogue.Catalogue, file_name: str, *, whole: bool) -> None:
    """Tell the processes what the law gives each item, so that no drawing may take longer."""
    given = [
        GivenByLaw(
            one.process, one.key,
            None if row.state == State.CANCELLED else limits.working_days(one.statutory), one.name,
        )
        for row in parsed.rows for one in [row.definition]
    ]  # fmt: skip
    try:
        running.note_limits(given, whole=whole)
    except running.LimitTooShort as late:
        faults = (
            Fault(file_name, f"items({key}).statutory_limit", sentence)
            for key, sentence in late.fields.items()
        )
        raise CatalogueRefused(tuple(faults)) from late


def _refuse_taken_codes(parsed: catalogue.Catalogue, file_name: str) -> None:
    own = {row.definition.implement_code: row.definition.key for row in parsed.rows}
    taken = Item.objects.filter(implement_code__in=own).exclude(key__in=own.values()).order_by("id")
    faults = tuple(
        Fault(
            file_name,
            f"items({own[item.implement_code]}).implement_code",
            f"这个实施编码已经用于 {item.key}（{item.name}）。",
        )
        for item in taken
    )
    if faults:
        raise CatalogueRefused(faults)
