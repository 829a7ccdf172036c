"""How a case ends before its decision, whoever ends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from tongban.cases import rules
from tongban.cases.services import ground
from tongban.processes import queries as runs
from tongban.processes import services as processes

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.cases.models import Case


def end(case: Case, kind: rules.FinishKind, reason: str, now: datetime) -> None:
    """Close a case before its decision, with all that waits for it; part of a command."""
    ground.run_clock(case, rules.StopKind.CORRECTION, timezone.localdate(now))
    ground.run_clock(case, rules.StopKind.SPECIAL, timezone.localdate(now))
    if runs.waiting(str(case.pk)):
        processes.cancel(reference=str(case.pk), now=now)
    ground.close(case, kind, reason, now)
    ground.keep(case, now)
