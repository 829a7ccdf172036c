"""What an operator writes down of a system of a department or of an enterprise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.access import rules
from tongban.directory import queries as directory

DEPARTMENT, ENTERPRISE = "department", "enterprise"
OFF = {"autocomplete": "off"}


class ClientForm(forms.Form):
    """A system: whose it is, what it may do, how often."""

    use_required_attribute = False
    name = forms.CharField(
        label=_("应用名称"),
        max_length=100,
        help_text=_("持证人在用证记录里会看到，例如：道里区市场监管业务系统。"),
        widget=forms.TextInput(attrs=OFF),
        error_messages={"required": _("请写明应用名称，不超过100个字。")},
    )
    key = forms.CharField(
        label=_("应用标识"),
        max_length=40,
        help_text=_("3到40个小写字母、数字、短横线或下划线，以字母开头。登记后不能改。"),
        widget=forms.TextInput(attrs={**OFF, "spellcheck": "false"}),
        error_messages={"required": _("请填写应用标识。")},
    )
    owner = forms.ChoiceField(
        label=_("属于"),
        choices=[(DEPARTMENT, _("政府部门")), (ENTERPRISE, _("企业或其他组织"))],
        initial=DEPARTMENT,
        widget=forms.RadioSelect,
        error_messages={"required": _("请选择应用属于部门还是企业。")},
    )
    unit = forms.ChoiceField(
        label=_("部门"), required=False, help_text=_("部门的应用必须选。它依法为办件使用证照。")
    )
    number = forms.CharField(
        label=_("企业的统一社会信用代码"),
        max_length=40,
        required=False,
        help_text=_("企业的应用必须填。它只能凭持证人的授权或者亮证码使用证照。"),
        widget=forms.TextInput(attrs=OFF),
    )
    scopes = forms.MultipleChoiceField(
        label=_("接口权限"),
        choices=[(key, f"{words}（{key}）") for key, words in rules.SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("请至少选择一项接口权限。")},
    )
    per_minute = forms.IntegerField(
        label=_("每分钟最多调用次数"),
        initial=rules.PER_MINUTE,
        min_value=1,
        max_value=rules.MOST_PER_MINUTE,
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={
            "required": _("每分钟次数请填1到100000。"),
            "invalid": _("每分钟次数请填1到100000。"),
            "min_value": _("每分钟次数请填1到100000。"),
            "max_value": _("每分钟次数请填1到100000。"),
        },
    )

    per_day = forms.IntegerField(
        label=_("每天最多调用次数"),
        required=False,
        min_value=1,
        max_value=rules.MOST_PER_DAY,
        help_text=_("不限就不填。"),
        widget=forms.NumberInput(attrs={"class": "short"}),
        error_messages={
            "invalid": _("每天次数请填1到100000000，不限就不填。"),
            "min_value": _("每天次数请填1到100000000，不限就不填。"),
            "max_value": _("每天次数请填1到100000000，不限就不填。"),
        },
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offices = [(one.key, one.name) for one in directory.departments()]
        unit = self.fields["unit"]
        if isinstance(unit, forms.ChoiceField):
            unit.choices = [("", _("请选择")), *offices]

    def clean(self) -> dict[str, Any]:
        """Only what belongs to the chosen owner; the other field counts as empty."""
        given: dict[str, Any] = self.cleaned_data
        owner = given.get("owner")
        if owner == DEPARTMENT:
            given["number"] = ""
            if not given.get("unit") and "unit" not in self.errors:
                self.add_error("unit", _("请选择应用属于哪个部门。"))
        elif owner == ENTERPRISE:
            given["unit"] = ""
            if not given.get("number", "").strip():
                self.add_error("number", _("请填写统一社会信用代码。"))
        return given
