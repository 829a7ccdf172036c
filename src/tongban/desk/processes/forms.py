"""Forms about drawings, and about asking departments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from tongban.items import queries as items
from tongban.processes.rules import KIND, Silence

if TYPE_CHECKING:
    from django.http import QueryDict

LARGEST, LIKE = 1_000_000, 5
SILENCES = [
    (Silence.CONSENT.value, _("视为无异议")),
    (Silence.ESCALATE.value, _("上报催办，继续等")),
]


class ImportForm(forms.Form):
    """A file and the kind it belongs to."""

    file = forms.FileField(
        label=_("文件"),
        help_text=_("BPMN 2.0（.bpmn）或者 DMN 1.3（.dmn）文件，最多 1 MB。"),
        error_messages={"required": _("请选择文件。"), "empty": _("文件是空的。")},
    )
    kind = forms.RegexField(
        rf"^(?:{KIND.pattern})\Z",
        label=_("种类代号"),
        help_text=_("小写字母、数字和下划线，例如 joint。事项按这个代号选用流程。"),
        error_messages={
            "required": _("请填写种类代号。"),
            "invalid": _("种类代号用小写字母、数字和下划线，以字母开头，2 到 32 个字。"),
        },
    )
    item = forms.CharField(
        label=_("只用于一个事项"),
        required=False,
        max_length=128,
        help_text=_(
            "填事项的名称或者代号，这个版本就只给这个事项用；不填就给选用这个种类的所有事项用。"
        ),
    )

    def clean_item(self) -> str:
        """The key of the item, whichever of the two was typed."""
        typed = str(self.cleaned_data["item"]).strip()
        if not typed or items.names([typed]):
            return typed
        near = items.search(typed, limit=LIKE).items
        for row in near:
            if row.name == typed:
                return str(row.key)
        sentence = _("没有这个事项。")
        if near:
            sentence = _("没有这个事项，相近的有：%(names)s。")
        raise forms.ValidationError(sentence, params={"names": "、".join(row.name for row in near)})

    def clean_file(self) -> str:
        """The text of the file."""
        found = self.cleaned_data["file"]
        if found.size > LARGEST:
            raise forms.ValidationError(_("文件太大，最多 1 MB。"))
        try:
            text = str(found.read().decode("utf-8-sig"))
        except UnicodeDecodeError as unreadable:
            raise forms.ValidationError(_("文件要用 UTF-8 编码。")) from unreadable
        self.cleaned_data["name"] = str(found.name)
        return text


class DayForm(forms.Form):
    """From which day on."""

    day = forms.DateField(
        label=_("从哪一天起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("请填写日期，例如 2026-03-13。")},
    )


class ConsultForm(forms.Form):
    """A question to another department."""

    unit = forms.ChoiceField(
        label=_("征求哪个部门"), error_messages={"required": _("请选择部门。")}
    )
    question = forms.CharField(
        label=_("征求什么意见"),
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("请写明要征求什么意见。")},
    )
    days = forms.IntegerField(
        label=_("几个工作日内答复"),
        initial=5,
        min_value=1,
        max_value=60,
        error_messages={
            "required": _("请填写天数。"),
            "invalid": _("请填写数字。"),
            "min_value": _("至少 1 个工作日。"),
            "max_value": _("最多 60 个工作日。"),
        },
    )
    silence = forms.ChoiceField(label=_("逾期不答复"), choices=SILENCES)

    def __init__(self, typed: QueryDict | None = None, *, offices: list[tuple[str, str]]) -> None:
        super().__init__(typed, auto_id="advice-%s")
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - as it is declared above
        field.choices = [("", _("请选择")), *offices]
