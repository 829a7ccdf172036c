"""Everything that is done with one seal: a form for each step, one service for each form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web.uploads import readable
from tongban.desk.answers import TRIED, decline
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.seals import forms, views
from tongban.seals import queries, services
from tongban.seals.rules.states import Step

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django import forms as django_forms
    from django.http import HttpResponse
    from django.utils.functional import _StrPromise

    from tongban.base.actors import Actor
    from tongban.seals.models import Seal

    Words = str | _StrPromise
    Carry = Callable[[Actor, str, dict[str, Any]], object]


@dataclass(frozen=True, slots=True)
class Act:
    """One step as the page offers it."""

    step: Step
    title: Words
    hint: Words
    button: Words
    done: Words
    form: type[forms.SealForm]
    carry_out: Carry
    danger: bool = False


@dataclass(frozen=True, slots=True)
class Offered:
    """An act with its form, open if it was sent and could not be carried out."""

    name: str
    act: Act
    form: forms.SealForm
    is_open: bool


def _examine(actor: Actor, code: str, given: dict[str, Any]) -> object:
    passed = given.pop("passed") == "yes"
    return services.examine(actor=actor, seal_code=code, passed=passed, now=clock.now(), **given)


def _certified(given: dict[str, Any]) -> dict[str, Any]:
    names = ("certificate", "pages_certificate")
    return {**given, **{name: readable(given[name]) for name in names}}


def _authorise(actor: Actor, code: str, given: dict[str, Any]) -> object:
    who, until = given["account"], given["until"]
    entrusted: dict[str, Any] = {"job": who} if who.startswith("job:") else {"account_id": int(who)}
    if until is not None:
        midnight = datetime.combine(until + timedelta(days=1), time())
        entrusted["until"] = timezone.make_aware(midnight)
    return services.authorise(
        actor=actor,
        seal_code=code,
        document_kinds=given["document_kinds"],
        now=clock.now(),
        **entrusted,
    )


def _plain(service: Callable[..., object]) -> Carry:
    return lambda actor, code, given: service(actor=actor, seal_code=code, now=clock.now(), **given)


ACTS: Mapping[str, Act] = {
    "examine": Act(
        Step.PASS, gettext_lazy("审核"),
        gettext_lazy("核对名称、图样和申请文件；申请人不能自己审核。"),
        gettext_lazy("提交审核意见"), gettext_lazy("审核意见已记录。"), forms.ExamineForm, _examine,
    ),
    "prepare": Act(
        Step.PREPARE, gettext_lazy("生成密钥和证书请求"),
        gettext_lazy("正式环境先生成密钥，下载证书请求交给电子认证机构，拿到证书后再制作或变更。"),
        gettext_lazy("生成密钥"), gettext_lazy("密钥已生成，可以下载证书请求。"),
        forms.NothingForm, _plain(services.prepare),
    ),
    "make": Act(
        Step.MAKE, gettext_lazy("制作"),
        gettext_lazy("由制章者签名制成印章。演示环境由测试证书机构当场签发证书，不用上传。"),
        gettext_lazy("制作印章"), gettext_lazy("印章已制作，请办理备案。"), forms.MakeForm,
        lambda actor, code, given: _plain(services.make)(actor, code, _certified(given)),
    ),
    "register_filing": Act(
        Step.FILE, gettext_lazy("备案"), gettext_lazy("备案机关收下备案以后，把编号登记在这里。"),
        gettext_lazy("登记备案"), gettext_lazy("备案已登记，可以启用。"), forms.FileForm,
        _plain(services.register_filing),
    ),
    "activate": Act(
        Step.ACTIVATE, gettext_lazy("启用"), gettext_lazy("启用以后再授权用印人。"),
        gettext_lazy("启用这枚印章"), gettext_lazy("印章已启用，请授权用印人。"),
        forms.NothingForm, _plain(services.activate),
    ),
    "resume": Act(
        Step.RESUME, gettext_lazy("恢复使用"), gettext_lazy("停用的原因已经消除。"),
        gettext_lazy("恢复使用"), gettext_lazy("印章已恢复使用。"), forms.ReasonForm,
        _plain(services.resume),
    ),
    "authorise": Act(
        Step.AUTHORISE, gettext_lazy("授权"),
        gettext_lazy("只能授权给本部门的印章管理人员或系统任务；不能授权给自己。"),
        gettext_lazy("授权"), gettext_lazy("已授权。"), forms.AuthoriseForm, _authorise,
    ),
    "limits": Act(
        Step.LIMIT, gettext_lazy("用印限制"), gettext_lazy("马上生效。"),
        gettext_lazy("保存用印限制"), gettext_lazy("用印限制已保存。"), forms.LimitForm,
        _plain(services.set_limits),
    ),
    "renew": Act(
        Step.RENEW, gettext_lazy("变更（换发证书）"),
        gettext_lazy("制作新的一版，换用新的密钥和证书；以前盖的章仍然有效。"),
        gettext_lazy("制作新的一版"), gettext_lazy("印章已变更为新的一版。"), forms.RenewForm,
        lambda actor, code, given: _plain(services.renew)(actor, code, _certified(given)),
    ),
    "suspend": Act(
        Step.SUSPEND, gettext_lazy("停用"), gettext_lazy("马上停止一切用印，可以恢复。"),
        gettext_lazy("马上停用"), gettext_lazy("印章已停用。"), forms.ReasonForm,
        _plain(services.suspend), danger=True,
    ),
    "cancel": Act(
        Step.CANCEL, gettext_lazy("注销"),
        gettext_lazy("永久停止使用，同时注销备案、收回全部授权，不能恢复；以前盖的章仍然有效。"),
        gettext_lazy("注销这枚印章"), gettext_lazy("印章和备案都已注销。"), forms.CancelForm,
        _plain(services.cancel), danger=True,
    ),
}  # fmt: skip


def offered(
    seal: Seal, steps: frozenset[Step], sent: Mapping[str, django_forms.Form]
) -> list[Offered]:
    """The acts that are open to the reader, in their order, with their forms."""
    found = []
    for name, each in ACTS.items():
        form = sent.get(name)
        if each.step in steps or isinstance(form, forms.SealForm):
            given = form if isinstance(form, forms.SealForm) else each.form(seal=seal, prefix=name)
            found.append(Offered(name, each, given, is_open=name in sent))
    return found


@require_POST
@for_roles(*views.READERS)
def act(request: StaffRequest, code: str, name: str) -> HttpResponse:
    """Take a step; if it cannot be taken, the page again with everything that was typed."""
    chosen = ACTS.get(name)
    if chosen is None:
        raise Http404
    seal = queries.seal(request.actor, code)
    form = chosen.form(request.POST, request.FILES, seal=seal, prefix=name)
    if not form.is_valid():
        return views.page_of(request, seal, {name: form}, status=TRIED)
    try:
        chosen.carry_out(request.actor, code, dict(form.cleaned_data))
    except (NotFound, Forbidden) as refused:
        if not refused.fields:
            raise
        return views.page_of(request, seal, {name: form}, status=decline(form, refused))
    except Refusal as refusal:
        now = queries.seal(request.actor, code)
        return views.page_of(request, now, {name: form}, status=decline(form, refusal))
    messages.success(request, str(chosen.done))
    return redirect("desk:seal", code)


@require_POST
@for_roles(*views.READERS)
def withdraw(request: StaffRequest, code: str, authorisation_id: int) -> HttpResponse:
    """Take an authorisation back, at once."""
    services.withdraw_authorisation(
        actor=request.actor, seal_code=code, authorisation_id=authorisation_id, now=clock.now()
    )
    messages.success(request, _("授权已收回，马上生效。"))
    return redirect("desk:seal", code)
