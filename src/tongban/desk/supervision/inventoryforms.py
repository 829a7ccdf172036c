"""Forms of the lists that departments keep (清单); what a line may say is for the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.access.rules import Role
from tongban.desk.supervision.forms import CHOSEN
from tongban.directory import queries as directory
from tongban.supervision.rules.inventory import COLUMNS, Kind

if TYPE_CHECKING:
    from django.http import QueryDict

    from tongban.base.actors import Actor
    from tongban.supervision.rules.inventory import Column

HINTS = {
    "powers": _("权力清单公布的、本部门实施的事项数。"),
    "services": _("公共服务清单公布的事项数。"),
    "excluded": _("涉密等依法不能上网的事项数，没有填 0。"),
    "reason": _("写明法律依据或者批准文号。"),
    "client": _("“接入应用”里登记的标识。没有接入的不填。"),
    "materials": _("改革以前办这个事项要交的材料数。"),
}
ITEM_HINT = _("目录里事项的标识，例如 food_business。")


class LineForm(forms.Form):
    """One line of a list, with the columns of its kind."""

    use_required_attribute = False

    def __init__(self, kind: Kind, actor: Actor, data: QueryDict | None = None) -> None:
        super().__init__(data)
        for column in COLUMNS[kind]:
            self.fields[column.key] = _field(kind, column, actor)


def _field(kind: Kind, column: Column, actor: Actor) -> forms.Field:
    if column.key == "unit":
        choices = [("", str(_("请选择"))), *offices_of(actor)]
        return forms.ChoiceField(label=_("部门"), choices=choices, error_messages=CHOSEN)
    attrs = {"autocomplete": "off"}
    widget: forms.Widget = forms.TextInput(attrs=attrs)
    if column.key == "as_of":
        widget = forms.DateInput(attrs={"type": "date", "class": "medium"}, format="%Y-%m-%d")
    elif column.most:
        widget = forms.TextInput(attrs=attrs | {"class": "short", "inputmode": "numeric"})
    field = forms.CharField(label=column.name, required=False, strip=False, widget=widget)
    at_item = kind is Kind.MATERIALS and column.key == "key"
    field.help_text = ITEM_HINT if at_item else HINTS.get(column.key, "")
    field.required = column.needed
    field.error_messages["required"] = str(_("请填写%(what)s。")) % {"what": column.name}
    return field


def offices_of(actor: Actor) -> list[tuple[str, str]]:
    """The departments whose lists the actor keeps: a supervisor all, a head his own."""
    keys = None if actor.holds(Role.SUPERVISOR) else actor.units(Role.APPROVER)
    return [(one.key, one.name) for one in directory.departments(keys) if one.closed_on is None]


class TableForm(forms.Form):
    """A whole list as a table."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("CSV 文件"),
        help_text=_("UTF-8 或 GBK 编码，最多 2000 行、1 MB。有一行不对，就都不导入。"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": _("请选择文件。"),
            "empty": _("文件是空的。"),
            "invalid": _("请选择文件。"),
            "missing": _("请选择文件。"),
        },
    )
