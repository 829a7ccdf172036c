"""One licence that an office made itself, for a case of ours: by the door of the collection."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base.errors import Invalid
from tongban.licences.models import Licence
from tongban.licences.queries import number_indexes
from tongban.licences.rules import collecting, states
from tongban.licences.services.collecting import collect

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor


class RowRefused(Invalid):
    """The library cannot take the licence as it was described."""

    code = "licences.row_refused"


class NotOfCase(Invalid):
    """The licence is of another type or holder, ended, or was made for another case."""

    code = "licences.not_of_case"


@transaction.atomic
def hand_in(
    *,
    actor: Actor,
    unit: str,
    row: collecting.Row,
    type_key: str,
    holder: UUID,
    case_number: str,
    now: datetime,
) -> Licence:
    """Take a licence in as `collect` does, and note the case it was made for.

    One that came in a batch before is bound as it is.  Declined with `RowRefused`, which names
    each field, or `NotOfCase`; then nothing was taken in.
    """
    report = collect(
        actor=actor, batch_number=f"case:{case_number}", unit=unit, rows=(row,), now=now
    )
    if not report.accepted:
        said = [one for one in report.findings if one.level == "error"]
        raise RowRefused(fields={one.field or "row": one.sentence for one in said})
    indexes = number_indexes(row.get("ZZBH", ""))
    found = Licence.objects.select_for_update(of=("self",)).filter(
        issuer__key=unit, number_index__in=indexes, state=states.State.VALID,
        type__key=type_key, holder=holder, case_number__in=("", case_number),
    ).first()  # fmt: skip
    if found is None:
        raise NotOfCase("证照的类型、持证人或者状态和办件不符，或者它是为另一个办件制作的。")
    found.case_number = case_number
    found.save(update_fields=["case_number"])
    return found
