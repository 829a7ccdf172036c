"""Words for staff: states with their tones, who holds a case, what was done, how a value reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.access.rules import ROLE_LABELS
from tongban.cases.rules import FinishKind, State, Step, label
from tongban.cases.rules.materials import SOURCE_LABELS, Source
from tongban.identity.rules import mask
from tongban.processes.rules import OUTCOME_NAMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.access.models import DataAccess
    from tongban.base.models import AuditEntry
    from tongban.cases.models import Case, CaseStep

KIB = 1024
TONES = {
    State.SUBMITTED: "waiting",
    State.PRECHECKED: "waiting",
    State.CORRECTION: "asked",
    State.ACCEPTED: "working",
    State.EXAMINING: "working",
    State.SUSPENDED: "paused",
    State.GRANTED: "good",
    State.DENIED: "bad",
    State.MAKING: "working",
    State.DELIVERING: "working",
    State.CONCLUDED: "good",
    State.REFUSED: "bad",
}
CHANNELS = {
    "web": "网上",
    "mobile": "手机",
    "window": "窗口",
    "agent": "代办",
    "api": "接口",
    "system": "系统",
}
# How the value of a data element is masked: by its format, or by its name when it is a plain line.
_MASKS_BY_FORMAT = {
    "citizen-number": "number",
    "mobile": "phone",
    "phone": "phone",
    "email": "email",
    "bank-account": "card",
    "plate": "plate",
}
_MASKED = {
    "name": frozenset(
        {
            "person.name",
            "person.household_head",
            "org.legal_person",
            "org.contact",
            "delivery.recipient",
            "bank.holder",
            "child.name",
            "father.name",
            "mother.name",
            "spouse.name",
            "dead.name",
            "contact.name",
            "security.head",
            "fire.head",
            "disabled.guardian",
            "elder.agent",
            "care.head",
            "society.head",
            "utility.old_owner",
            "realty.seller",
            "company.head",
            "company.finance",
            "food.safety_manager",
            "drug.quality",
            "invoice.taker",
            "freight.manager",
            "pesticide.manager",
            "safety.head",
            "safety.manager",
        }
    ),
    "address": frozenset(
        {
            "person.address",
            "person.hukou_address",
            "delivery.address",
            "residence.address",
            "residence.origin",
            "home.address",
            "hukou.to",
            "hukou.from",
        }
    ),
    "passport": frozenset({"realty.seller_number", "disabled.number", "passport.old"}),
    "card": frozenset({"fund.account"}),
    "hidden": frozenset({"family.list", "company.shareholders"}),
}
_BY_ELEMENT = {element: kind for kind, elements in _MASKED.items() for element in elements}


def state(case: Case) -> str:
    """The state as staff read it; a finished case says how."""
    if case.state == State.CONCLUDED and case.granted is False:
        return _("办结：不予许可")
    return label(State(case.state))


def tone(case: Case) -> str:
    """The tone of the chip that shows the state."""
    if case.state == State.CONCLUDED and case.granted is False:
        return "bad"
    return TONES.get(State(case.state), "quiet")


def holder(case: Case) -> str:
    """Who has to act next, and on what."""
    role = ROLE_LABELS.get(case.waiting_role, "")
    if case.waiting_title and role and role != case.waiting_title:
        return _("%(role)s：%(title)s") % {"role": role, "title": case.waiting_title}
    return case.waiting_title or role or _("无需再办")


def done(step: CaseStep) -> str:
    """What a step was, with its outcome."""
    words = step.task or label(Step(step.step))
    outcome = OUTCOME_NAMES.get(step.outcome, "")
    return f"{words}：{outcome}" if outcome else words


def actor(step: CaseStep) -> str:
    """Who took a step; the applicant is not named."""
    if step.actor_kind == "person":
        return _("申请人")
    if step.actor_kind == "system":
        return _("系统")
    role = ROLE_LABELS.get(step.actor_post.rpartition("/")[2], "")
    return f"{step.actor_name}（{role}）" if role else step.actor_name


def finished(case: Case) -> str:
    """How a closed case ended."""
    return label(FinishKind(case.finish_kind)) if case.finish_kind else ""


def source(word: str) -> str:
    """How a material came in."""
    return SOURCE_LABELS[Source(word)] if word else _("没有交")


def channel(word: str) -> str:
    """Through what the application came."""
    return CHANNELS.get(word, word)


def size(count: int) -> str:
    """A file's size as people say it."""
    if count >= KIB * KIB:
        return f"{count / KIB / KIB:.1f} MB"
    return f"{max(1, round(count / KIB))} KB"


def spoken(value: object) -> str:
    """A value of a form as it is read."""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, list):
        return "、".join(str(one) for one in value)
    return "" if value is None else str(value)


def masked(element: str, shape: Mapping[str, object], value: object) -> str:
    """A value of a form without what identifies a person."""
    text = spoken(value)
    if not text:
        return ""
    kind = _BY_ELEMENT.get(element) or _MASKS_BY_FORMAT.get(str(shape.get("format", "")))
    return mask(kind, text) if kind else text


_EVENTS = {
    "cases.submitted": "提交申请",
    "cases.supplement_asked": "一次性告知补正",
    "cases.supplemented": "补齐材料",
    "cases.accepted": "受理",
    "cases.refused": "不予受理",
    "cases.suspended": "启动特别程序",
    "cases.resumed": "结束特别程序",
    "cases.granted": "准予",
    "cases.denied": "不予许可",
    "cases.licence_made": "制作证照",
    "cases.concluded": "办结",
    "cases.withdrawn": "撤回",
    "cases.terminated": "终止",
    "cases.draft_opened": "开始填写",
    "cases.draft_changed": "保存填写的内容",
    "cases.material_handed_in": "交来材料",
    "cases.material_taken_back": "取回材料",
    "cases.material_checked": "核对材料",
    "cases.prechecked": "预审通过",
    "cases.opinion_given": "签署意见",
    "cases.document_printed": "打印文书",
    "cases.delivered": "送达",
    "supervision.warning_raised": "发出预警",
    "supervision.card_answered": "反馈预警",
    "supervision.card_reviewed": "审核反馈",
    "supervision.card_written_off": "核销预警",
    "supervision.order_issued": "发出督办",
    "supervision.order_replied": "回复督办",
    "supervision.order_returned": "退回督办回复",
    "supervision.order_escalated": "督办逾期未回复",
    "supervision.order_closed": "办结督办",
    "supervision.complaint_registered": "登记咨询投诉",
    "supervision.complaint_put_off": "咨询投诉延期",
    "supervision.complaint_answered": "答复咨询投诉",
    "supervision.fee_noted": "登记收费",
    "supervision.fee_struck": "作废收费登记",
    "supervision.sample_checked": "抽查检查",
    "supervision.letter_printed": "打印监察文书",
    "feedback.rated": "评价",
    "feedback.revisit_owed": "差评等回访",
    "feedback.revisited": "差评回访",
}


def event(name: str) -> str:
    """What an audited act was; one without words keeps its name."""
    return _EVENTS.get(name, name)


def entry_actor(found: AuditEntry) -> str:
    """Who did what an entry of the trail says; the applicant is not named."""
    if found.actor_kind == "person":
        return _("申请人")
    if found.actor_kind == "system":
        return _("系统")
    role = ROLE_LABELS.get(found.actor_post.rpartition("/")[2], "")
    return f"{found.actor_name}（{role}）" if role else found.actor_name


def looker(found: DataAccess) -> str:
    """Who looked at somebody's data, and in which role; a person is not named to staff."""
    role = ROLE_LABELS.get(found.post.rpartition("/")[2], "")
    return f"{found.actor_name}（{role}）" if role else _("经办人")
