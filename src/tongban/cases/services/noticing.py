"""The one-time notice (一次性告知); a second one uses up the leave that a supervisor gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, clock, outbox
from tongban.base.errors import require
from tongban.cases import events, perms, rules
from tongban.cases.queries.facts import definition_of, facts, held
from tongban.cases.rules import demands, papers
from tongban.cases.services import ground, handing, together
from tongban.cases.services.papers import add

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case, CaseMaterial

LONGEST_REQUEST = 500


@dataclass(frozen=True, slots=True)
class Request:
    """What is wrong with one material and what will do."""

    material_key: str
    wrong: str
    standard: str = ""


@transaction.atomic
def ask_supplement(
    *,
    actor: Actor,
    number: str,
    requests: Sequence[Request],
    now: datetime,
    version: int | None = None,
) -> Case:
    """Tell the applicant, once, everything that is to be corrected (一次性告知).

    What will do is said in the words of the guide unless the clerk says more.  Declined with
    `SecondNotice` unless a supervisor permitted another one, `NoticeTooLate`, `NothingAsked`,
    `MaterialUnknown`, or with `NoticeIncomplete` when something known to be missing is left out.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.ASK_SUPPLEMENT))
    together.require_collected(case, actor, now)
    materials, wanted, words = read(case, requests)
    decided = rules.ask_supplement(facts(case, now), words)
    complete(case, materials, wanted)
    handing.first_asked(case, actor, now)
    before = case.state
    _use_permit(case, actor, sorted(wanted), now)
    materials = {key: materials[key] for key in wanted}
    _mark(materials, words)
    case.state = decided.state
    case.notice_on = decided.receipt.notice_on
    case.correction_due_on = decided.receipt.correction_due_on
    case.completed_on = None
    ground.wait_for(case, "", "", "等待申请人补正", now=now, due_on=case.correction_due_on)
    ground.stop_clock(case, rules.StopKind.CORRECTION, "补正", "一次性告知补正", now)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.ASK_SUPPLEMENT, before=before, now=now)
    _correction_paper(case, materials, wanted, actor, now)
    audit.record(actor, events.SupplementAsked.name, number, at=now, keys=sorted(wanted))
    outbox.publish(events.SupplementAsked(number=number))
    return case


def _mark(materials: Mapping[str, CaseMaterial], words: Mapping[str, str]) -> None:
    """Write on each material what is asked for in it."""
    for key, row in materials.items():
        row.asked, row.verdict, row.brought_on = words[key], "wrong", None
        row.save(update_fields=["asked", "verdict", "brought_on"])


def read(
    case: Case, requests: Sequence[Request]
) -> tuple[dict[str, CaseMaterial], dict[str, Request], dict[str, str]]:
    """The materials, the requests and each request as one sentence, by key; part of a command."""
    materials = {row.key: row for row in case.materials.order_by("seq")}
    wanted = _worded(case, materials, requests)
    words = {
        key: ground.fitting(
            f"{one.wrong}（要求：{one.standard}）" if one.wrong else "", LONGEST_REQUEST, key
        )
        for key, one in wanted.items()
    }
    return materials, wanted, words


def _worded(
    case: Case, materials: Mapping[str, CaseMaterial], requests: Sequence[Request]
) -> dict[str, Request]:
    """The requests by key, each with what will do: the clerk's words, or those of the guide."""
    unknown = [one for one in requests if one.material_key not in materials]
    if unknown:
        raise ground.MaterialUnknown
    worded = {}
    for one in requests:
        said = demands.demand(definition_of(case), held(materials[one.material_key]))
        standard = one.standard.strip() or said.standard
        worded[one.material_key] = Request(one.material_key, one.wrong.strip(), standard)
    return worded


def complete(
    case: Case, materials: Mapping[str, CaseMaterial], wanted: Mapping[str, Request]
) -> None:
    """Decline a notice that leaves out what is known to be missing or wrong."""
    owed = demands.owed(definition_of(case), [held(row) for row in materials.values()])
    left_out = [one for one in owed if one.key not in wanted]
    if left_out:
        raise demands.NoticeIncomplete(left_out)


def _correction_paper(
    case: Case,
    materials: Mapping[str, object],
    wanted: Mapping[str, Request],
    actor: Actor,
    now: datetime,
) -> None:
    add(
        case,
        papers.Correction,
        actor=actor,
        now=now,
        applied_on=clock.day_of(case.submitted_at or now),
        asked_on=timezone.localdate(now),
        requests=tuple(
            papers.CorrectionRequest(
                material=str(getattr(materials[key], "name", "")),
                wrong=request.wrong,
                standard=request.standard,
            )
            for key, request in wanted.items()
        ),
        reply_by=case.correction_due_on,
        ways="登录本平台“我的办件”在线补正，或者带材料到窗口补正。",
    )


def _use_permit(case: Case, actor: Actor, keys: Sequence[str], now: datetime) -> None:
    """Note that the permit was used, if this notice is a second one; part of a command."""
    case.second_notices.filter(allowed=True, used_at=None).update(
        used_at=now, used_by_name=actor.name, keys=list(keys)
    )
