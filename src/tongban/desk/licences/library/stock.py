"""Paper licences into the library: stock of the own office, and originals shown at a counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, Refusal
from tongban.desk.answers import decline
from tongban.desk.face import FaceForm, answered
from tongban.desk.intake.forms import text
from tongban.desk.licences.library import grounds
from tongban.desk.licences.library.forms import day, line
from tongban.desk.licences.library.views import KEEPERS
from tongban.desk.requests import staff_only
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.licences import queries, services
from tongban.licences.rules.looking import Ground
from tongban.licences.rules.metadata import HOLDER_CODE_TYPES

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tongban.base.actors import Actor
    from tongban.desk.requests import StaffRequest
    from tongban.licences.models import LicenceType

CONVERT, COMPARE = "convert", "compare"
WAYS = {
    CONVERT: (gettext_lazy("本机构的存量证照"), services.convert),
    COMPARE: (gettext_lazy("窗口核对过的原件"), services.compare),
}


class StockForm(forms.Form):
    """What stands on the paper, the scan of it, and who says that it is right."""

    use_required_attribute = False
    issuer = forms.ChoiceField(label=gettext_lazy("颁发机构"))
    number_type = forms.ChoiceField(label=gettext_lazy("持证主体代码类型"))
    holder = line(
        gettext_lazy("持证主体代码"), 40, required=gettext_lazy("请填写持证主体代码。"),
        hint=gettext_lazy("公民身份号码或统一社会信用代码。"),
    )  # fmt: skip
    number = line(
        gettext_lazy("证照编号"), 64, required=gettext_lazy("请填写证照上的编号。"),
    )  # fmt: skip
    issued_on = day(gettext_lazy("颁发日期"))
    valid_until = day(gettext_lazy("有效期截止日"), hint=gettext_lazy("长期有效的不用填。"))
    scan = forms.FileField(
        label=gettext_lazy("扫描件"),
        help_text=gettext_lazy("PDF、OFD 或图片，50 MB 以内。"),
        error_messages={"required": gettext_lazy("请选择扫描件。")},
    )
    reason = text(gettext_lazy("理由"), 500, required=gettext_lazy("请写明理由。"))
    evidence = line(
        gettext_lazy("凭什么确认"), 200, required=gettext_lazy("请写明凭什么确认，例如档案号。"),
        hint=gettext_lazy("例如：发证档案 2024-7 卷；或者原件由本人当面出示。"),
    )  # fmt: skip

    def __init__(
        self, kind: LicenceType, offices: Any, data: Any = None, files: Any = None
    ) -> None:
        super().__init__(data, files)
        codes = [(code, f"{code} {HOLDER_CODE_TYPES[code]}") for code in kind.holder_code_types]
        self.fields["issuer"].choices = [(one.key, one.name) for one in offices]  # type: ignore[attr-defined]
        self.fields["number_type"].choices = codes  # type: ignore[attr-defined]
        self.fields["holder"].widget.attrs["data-never-keep"] = ""
        self.fields["issued_on"].required = True
        self.fields["issued_on"].error_messages["required"] = _("请填写颁发日期。")

    def holder_id(self) -> UUID | None:
        """The subject of that number; the sentence goes to the field when nobody has it."""
        said = self.cleaned_data
        found = identity.find_by_number(said["number_type"], said["holder"].strip().upper())
        if found is None:
            self.add_error(
                "holder",
                _(
                    "还没有登记这个主体。请核对号码；号码没有错的，先请他注册，或者由窗口在“来人办理”里登记。"
                ),
            )
        return found

    def scanned(self) -> tuple[bytes, str]:
        """The scan and its name."""
        given = self.cleaned_data["scan"]
        return given.read(), str(given.name)


@require_http_methods(["GET", "POST"])
@never_cache
@staff_only
def stock(request: StaffRequest, way: str = CONVERT) -> HttpResponse:
    """Choose the type; then fill in what stands on the paper."""
    offices = _offices(request.actor, way)
    if way not in WAYS or not offices:
        raise Forbidden
    kind = queries.type_by_key(request.GET["type"]) if request.GET.get("type") else None
    if kind is None:
        return _page(request, way, {"types": queries.types()})
    kinds = services.face_fields(kind.key)
    if request.method == "GET":
        shown = {"kind": kind, "form": StockForm(kind, offices), "face": FaceForm(kinds)}
        return _page(request, way, shown)
    form = StockForm(kind, offices, request.POST, request.FILES)
    face = FaceForm(kinds, request.POST)
    return _entered(request, way, kind, form, face)


def _offices(actor: Actor, way: str) -> Any:
    """Whose licences may be entered: one's own office's, or at a counter anybody's."""
    if way == COMPARE:
        at_counter = actor.holds(Role.LICENSING) or actor.places(Role.CLERK)
        return directory.departments() if at_counter else ()
    own = actor.units(Role.LICENSING)
    return tuple(one for one in directory.departments(own) if one.closed_on is None) if own else ()


def _entered(
    request: StaffRequest, way: str, kind: LicenceType, form: StockForm, face: FaceForm
) -> HttpResponse:
    facts = {"kind": kind, "form": form, "face": face}
    holder = form.holder_id() if form.is_valid() else None
    if holder is None:
        return _page(request, way, facts, status=422)
    try:
        licence = WAYS[way][1](
            actor=request.actor,
            stock=_stock(kind, form, face, holder),
            scan=form.scanned(),
            reason=form.cleaned_data["reason"],
            evidence=form.cleaned_data["evidence"],
            now=clock.now(),
        )
    except Forbidden:
        raise
    except Refusal as refusal:
        face.decline(refusal.fields)
        return _page(request, way, facts, status=decline(form, refusal))
    said = _("已录入证照库，可信等级 %(grade)s。") % {"grade": licence.trust_grade}
    messages.success(request, said)
    if not request.actor.holds(*KEEPERS):
        return redirect("desk:licence_stock", way)
    ground = Ground(form.cleaned_data["reason"][:200], "", form.cleaned_data["evidence"])
    grounds.keep(request, [licence.identifier], ground)
    return redirect("desk:licence_kept", licence.identifier)


def _stock(kind: LicenceType, form: StockForm, face: FaceForm, holder: UUID) -> services.Stock:
    """What stands on the paper, as it was typed."""
    said, known = form.cleaned_data, answered(services.face_fields(kind.key))
    return services.Stock(
        type_key=kind.key,
        holders=(holder,),
        number=said["number"],
        face={key: value for key, value in face.face().items() if value or key not in known},
        issuer=said["issuer"],
        region=directory.department(said["issuer"]).region_id,
        issued_on=said["issued_on"],
        valid_until=said["valid_until"],
    )


def _page(
    request: StaffRequest, way: str, facts: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    keeps = request.actor.holds(*KEEPERS)
    shown = {**facts, "way": way, "title": WAYS[way][0], "here": "stock", "at_counter": not keeps}
    return render(request, "desk/licences/library/stock.html", shown, status=status)
