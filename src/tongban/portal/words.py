"""Words for people: where a case stands, what a step means, what a value says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from tongban.base.actors import ActorKind
from tongban.base.templatetags.tongban import cn_date
from tongban.cases.rules import UNDER_REVIEW, FinishKind, State, Step

if TYPE_CHECKING:
    from tongban.cases.models import Case, CaseStep

KIB = 1024


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a case stands: the word on the chip, its tone, what happens next."""

    word: str
    tone: str
    title: str
    text: str


def standing(case: Case) -> Standing:
    """Where the case stands, in words for its applicant."""
    state = State(case.state)
    if state is State.CONCLUDED:
        return _concluded(case)
    if case.gap_due_on is not None and state in UNDER_REVIEW:
        return _with_gap(case)
    return _STANDINGS[state]()


def _with_gap(case: Case) -> Standing:
    return Standing(
        _("已受理，等您补材料"), "asked", _("已经容缺受理，请按时补齐材料"),
        _("请在 %(day)s 前补齐您承诺后补的材料；到期没有补齐的，视为撤回申请。")
        % {"day": cn_date(case.gap_due_on)},
    )  # fmt: skip


def _concluded(case: Case) -> Standing:
    if case.finish_kind == FinishKind.REFERRED_UP:
        return Standing(
            _("已转报上级"), "working", _("初步审查完成，已经转报上级"),
            _("上级另有一个办件，期限另算，您不用再交材料。"),
        )  # fmt: skip
    if case.granted is False:
        return Standing(
            _("已办结：不予许可"), "bad", _("办完了，结果是不予许可"),
            _("决定书里写明了理由，以及您可以怎样申请复议或者提起诉讼。"),
        )  # fmt: skip
    return Standing(
        _("已办结"), "good", _("办完了"), _("结果已经送到，文书都在这一页，随时可以下载。")
    )


_STANDINGS = {
    State.DRAFT: lambda: Standing(
        _("草稿"), "quiet", _("还没有提交"), _("填好后提交，窗口才会看到。")
    ),
    State.SUBMITTED: lambda: Standing(
        _("等窗口查看"), "waiting", _("窗口在看您的材料"),
        _("您现在不用做什么。材料齐全就受理；要补的会一次告诉您。"),
    ),
    State.PRECHECKED: lambda: Standing(
        _("预审通过"), "waiting", _("材料看过了，等正式受理"),
        _("要核验原件的，请带原件到窗口；不用核验的，您现在不用做什么。"),
    ),
    State.CORRECTION: lambda: Standing(
        _("等您补正"), "asked", _("请您补材料"),
        _("要补的已经一次列清。补齐提交以后，办理期限接着算。"),
    ),
    State.ACCEPTED: lambda: Standing(
        _("已受理"), "working", _("已经受理，开始计算期限"),
        _("您现在不用做什么。承办人会审查，有结果会发消息给您。"),
    ),
    State.EXAMINING: lambda: Standing(
        _("审查中"), "working", _("正在审查"),
        _("您现在不用做什么。有结果会发消息给您。"),
    ),
    State.SUSPENDED: lambda: Standing(
        _("期限暂停"), "paused", _("正在进行特别程序，办理期限暂停"),
        _("通知书里写明了原因和预计多久。结束以后期限接着算。"),
    ),
    State.GRANTED: lambda: Standing(
        _("准予"), "good", _("已经批准"), _("接下来制作证照或者送达结果，办好会发消息给您。")
    ),
    State.DENIED: lambda: Standing(
        _("不予许可"), "bad", _("没有批准"),
        _("决定书里写明了理由，以及您可以怎样申请复议或者提起诉讼。"),
    ),
    State.MAKING: lambda: Standing(
        _("正在制证"), "working", _("已经批准，正在制作证照"), _("证照做好会存进“我的证照”。")
    ),
    State.DELIVERING: lambda: Standing(
        _("结果送达中"), "working", _("结果正在送达"), _("电子件可以先下载。")
    ),
    State.REFUSED: lambda: Standing(
        _("不予受理"), "bad", _("没有受理"),
        _("通知书里写明了原因，以及您可以怎样申请复议或者提起诉讼。原因消除后可以再申请。"),
    ),
    State.WITHDRAWN: lambda: Standing(
        _("已撤回"), "quiet", _("申请已经撤回"), _("需要时可以重新申请。")
    ),
    State.TERMINATED: lambda: Standing(
        _("已终止"), "quiet", _("办理已经终止"), _("有疑问请联系办理部门。")
    ),
}  # fmt: skip


def told(step: CaseStep) -> str:
    """What a step of the trail means for the applicant; names of staff stay inside."""
    taken = Step(step.step)
    if taken is Step.FORWARD:
        return _("%(post)s提出了意见") % {"post": step.task or _("承办岗位")}
    by_office = step.actor_kind == ActorKind.STAFF
    if taken is Step.SUBMIT and step.actor_post.endswith("/agent_worker"):
        return _("代办员 %(name)s 代您提交了申请") % {"name": step.actor_name}
    if taken is Step.SUBMIT and by_office:
        return _("在窗口提交了申请")
    if taken is Step.ACCEPT and step.case.by_silence:
        return _("过了告知期限，视为受理")
    return _TOLD[taken]()


_TOLD = {
    Step.SUBMIT: lambda: _("提交了申请"),
    Step.PRECHECK: lambda: _("窗口看过材料，预审通过"),
    Step.ASK_SUPPLEMENT: lambda: _("窗口一次告知要补正的材料，办理期限不走"),
    Step.SUPPLEMENT: lambda: _("补齐了材料"),
    Step.LAPSE: lambda: _("到期没有补正，办理结束"),
    Step.ACCEPT: lambda: _("受理了申请"),
    Step.REFUSE: lambda: _("决定不予受理"),
    Step.SUSPEND: lambda: _("开始特别程序，办理期限暂停"),
    Step.RESUME: lambda: _("特别程序结束，办理期限接着算"),
    Step.ASK_EXTENSION: lambda: _("办理部门申请延长办理期限，等待负责人批准"),
    Step.EXTEND: lambda: _("负责人批准延长办理期限，告知书在“文书”里"),
    Step.KEEP_LIMIT: lambda: _("负责人没有同意延长，办理期限不变"),
    Step.GRANT: lambda: _("决定：准予"),
    Step.DENY: lambda: _("决定：不予许可"),
    Step.MAKE: lambda: _("证照制作完成"),
    Step.DELIVER: lambda: _("结果送达"),
    Step.CONCLUDE: lambda: _("办结"),
    Step.WITHDRAW: lambda: _("申请人撤回了申请"),
    Step.TERMINATE: lambda: _("办理终止"),
    Step.LAPSE_GAP: lambda: _("承诺后补的材料到期没有补齐，视为撤回"),
    Step.REFER: lambda: _("初步审查完成，转报上级"),
}


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
