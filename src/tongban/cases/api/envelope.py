"""A case in the elements of GB/T 39046-2020: application T5, acceptance T6, steps T7, finish T8.

Moments are YYYYMMDDhhmmss and days YYYYMMDD in the time of the node, codes those of the standard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from ninja import Schema

from tongban.cases import rules
from tongban.directory import queries as directory

if TYPE_CHECKING:
    from datetime import date, datetime

    from tongban.cases.models import Case, CaseMaterial, CaseStep, ClockStop, PushedStep
    from tongban.cases.services import Fetched

CHANNELS = {"window": "1", "web": "2", "mobile": "3", "mail": "4"}
KINDS = {"即办件": "1", "承诺件": "2"}
GET_TYPES = {"paper": "1", "counter": "1", "upload": "2", "late": "4", "licence": "5"}
OTHER = "9"
EXTENDING = "延长"


class MaterialT5(Schema):
    """One material; `get_type` 1 纸质, 2 附件上传, 3 扫描, 4 容缺后补, 5 证照库, 9 其他."""

    material_name: str
    collected: str
    get_type: str
    get_num: int
    collected_at: str


class T5(Schema):
    """办事申请."""

    case_no: str
    project_no: str
    item_code: str
    item_name: str
    case_kind: str
    applicant_name: str
    applicant_id_kind: str
    applicant_id_no: str
    applicant_mobile: str
    agent_name: str
    agent_id_kind: str
    agent_id_no: str
    agent_mobile: str
    address: str
    channel: str
    applied_at: str
    region: str
    materials: list[MaterialT5]


class T6(Schema):
    """办事受理; empty texts before the acceptance."""

    case_no: str
    basic_code: str
    item_code: str
    item_name: str
    org_name: str
    org_code: str
    accept_user: str
    accepted_at: str
    accept_doc_no: str
    promised_finish: str
    case_kind: str
    region: str


class StepT7(Schema):
    """One step; `action` 通过, 退回, 其他; `state` 1 待办, 2 已办; `pushed` by another system."""

    action: str
    step_name: str
    handler: str
    opinion: str
    started_at: str
    ended_at: str
    org_name: str
    org_code: str
    state: str
    pushed: bool


class SpecialT7(Schema):
    """One special procedure; `kind_code` 1 延长审批, 2 其他."""

    kind_name: str
    kind_code: str
    started_on: str
    reason: str
    ended_on: str


class T8(Schema):
    """办结; empty texts before the end. `finish_kind` by the provincial exchange set, 0 to 7."""

    handler: str
    finished_at: str
    finish_kind: str
    result_licence_name: str
    result_licence_no: str
    result: str


class EnvelopeOut(Schema):
    """The four element sets side by side."""

    t5: T5
    t6: T6
    t7_steps: list[StepT7]
    t7_special: list[SpecialT7]
    t8: T8


def envelope(fetched: Fetched) -> EnvelopeOut:
    """The case as other government systems exchange it."""
    view, case = fetched.view, fetched.view.case
    office = directory.department(case.unit)
    names = (office.name, office.uscc)
    return EnvelopeOut(
        t5=_t5(fetched),
        t6=_t6(fetched, names),
        t7_steps=[
            *(_own_step(step, names) for step in view.steps),
            *(_pushed_step(step, names) for step in fetched.pushed),
        ],
        t7_special=[_special(stop) for stop in view.stops if stop.kind == rules.StopKind.SPECIAL],
        t8=_t8(view.steps, case),
    )


def _t5(fetched: Fetched) -> T5:
    case, applicant, agent = fetched.view.case, fetched.applicant, fetched.agent
    return T5(
        case_no=str(case.number),
        project_no=case.project_no or "",
        item_code=fetched.view.definition.implement_code,
        item_name=case.item_name,
        case_kind=KINDS.get(case.kind, OTHER),
        applicant_name=applicant.name,
        applicant_id_kind=applicant.number_type,
        applicant_id_no=applicant.number,
        applicant_mobile=applicant.phone,
        agent_name=agent.name if agent else "",
        agent_id_kind=agent.number_type if agent else "",
        agent_id_no=agent.number if agent else "",
        agent_mobile=agent.phone if agent else "",
        address=applicant.address,
        channel=CHANNELS.get(case.channel, OTHER),
        applied_at=_moment(case.submitted_at),
        region=case.region,
        materials=[_material(row) for row in fetched.view.materials],
    )


def _material(row: CaseMaterial) -> MaterialT5:
    late = row.late_due_on is not None and not row.source
    return MaterialT5(
        material_name=row.name,
        collected="1" if row.source else "0",
        get_type=GET_TYPES.get("late" if late else row.source, OTHER),
        get_num=len(row.files.all()) or int(bool(row.source)),
        collected_at=_day(row.brought_on),
    )


def _t6(fetched: Fetched, names: tuple[str, str]) -> T6:
    view, case = fetched.view, fetched.view.case
    accepted = next((s for s in view.steps if s.step == rules.Step.ACCEPT), None)
    paper = next((p for p in view.documents if p.kind == "acceptance"), None)
    return T6(
        case_no=str(case.number),
        basic_code=view.definition.basic_code,
        item_code=view.definition.implement_code,
        item_name=case.item_name,
        org_name=names[0],
        org_code=names[1],
        accept_user=accepted.actor_name if accepted else "",
        accepted_at=_moment(case.accepted_at),
        accept_doc_no=paper.number if paper else "",
        promised_finish=_day(case.due_on),
        case_kind=KINDS.get(case.kind, OTHER),
        region=case.region,
    )


def _own_step(step: CaseStep, names: tuple[str, str]) -> StepT7:
    back = step.outcome == "back"
    return StepT7(
        action="退回" if back else "通过" if step.outcome else "其他",
        step_name=step.task or rules.label(rules.Step(step.step)),
        handler=step.actor_name,
        opinion=step.words,
        started_at=_moment(step.at),
        ended_at=_moment(step.at),
        org_name=names[0],
        org_code=names[1],
        state="2",
        pushed=False,
    )


def _pushed_step(step: PushedStep, names: tuple[str, str]) -> StepT7:
    return StepT7(
        action=step.action,
        step_name=step.name,
        handler=step.handler,
        opinion=step.opinion,
        started_at=_moment(step.started_at),
        ended_at=_moment(step.ended_at or step.started_at),
        org_name=names[0],
        org_code=names[1],
        state="2" if step.ended_at else "1",
        pushed=True,
    )


def _special(stop: ClockStop) -> SpecialT7:
    return SpecialT7(
        kind_name=stop.name,
        kind_code="1" if EXTENDING in stop.name else "2",
        started_on=_day(stop.from_on),
        reason=stop.reason,
        ended_on=_day(stop.until_on),
    )


def _t8(steps: list[CaseStep], case: Case) -> T8:
    decisions = {str(rules.Step.GRANT), str(rules.Step.DENY)}
    decided = next((s for s in reversed(steps) if s.step in decisions), None)
    return T8(
        handler=decided.actor_name if decided else "",
        finished_at=_moment(case.concluded_at),
        finish_kind=case.finish_kind,
        result_licence_name=case.item_name if case.licence else "",
        result_licence_no=case.licence,
        result=case.finish_reason,
    )


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y%m%d%H%M%S}" if at else ""


def _day(on: date | None) -> str:
    return f"{on:%Y%m%d}" if on else ""
