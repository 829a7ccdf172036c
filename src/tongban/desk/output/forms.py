"""What the counter says of a consignment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.delivery import queries, rules
from tongban.delivery.rules import Check, Kind
from tongban.desk.walkin import cards
from tongban.identity.rules import NATURAL_TYPES, NUMBER_TYPE_LABELS

if TYPE_CHECKING:
    from tongban.delivery.queries import View

CHECKS = [
    (Check.DOCUMENT.value, _("身份证件原件")),
    (Check.CODE.value, _("本人手机上的领取码")),
]
TYPES = [(kind.value, NUMBER_TYPE_LABELS[kind]) for kind in NATURAL_TYPES]
_NEVER_KEPT = {"autocomplete": "off", "data-never-keep": ""}


class _Form(forms.Form):
    use_required_attribute = False

    def __init__(self, view: View, data: Any = None, uploaded: Any = None) -> None:
        super().__init__(data, uploaded, auto_id=f"{type(self).__name__.lower()}-%s")
        self.set_up(view)

    def set_up(self, view: View) -> None:
        """Fill in the choices of this consignment."""


class HandForm(_Form):
    """Who stands there, and what he gets."""

    things = forms.TypedMultipleChoiceField(
        label=_("这次交给他的"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请勾选这次交出去的证照、文书和原件。")},
    )
    check = forms.ChoiceField(
        label=_("怎样核验"), choices=CHECKS, widget=forms.RadioSelect, initial=Check.DOCUMENT
    )
    number_type = forms.ChoiceField(label=_("证件类型"), choices=TYPES, initial="111")
    proof = cards.NumberField(
        label=_("证件号码，或者领取码"),
        help_text=_("光标在这里时，也可以把证件放到读卡器上。"),
        widget=forms.TextInput(
            attrs=_NEVER_KEPT | {"class": "medium", "data-key": "/", "autofocus": ""}
        ),
        error_messages={"required": _("请照证件填写号码，或者填写领取码。")},
    )
    remark = forms.CharField(label=_("备注"), max_length=200, required=False)

    def set_up(self, view: View) -> None:
        """Everything that is owed is chosen to begin with."""
        field: Any = self.fields["things"]
        field.choices = [
            (thing.pk, f"{rules.KINDS[Kind(thing.kind)]}：{thing.name} {thing.number}".strip())
            for thing in view.owed
        ]
        field.initial = [thing.pk for thing in view.owed]


class PostForm(_Form):
    """With whom it is sent."""

    carrier = forms.ChoiceField(
        label=_("寄递企业"), error_messages={"required": _("请选一家寄递企业。")}
    )
    parcel = forms.CharField(
        label=_("运单号（已经贴了面单才填）"),
        help_text=_("不填，就向寄递企业下单取号。"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off"}),
    )

    def set_up(self, view: View) -> None:  # noqa: ARG002 - the same for all
        """The carriers of this area."""
        field: Any = self.fields["carrier"]
        carriers = queries.settings().carriers
        field.choices = [(key, carrier["name"]) for key, carrier in carriers.items()]


class BoxForm(_Form):
    """Into which box it is put."""

    box = forms.IntegerField(
        label=_("格口号"),
        min_value=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={"required": _("请填写格口号。"), "invalid": _("格口号是数字。")},
    )


class ThingForm(_Form):
    """What else goes with it."""

    case = forms.ChoiceField(label=_("办件"))
    kind = forms.ChoiceField(
        label=_("是什么"),
        choices=[(kind.value, rules.KINDS[kind]) for kind in (Kind.ORIGINAL, Kind.COPY)],
    )
    name = forms.CharField(
        label=_("名称"),
        max_length=200,
        error_messages={"required": _("请写明是什么，例如“户口簿原件”。")},
    )
    sheet = forms.CharField(
        label=_("印刷号（打印在空白证照上的才填）"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "medium", "autocomplete": "off"}),
    )
    copies = forms.IntegerField(
        label=_("份数"),
        min_value=1,
        max_value=99,
        initial=1,
        widget=forms.NumberInput(attrs={"class": "short"}),
    )

    def set_up(self, view: View) -> None:
        """The cases in it."""
        field: Any = self.fields["case"]
        names = {thing.case_number: thing.item_name for thing in view.line.things}
        field.choices = [(number, f"{name} {number}") for number, name in names.items()]


class ProxyForm(_Form):
    """Whom a written authorisation names."""

    case = forms.ChoiceField(label=_("办件"))
    name = forms.CharField(
        label=_("代领人姓名"),
        max_length=50,
        widget=forms.TextInput(attrs=_NEVER_KEPT),
        error_messages={"required": _("请填写代领人姓名。")},
    )
    number_type = forms.ChoiceField(label=_("证件类型"), choices=TYPES, initial="111")
    number = cards.NumberField(
        label=_("代领人证件号码"),
        widget=forms.TextInput(attrs=_NEVER_KEPT),
        error_messages={"required": _("请填写代领人证件号码。")},
    )
    paper = forms.FileField(
        label=_("授权委托书扫描件"),
        error_messages={"required": _("请上传授权委托书的扫描件。")},
    )

    set_up = ThingForm.set_up


class JoinForm(_Form):
    """Which other consignment goes with this one."""

    other = forms.CharField(
        label=_("另一张出件单的编号"),
        max_length=32,
        error_messages={"required": _("请填写要并进来的出件单编号。")},
    )


class LostForm(_Form):
    """Why a parcel is given up."""

    reason = forms.CharField(
        label=_("原因"),
        max_length=100,
        error_messages={"required": _("请写明原因，例如“寄递企业确认丢失”。")},
    )


class LockerForm(forms.Form):
    """What is typed at the locker."""

    use_required_attribute = False
    hall = forms.ChoiceField(label=_("取件柜在"))
    box = BoxForm.base_fields["box"]
    code = forms.CharField(
        label=_("领取码"),
        max_length=20,
        widget=forms.TextInput(attrs=_NEVER_KEPT | {"class": "medium"}),
        error_messages={"required": _("请填写领取码。")},
    )
