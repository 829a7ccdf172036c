"""How the applicant wants what a life event (一件事) yields, said anew for the whole of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.base import audit
from tongban.base.errors import require
from tongban.cases import events, perms, rules
from tongban.cases.rules import outputs
from tongban.cases.rules.bundles import BundleState
from tongban.cases.services import handing_out
from tongban.cases.services.bundles import ground
from tongban.cases.services.bundles.applicant import acting

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from tongban.base.actors import Actor


@transaction.atomic
def choose_bundle_way(
    *,
    actor: Actor,
    number: str,
    way: outputs.Way,
    apart: Container[str] = (),
    now: datetime,
) -> tuple[str, ...]:
    """Say how everything is fetched that has not left yet; returns the cases it holds for.

    Members that begin later take it over with the one form.  `apart` are cases whose result is on
    its way already.  Declined with `NoWayOpen` once all of it has ended.
    """
    bundle = ground.locked(actor, number)
    require(perms.may_act_on_bundle(actor, bundle))
    if bundle.state != BundleState.RUNNING:
        raise outputs.NoWayOpen
    before = outputs.way_of(bundle.form)
    bundle.form = {**bundle.form, outputs.FIELD: outputs.SAYS[way]}
    bundle.save(update_fields=["form"])
    open_ = [case for case in ground.cases_of(bundle).values() if case.state in rules.OPEN]
    held = [case for case in open_ if str(case.number) not in apart]
    for case in held:
        handing_out.choose_way(actor=acting(actor, case), number=str(case.number), way=way, now=now)
    numbers = tuple(str(case.number) for case in held)
    audit.record(
        actor, events.BUNDLE_WAY_CHOSEN, number, at=now, before=before, way=way, cases=numbers
    )
    return numbers
