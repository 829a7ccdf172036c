"""At the counter: pre-check, accept, ask once for corrections, refuse."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from tongban.base import audit, clock, outbox
from tongban.base.actors import SYSTEM
from tongban.base.errors import Refusal, require
from tongban.cases import events, perms, rules
from tongban.cases.queries.facts import calendar_of, definition_of, facts, handed_in
from tongban.cases.rules import papers
from tongban.cases.services import ground
from tongban.cases.services.papers import add
from tongban.items.rules import promised_for
from tongban.items.rules.limits import spoken
from tongban.processes import services as processes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tongban.base.actors import Actor
    from tongban.cases.models import Case

LONGEST_NOTE, LONGEST_REASON, LONGEST_OFFICE, MOST_REASONS = 500, 1_000, 100, 20
LONGEST_REQUEST = 500
REVIEW_OFFICE = "本级人民政府"
COURT = "有管辖权的人民法院"


class CheckNotFinished(Refusal):
    """A material was found wrong, or not looked at, and the case was to be accepted."""

    code = "cases.check_not_finished"
    sentence = "还有材料没有核对。请逐项核对后再受理。"


@dataclass(frozen=True, slots=True)
class Request:
    """What is wrong with one material and what will do."""

    material_key: str
    wrong: str
    standard: str = ""


@transaction.atomic
def precheck(*, actor: Actor, number: str, now: datetime, version: int | None = None) -> Case:
    """Note that what came in online looks complete; this is not an acceptance yet."""
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.PRECHECK))
    before = case.state
    case.state = rules.precheck(facts(case, now)).state
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.PRECHECK, before=before, now=now)
    audit.record(actor, events.PRECHECKED, number, at=now)
    return case


@transaction.atomic
def accept(
    *, actor: Actor, number: str, note: str = "", now: datetime, version: int | None = None
) -> Case:
    """Accept a case and start its limits (行政许可法 第三十二条、第四十二条).

    Materials that may follow (容缺后补) get their day.  Declined with `StepNotAllowed`,
    `MaterialsMissing` or, when a material was not looked at, `CheckNotFinished`; nothing is
    written then.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.ACCEPT))
    words = ground.fitting(note, LONGEST_NOTE, "note")
    decided = _judged(case, actor, now)
    before = case.state
    _write_acceptance(case, decided)
    first = processes.start(kind=case.process, reference=str(case.pk), now=now)[0]
    ground.wait_for(case, first.role, first.task_key, first.title, now=now)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.ACCEPT, before=before, now=now, words=words)
    late = _let_follow(case, decided, now)
    _acceptance_paper(case, decided, late, actor, now)
    audit.record(
        actor, events.CaseAccepted.name, number, at=now,
        due_on=str(case.due_on), by_silence=decided.by_silence,
    )  # fmt: skip
    outbox.publish(events.CaseAccepted(number=number))
    return case


def _judged(case: Case, actor: Actor, now: datetime) -> rules.Acceptance:
    """The decision to accept; the system accepts by silence only, a clerk what he has checked."""
    decided = rules.accept(facts(case, now))
    if decided.by_silence:
        return decided
    if actor.is_system:
        raise rules.NotSilentYet
    if case.materials.filter(verdict="").exclude(source="").exists():
        raise CheckNotFinished
    return decided


def _let_follow(case: Case, decided: rules.Acceptance, now: datetime) -> list[papers.LateMaterial]:
    """Give each material that may follow its day, and return them for the paper."""
    today = timezone.localdate(now)
    due_on = case.due_on or decided.accepted_on
    day = rules.late_due_on(decided.accepted_on, due_on, today, calendar=calendar_of(case, today))
    definition, late = definition_of(case), []
    rows = list(case.materials.order_by("seq"))
    for row, seen in zip(rows, handed_in(rows), strict=True):
        if rules.may_follow(seen):
            row.late_due_on = day
            row.save(update_fields=["late_due_on"])
            described = definition.material(row.key)
            form = described.form if described else ""
            late.append(papers.LateMaterial(name=row.name, form=form, due_on=day))
    return late


def _write_acceptance(case: Case, decided: rules.Acceptance) -> None:
    case.state = decided.state
    case.accepted_at, case.accepted_on = decided.accepted_at, decided.accepted_on
    case.by_silence = decided.by_silence
    ground.set_clock(case, decided.clock)


def _acceptance_paper(
    case: Case,
    decided: rules.Acceptance,
    late: Sequence[papers.LateMaterial],
    actor: Actor,
    now: datetime,
) -> None:
    definition = definition_of(case)
    promised, legal = decided.clock.promised, decided.clock.legal
    add(
        case,
        papers.Acceptance,
        actor=actor,
        now=now,
        applied_on=clock.day_of(case.submitted_at or now),
        accepted_on=decided.accepted_on,
        due_on=promised.due_on or decided.accepted_on,
        limit=spoken(promised_for(definition, case.answers)),
        counted=tuple(line.words for line in promised.lines),
        legal_due_on=legal.due_on if legal else None,
        legal_limit=spoken(definition.statutory) if definition.statutory else "",
        result=definition.result.name,
        fee="不收费" if not definition.fee.charged else "按公示标准收费",
        late_materials=tuple(late),
    )


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

    Declined with `SecondNotice`, `NoticeTooLate`, `NothingAsked` or `MaterialUnknown`.
    """
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.ASK_SUPPLEMENT))
    wanted = {request.material_key: request for request in requests}
    words = {
        key: ground.fitting(f"{r.wrong.strip()}{_standard(r)}", LONGEST_REQUEST, key)
        for key, r in wanted.items()
    }
    decided = rules.ask_supplement(facts(case, now), words)
    before = case.state
    materials = {row.key: row for row in case.materials.filter(key__in=list(wanted))}
    if set(wanted) - set(materials):
        raise ground.MaterialUnknown
    for key, row in materials.items():
        row.asked, row.verdict, row.brought_on = words[key], "wrong", None
        row.save(update_fields=["asked", "verdict", "brought_on"])
    case.state = decided.state
    case.notice_on = decided.receipt.notice_on
    case.correction_due_on = decided.receipt.correction_due_on
    ground.wait_for(case, "", "", "等待申请人补正", now=now, due_on=case.correction_due_on)
    ground.stop_clock(case, rules.StopKind.CORRECTION, "补正", "一次性告知补正", now)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.ASK_SUPPLEMENT, before=before, now=now)
    _correction_paper(case, materials, wanted, actor, now)
    audit.record(actor, events.SupplementAsked.name, number, at=now, keys=sorted(wanted))
    outbox.publish(events.SupplementAsked(number=number))
    return case


def _standard(request: Request) -> str:
    return f"（要求：{request.standard.strip()}）" if request.standard.strip() else ""


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
                standard=request.standard or "符合办事指南的要求",
            )
            for key, request in wanted.items()
        ),
        reply_by=case.correction_due_on,
        ways="登录本平台“我的办件”在线补正，或者带材料到窗口补正。",
    )


@transaction.atomic
def refuse(
    *,
    actor: Actor,
    number: str,
    reasons: Sequence[str],
    competent_office: str = "",
    now: datetime,
    version: int | None = None,
) -> Case:
    """Decide not to take the case in (不予受理), with reasons and remedies."""
    case = ground.locked(actor, number, version=version)
    require(perms.may_take(actor, case, rules.Step.REFUSE))
    kept = tuple(ground.fitting(each, LONGEST_REASON, "reasons") for each in reasons)
    office = ground.fitting(competent_office, LONGEST_OFFICE, "competent_office")
    decided = rules.refuse(facts(case, now), kept[:MOST_REASONS], competent_office=office)
    before = case.state
    case.state = decided.state
    reason = "；".join(decided.reasons)
    ground.close(case, rules.FinishKind.RETURNED, reason, now)
    ground.keep(case, now)
    ground.note(case, actor, rules.Step.REFUSE, before=before, now=now, words=reason)
    add(
        case,
        papers.Refusal,
        actor=actor,
        now=now,
        applied_on=clock.day_of(case.submitted_at or now),
        decided_on=timezone.localdate(now),
        reasons=decided.reasons,
        competent_office=decided.competent_office,
        review_office=REVIEW_OFFICE,
        court=COURT,
    )
    audit.record(actor, events.CaseRefused.name, number, at=now)
    outbox.publish(events.CaseRefused(number=number))
    return case


def accept_silent(*, number: str, now: datetime) -> Case:
    """Accept by silence a case that nobody answered within five days (第三十二条第四项).

    Declined with `NotSilentYet` while the office may still answer.
    """
    return accept(actor=SYSTEM, number=number, note="逾期未告知，自收到之日起即为受理", now=now)
