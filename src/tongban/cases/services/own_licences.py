"""The licence that the department makes in its own system, and hands in for the case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import transaction

from tongban.access.rules import Role
from tongban.base.errors import Invalid, Refusal, require
from tongban.cases import perms, rules
from tongban.cases.models import CaseTask
from tongban.cases.queries.facts import definition_of
from tongban.cases.services import founding, ground, outcome
from tongban.licences import services as licences
from tongban.licences.rules import collecting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

TITLE: Final = "等待部门制证系统送来证照"


class NoLicenceAwaited(Refusal):
    """The department did not say that it makes the licence, or it has handed it in."""

    code = "cases.no_licence_awaited"
    sentence = "这个办件不等部门送证照：没有以自行制证的方式准予，或者证照已经送到。"


class NoLicenceYielded(Invalid):
    """The item yields no licence, or it is not granted: there is nothing to make."""

    code = "cases.no_licence_yielded"


def expect(case: Case, now: datetime) -> None:
    """Wait for the licence of a case that was just granted; part of a command.

    It stands in the work list of the department's licensing post until it has come.
    """
    if not case.granted or not definition_of(case).result.licence:
        sentence = "只有准予、并且结果是证照的办件，才能由部门自行制证。"
        raise NoLicenceYielded(fields={"own_licence": sentence})
    CaseTask.objects.create(
        case=case, key=outcome.OWN_LICENCE, title=TITLE, role=Role.LICENSING, unit=case.unit,
        opened_at=now, due_on=case.next_due_on,
    )  # fmt: skip


@transaction.atomic
def hand_in(*, actor: Actor, number: str, row: Mapping[str, object], now: datetime) -> Case:
    """Take the licence into the library, bind it to the case, and carry the case on.

    The row is one of a collection (归集).  Declined with `NoLicenceAwaited`, or as
    `licences.hand_in` declines the row; nothing is written then.
    """
    case = ground.locked(actor, number)
    require(perms.post_for(actor, case, Role.APPROVER, Role.LICENSING))
    if not outcome.awaits_own_licence(case):
        raise NoLicenceAwaited
    kind = definition_of(case).result.licence or ""
    (plain,) = collecting.rows([row])
    licence = licences.hand_in(
        actor=actor, unit=case.unit, row=plain, type_key=kind, case_number=number,
        holder=_holder(case, kind, plain, now), now=now,
    )  # fmt: skip
    if case.state == rules.State.GRANTED:
        outcome.begin_making(case, now, TITLE)
    outcome.bind(case, licence.identifier, actor, now)
    outcome.send_out(case, now)
    return case


def _holder(case: Case, kind: str, row: collecting.Row, now: datetime) -> UUID:
    """Whose it must be: the applicant's, or that of the enterprise that the licence founds."""
    code, name = (row.get(column, "") for column in ("CZZTDM", "CZZT"))
    return founding.found_as(case, kind, code.upper(), name, now)
