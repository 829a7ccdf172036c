"""Forms about colleagues who are away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from django.http import QueryDict

    from tongban.access.queries import Held

BACK = "back"
LONGEST = 200


def _choose(words: Any) -> dict[str, Any]:
    """The sentence for a choice that was not made, or is none of those offered."""
    return {"required": words, "invalid_choice": words}


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput(attrs={"type": "date", "class": "short"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("请填写日期。"),
            "invalid": _("请填写日期，例如 2026-03-13。"),
        },
    )


def _reason(label: Any, hint: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST,
        help_text=hint,
        error_messages={
            "required": _("请写明原因。"),
            "max_length": _("原因不超过 200 个字。"),
        },
    )


class _Form(forms.Form):
    use_required_attribute = False

    def offer(self, name: str, choices: Iterable[tuple[Any, Any]]) -> None:
        """What a field offers this reader."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField | forms.MultipleChoiceField)  # noqa: S101
        field.choices = list(choices)


class StandInForm(_Form):
    """Who stands in for whom, in which post, between which days, for which items."""

    held = forms.ChoiceField(
        label=_("谁不在、哪个岗位"),
        error_messages=_choose(_("请选择谁不在、哪个岗位。")),
    )
    account = forms.TypedChoiceField(
        label=_("由谁代理"), coerce=int, error_messages=_choose(_("请选择由谁代理。"))
    )
    since_on = _day(_("从哪一天起"))
    until_on = _day(_("到哪一天止（含当天）"))
    items = forms.MultipleChoiceField(
        label=_("只代理这些事项（都不选，就代理这个岗位的全部事项）"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("只能选本部门的事项。")},
    )
    reason = _reason(_("原因"), _("例如：休假、出差、病假。"))

    def __init__(
        self,
        typed: QueryDict | None,
        *,
        held: Iterable[Held],
        offices: Mapping[str, str],
        colleagues: Mapping[int, str],
        items: Mapping[str, str],
    ) -> None:
        super().__init__(typed)
        people = [
            (
                f"{one.post}-{one.account}",
                " · ".join(filter(None, (one.name, one.title, offices.get(one.unit)))),
            )
            for one in held
        ]
        self.offer("held", [("", _("请选择")), *people])
        self.offer("account", [("", _("请选择")), *colleagues.items()])
        self.offer("items", items.items())
        if not items:
            del self.fields["items"]

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        post, _dash, absent = self.cleaned_data["held"].partition("-")
        rest = {name: self.cleaned_data[name] for name in ("account", "since_on", "until_on")}
        return rest | {
            "post_id": int(post), "absent": int(absent), "reason": self.cleaned_data["reason"],
            "items": self.cleaned_data.get("items", []),
        }  # fmt: skip


class TransferForm(_Form):
    """What one colleague has claimed goes to another, or back to the post."""

    holder = forms.TypedChoiceField(
        label=_("谁认领的"), coerce=int, error_messages=_choose(_("请选择是谁认领的。"))
    )
    to = forms.ChoiceField(label=_("转给谁"), error_messages=_choose(_("请选择转给谁。")))
    reason = _reason(_("原因"), _("会记入办理记录。"))

    def __init__(
        self,
        typed: QueryDict | None,
        *,
        holders: Mapping[int, tuple[str, int]],
        colleagues: Mapping[int, str],
    ) -> None:
        super().__init__(typed, auto_id="transfer-%s")
        held = [
            (key, _("%(name)s（%(count)d 件）") % {"name": name, "count": count})
            for key, (name, count) in holders.items()
        ]
        self.offer("holder", [("", _("请选择")), *held])
        self.offer("to", [("", _("请选择")), (BACK, BACK_WORDS), *colleagues.items()])


BACK_WORDS = _("放回本岗位，谁都可以认领")


class PassForm(_Form):
    """One task goes to a colleague of its post, or back to the post."""

    to = forms.ChoiceField(
        label=_("转给谁"),
        widget=forms.RadioSelect,
        error_messages=_choose(_("请选择转给谁。")),
    )
    reason = _reason(_("原因"), _("会记入办理记录。"))
    also = forms.BooleanField(label=_("他认领的本部门其他待办也一起转"), required=False)

    def __init__(
        self, typed: QueryDict | None, *, able: Mapping[int, str], held: bool, also: bool
    ) -> None:
        super().__init__(typed)
        back = [(BACK, BACK_WORDS)] if held else []
        self.offer("to", [*able.items(), *back])
        if not also:
            del self.fields["also"]


def receiver(word: str) -> int | None:
    """The account that was chosen, or None for the post."""
    return None if word == BACK else int(word)
