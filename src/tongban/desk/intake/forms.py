"""What a clerk writes when a case is not simply accepted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tongban.cases.rules.materials import REQUIRED, Verdict
from tongban.cases.services import Request

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.utils.functional import _StrPromise

    from tongban.cases.models import CaseMaterial
    from tongban.cases.rules.demands import Demand

    Words = str | _StrPromise

LONGEST_WRONG = 300
LONGEST_STANDARD = 150
_TOO_LONG = gettext_lazy("最多写 %(limit_value)d 个字，现在有 %(show_value)d 个。")


def text(label: Words, longest: int, *, required: Words = "", hint: Words = "") -> forms.CharField:
    """A text of several lines; `required` is the sentence for one left empty."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(required),
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": required, "max_length": _TOO_LONG},
    )


class AskForm(forms.Form):
    """Every material with what is wrong and what will do: the one notice of corrections.

    `kept` is what was typed before by whoever asked for leave; with `plea` the form asks for the
    reason that a second notice needs.
    """

    use_required_attribute = False

    def __init__(
        self,
        materials: Sequence[CaseMaterial],
        demands: Mapping[str, Demand],
        data: Mapping[str, Any] | None = None,
        *,
        kept: Sequence[Mapping[str, str]] = (),
        plea: bool = False,
    ) -> None:
        super().__init__(data, initial=_typed(kept))
        self.materials, self.demands = materials, demands
        for material in materials:
            self._add(material)
        if plea:
            self.fields["plea"] = text(
                _("为什么要再告知一次"), 1_000,
                hint=_("写明补正后的材料里有什么新情况；第一次就能看出来的，不能再要求。"),
            )  # fmt: skip
            self.fields["plea"].required = data is None

    def _add(self, material: CaseMaterial) -> None:
        said = self.demands[material.key]
        wrong = material.verdict == Verdict.WRONG
        missing = not material.source and material.need == REQUIRED
        self.fields[f"pick-{material.key}"] = forms.BooleanField(
            label=material.name, required=False, initial=wrong or missing
        )
        self.fields[f"wrong-{material.key}"] = forms.CharField(
            label=_("哪里不对或者缺什么"),
            required=False,
            max_length=LONGEST_WRONG,
            initial=said.wrong if wrong or not material.source else "",
            error_messages={"max_length": _TOO_LONG},
        )
        self.fields[f"standard-{material.key}"] = forms.CharField(
            label=_("怎样才符合"),
            required=False,
            max_length=LONGEST_STANDARD,
            initial=said.standard,
            help_text=_("办事指南的要求；可以补充，不填就用指南的。"),
            error_messages={"max_length": _TOO_LONG},
        )

    def clean(self) -> None:
        """At least one material is ticked, and each that is says what is wrong.

        The reason for a second notice is asked for by the service, which knows if one is needed.
        """
        if "plea" in self.fields:
            self.fields["plea"].required = True
        picked = [one for one in self.materials if self.cleaned_data.get(f"pick-{one.key}")]
        if not picked:
            raise forms.ValidationError(_("请勾选要补正的材料；这次没有列出的，以后不能再要求。"))
        for one in picked:
            name = f"wrong-{one.key}"
            if name in self.cleaned_data and not self.cleaned_data[name].strip():
                self.add_error(name, _("请写明哪里不对或者缺什么。"))

    def requests(self) -> list[Request]:
        """What is asked for, in the words of the service."""
        given = self.cleaned_data
        return [
            Request(one.key, given[f"wrong-{one.key}"], given[f"standard-{one.key}"])
            for one in self.materials
            if given[f"pick-{one.key}"]
        ]

    def rows(self) -> Iterator[tuple[CaseMaterial, Any, Any, Any]]:
        """Each material with its three fields."""
        for one in self.materials:
            yield (
                one,
                self[f"pick-{one.key}"],
                self[f"wrong-{one.key}"],
                self[f"standard-{one.key}"],
            )


def _typed(kept: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """What was typed before, by field."""
    found: dict[str, Any] = {}
    for one in kept:
        key = one["material_key"]
        found |= {f"pick-{key}": True, f"wrong-{key}": one["wrong"]}
        found[f"standard-{key}"] = one["standard"]
    return found


class RefuseForm(forms.Form):
    """Why an application is not taken in, and who is competent."""

    use_required_attribute = False
    reasons = text(
        gettext_lazy("不予受理的理由"),
        1_000,
        required=gettext_lazy("请写明不予受理的理由。"),
        hint=gettext_lazy("一行一条，写明事实和依据。申请人会在通知书上看到。"),
    )
    competent_office = forms.CharField(
        label=gettext_lazy("应当向哪个机关申请"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("不属于本机关职权的，请写明。"),
        error_messages={"max_length": _TOO_LONG},
    )

    def lines(self) -> list[str]:
        """The reasons, one a line."""
        return [line for line in self.cleaned_data["reasons"].splitlines() if line.strip()]


class WithdrawForm(forms.Form):
    """The applicant takes the case back at the counter."""

    use_required_attribute = False
    reason = text(
        gettext_lazy("撤回的原因"),
        500,
        hint=gettext_lazy("申请人可以不说明原因。请先让申请人在撤回申请上签字。"),
    )
