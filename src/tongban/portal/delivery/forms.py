"""What the applicant says about the result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.delivery.rules import WAYS
from tongban.directory import queries as directory
from tongban.identity.rules import NATURAL_TYPES, NUMBER_TYPE_LABELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tongban.delivery.queries import Wanted
    from tongban.delivery.rules import Way

TYPES = [(kind.value, NUMBER_TYPE_LABELS[kind]) for kind in NATURAL_TYPES]


class WayForm(forms.Form):
    """The way, and where to."""

    use_required_attribute = False
    way = forms.ChoiceField(
        label=_("怎么拿结果"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("请选一种领取方式。"),
            "invalid_choice": _("这个事项没有这种领取方式，请另选一种。"),
        },
    )
    hall = forms.ChoiceField(
        label=_("到哪个大厅"), help_text=_("到大厅领取、用取件柜时选。"), required=False
    )
    recipient = forms.CharField(
        label=_("收件人"),
        help_text=_("邮寄时填。"),
        required=False,
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "medium"}),
    )
    phone = forms.CharField(
        label=_("收件人手机"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "tel-national", "type": "tel"}),
    )
    address = forms.CharField(
        label=_("收件地址"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def __init__(self, wanted: Wanted, offered: Sequence[Way], data: Any = None) -> None:
        super().__init__(data)
        ways: Any = self.fields["way"]
        ways.choices = [(way.value, WAYS[way]) for way in offered]
        halls: Any = self.fields["hall"]
        halls.choices = [(hall.code, hall.name) for hall in directory.halls()]
        self.initial = {"way": wanted.way.value, "hall": wanted.hall, **wanted.address}

    def given(self) -> dict[str, Any]:
        """What was chosen, as the services take it."""
        own = self.cleaned_data
        address = {key: own[key] for key in ("recipient", "phone", "address")}
        return {"way": own["way"], "hall": own["hall"], "address": address}


class ProxyForm(forms.Form):
    """Who may fetch it instead."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("代领人姓名"),
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "medium"}),
        error_messages={"required": _("请填写代领人姓名，和证件上一样。")},
    )
    number_type = forms.ChoiceField(label=_("证件类型"), choices=TYPES, initial="111")
    number = forms.CharField(
        label=_("证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "medium"}),
        error_messages={"required": _("请填写代领人的证件号码。")},
    )
