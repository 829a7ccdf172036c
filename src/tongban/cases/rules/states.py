"""The states of a case (办件), the steps between them, and who takes them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from tongban.base.errors import Refusal


class State(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    PRECHECKED = "prechecked"
    CORRECTION = "correction"
    ACCEPTED = "accepted"
    EXAMINING = "examining"
    SUSPENDED = "suspended"
    GRANTED = "granted"
    DENIED = "denied"
    MAKING = "making"
    DELIVERING = "delivering"
    CONCLUDED = "concluded"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    TERMINATED = "terminated"


class Step(StrEnum):
    """What can be done with a case."""

    SUBMIT = "submit"
    PRECHECK = "precheck"
    ASK_SUPPLEMENT = "ask_supplement"
    SUPPLEMENT = "supplement"
    LAPSE = "lapse"
    ACCEPT = "accept"
    REFUSE = "refuse"
    FORWARD = "forward"
    SUSPEND = "suspend"
    RESUME = "resume"
    ASK_EXTENSION = "ask_extension"
    EXTEND = "extend"
    KEEP_LIMIT = "keep_limit"
    GRANT = "grant"
    DENY = "deny"
    MAKE = "make"
    DELIVER = "deliver"
    CONCLUDE = "conclude"
    WITHDRAW = "withdraw"
    TERMINATE = "terminate"
    LAPSE_GAP = "lapse_gap"
    REFER = "refer"


class FinishKind(StrEnum):
    """How a case ended (办结结果代码), by the codes of the provincial exchange set."""

    LICENCE_ISSUED = "0"
    RETURNED = "1"
    VOIDED = "2"
    DELETED = "3"
    REFERRED_UP = "4"
    CORRECTION_LAPSED = "5"
    FINISHED = "6"
    ON_PAPER = "7"


CLOSED = frozenset({State.CONCLUDED, State.REFUSED, State.WITHDRAWN, State.TERMINATED})
OPEN = frozenset(State) - CLOSED - {State.DRAFT}
UNDECIDED = frozenset(
    {
        State.SUBMITTED,
        State.PRECHECKED,
        State.CORRECTION,
        State.ACCEPTED,
        State.EXAMINING,
        State.SUSPENDED,
    }
)
RUNNING = frozenset({State.ACCEPTED, State.EXAMINING})
UNDER_REVIEW = RUNNING | {State.SUSPENDED}

NEXT: Mapping[tuple[State, Step], State] = MappingProxyType(
    {
        (State.DRAFT, Step.SUBMIT): State.SUBMITTED,
        (State.SUBMITTED, Step.PRECHECK): State.PRECHECKED,
        (State.SUBMITTED, Step.ASK_SUPPLEMENT): State.CORRECTION,
        (State.SUBMITTED, Step.ACCEPT): State.ACCEPTED,
        (State.SUBMITTED, Step.REFUSE): State.REFUSED,
        (State.PRECHECKED, Step.ASK_SUPPLEMENT): State.CORRECTION,
        (State.PRECHECKED, Step.ACCEPT): State.ACCEPTED,
        (State.PRECHECKED, Step.REFUSE): State.REFUSED,
        (State.CORRECTION, Step.SUPPLEMENT): State.SUBMITTED,
        (State.CORRECTION, Step.LAPSE): State.WITHDRAWN,
        (State.ACCEPTED, Step.FORWARD): State.EXAMINING,
        (State.ACCEPTED, Step.SUSPEND): State.SUSPENDED,
        (State.ACCEPTED, Step.GRANT): State.GRANTED,
        (State.ACCEPTED, Step.DENY): State.DENIED,
        (State.EXAMINING, Step.FORWARD): State.EXAMINING,
        (State.EXAMINING, Step.SUSPEND): State.SUSPENDED,
        (State.EXAMINING, Step.GRANT): State.GRANTED,
        (State.EXAMINING, Step.DENY): State.DENIED,
        (State.SUSPENDED, Step.RESUME): State.EXAMINING,
        (State.GRANTED, Step.MAKE): State.MAKING,
        (State.GRANTED, Step.DELIVER): State.DELIVERING,
        (State.DENIED, Step.DELIVER): State.DELIVERING,
        (State.MAKING, Step.DELIVER): State.DELIVERING,
        (State.DELIVERING, Step.CONCLUDE): State.CONCLUDED,
    }
    | {
        (state, step): state
        for state in RUNNING
        for step in (Step.ASK_EXTENSION, Step.EXTEND, Step.KEEP_LIMIT)
    }
    | {(state, Step.WITHDRAW): State.WITHDRAWN for state in UNDECIDED}
    | {(state, Step.TERMINATE): State.TERMINATED for state in UNDECIDED}
    | {(state, Step.LAPSE_GAP): State.WITHDRAWN for state in UNDER_REVIEW}
    | {(state, Step.REFER): State.CONCLUDED for state in RUNNING}
)

# Role words of access.rules.Role; "applicant" also stands for his agent, "system" for a job.
WHO: Mapping[Step, frozenset[str]] = MappingProxyType(
    {
        Step.SUBMIT: frozenset({"applicant", "clerk"}),
        Step.PRECHECK: frozenset({"clerk"}),
        Step.ASK_SUPPLEMENT: frozenset({"clerk"}),
        Step.SUPPLEMENT: frozenset({"applicant", "clerk"}),
        Step.LAPSE: frozenset({"system"}),
        Step.ACCEPT: frozenset({"clerk", "system"}),
        Step.REFUSE: frozenset({"clerk"}),
        Step.FORWARD: frozenset({"handler", "reviewer", "approver"}),
        Step.SUSPEND: frozenset({"handler", "reviewer", "approver"}),
        Step.RESUME: frozenset({"handler", "reviewer", "approver"}),
        Step.ASK_EXTENSION: frozenset({"handler", "reviewer", "approver"}),
        Step.EXTEND: frozenset({"approver"}),
        Step.KEEP_LIMIT: frozenset({"approver"}),
        Step.GRANT: frozenset({"approver", "system"}),
        Step.DENY: frozenset({"approver"}),
        Step.MAKE: frozenset({"licensing", "system"}),
        Step.DELIVER: frozenset({"clerk", "licensing", "system"}),
        Step.CONCLUDE: frozenset({"clerk", "licensing", "system"}),
        Step.WITHDRAW: frozenset({"applicant", "clerk"}),
        Step.TERMINATE: frozenset({"approver"}),
        Step.LAPSE_GAP: frozenset({"system"}),
        Step.REFER: frozenset({"approver"}),
    }
)
# An item decided on the spot (即办件) is decided where it was accepted (行政许可法 第三十四条).
WHO_ON_THE_SPOT: Mapping[Step, frozenset[str]] = MappingProxyType(
    {step: WHO[step] | {"clerk"} for step in (Step.GRANT, Step.DENY, Step.MAKE)}
)

LABELS: Mapping[State | Step | FinishKind, str] = MappingProxyType(
    {
        State.DRAFT: "暂存",
        State.SUBMITTED: "待预审",
        State.PRECHECKED: "预审通过",
        State.CORRECTION: "补正",
        State.ACCEPTED: "受理",
        State.EXAMINING: "审查",
        State.SUSPENDED: "特别程序",
        State.GRANTED: "准予",
        State.DENIED: "不予许可",
        State.MAKING: "制证",
        State.DELIVERING: "送达",
        State.CONCLUDED: "办结",
        State.REFUSED: "不予受理",
        State.WITHDRAWN: "撤回",
        State.TERMINATED: "终止",
        Step.SUBMIT: "提交申请",
        Step.PRECHECK: "通过预审",
        Step.ASK_SUPPLEMENT: "告知补正",
        Step.SUPPLEMENT: "补齐材料",
        Step.LAPSE: "补正逾期",
        Step.ACCEPT: "受理申请",
        Step.REFUSE: "决定不予受理",
        Step.FORWARD: "签署审查意见",
        Step.SUSPEND: "启动特别程序",
        Step.RESUME: "结束特别程序",
        Step.ASK_EXTENSION: "申请延长期限",
        Step.EXTEND: "批准延长期限",
        Step.KEEP_LIMIT: "不同意延长期限",
        Step.GRANT: "准予许可",
        Step.DENY: "决定不予许可",
        Step.MAKE: "制作证照",
        Step.DELIVER: "送达结果",
        Step.CONCLUDE: "办结归档",
        Step.WITHDRAW: "撤回申请",
        Step.TERMINATE: "终止办理",
        Step.LAPSE_GAP: "容缺逾期",
        Step.REFER: "转报上级",
        FinishKind.LICENCE_ISSUED: "出证办结",
        FinishKind.RETURNED: "退回办结",
        FinishKind.VOIDED: "作废办结",
        FinishKind.DELETED: "删除办结",
        FinishKind.REFERRED_UP: "转报办结",
        FinishKind.CORRECTION_LAPSED: "补正不来办结",
        FinishKind.FINISHED: "普通办结",
        FinishKind.ON_PAPER: "纸质办结",
    }
)


class StepNotAllowed(Refusal):
    """The state of the case does not allow this step."""

    code = "cases.step_not_allowed"

    def __init__(self, state: State, step: Step) -> None:
        self.state, self.step = state, step
        super().__init__(f"办件目前处于“{label(state)}”阶段，不能{label(step)}。")


class AlreadyDecided(StepNotAllowed):
    """After the decision the applicant cannot take the case back."""

    code = "cases.already_decided"

    def __init__(self, state: State) -> None:
        super().__init__(state, Step.WITHDRAW)
        self.detail = (
            "已经作出决定，不能撤回申请。不想要这个结果的，可以申请注销证照；"
            "对决定不服的，可以按决定书写明的途径申请复议或者提起诉讼。"
        )


def next_state(state: State, step: Step) -> State:
    """Return the state after the step, or raise `StepNotAllowed`."""
    reached = NEXT.get((state, step))
    if reached is None:
        raise StepNotAllowed(state, step)
    return reached


def steps_from(state: State) -> tuple[Step, ...]:
    """Return the steps that the state allows, in the order of `Step`."""
    return tuple(step for step in Step if (state, step) in NEXT)


def who_may(step: Step, *, on_the_spot: bool = False) -> frozenset[str]:
    """Return the role words that may take the step; which unit and place, `perms` decides."""
    return WHO_ON_THE_SPOT.get(step, WHO[step]) if on_the_spot else WHO[step]


def is_closed(state: State) -> bool:
    """Tell whether nothing more can happen to the case."""
    return state in CLOSED


def is_open(state: State) -> bool:
    """Tell whether the office still owes something; a draft is neither open nor closed."""
    return state in OPEN


def label(word: State | Step | FinishKind) -> str:
    """Return the Chinese word that people read."""
    return LABELS[word]
