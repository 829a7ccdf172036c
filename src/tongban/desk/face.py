"""The face of a licence (证面信息) as a form: fields of its type, proposed from the case."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _

from tongban.cases import queries
from tongban.desk import words
from tongban.items import rules as items
from tongban.licences import services as licences
from tongban.licences.rules import face_values
from tongban.licences.rules.face_values import FieldKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.cases.queries import CaseView
    from tongban.licences.rules.face_values import Field

PREFIX = "face"
_IN_BRACKETS = re.compile(r"[（(][^）)]*[）)]")
# The same thing under the name that a form gives it.
_ALSO = {
    "居住地住址": ("居住地址", "现住址"),
    "常住户口所在地住址": ("常住户口所在地", "户籍地址"),
    "经营场所": ("场所地址",),
    "资格种类": ("申请的资格种类",),
}
# Everything that holder and issue can say, to find out which fields they answer.
_EVERYTHING = face_values.Known(
    holder_name="*",
    holder_number="*",
    number_type="111",
    sex="男",
    born_on=date(2000, 1, 1),
    address="*",
    issuer_name="*",
    number="*",
    issued_on=date(2000, 1, 1),
    valid_until=date(2000, 1, 1),
)


class FaceForm(forms.Form):
    """One input for each field of the face; judged by the licences house alone."""

    use_required_attribute = False

    def __init__(self, kinds: tuple[Field, ...], data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, prefix=PREFIX)
        known = answered(kinds)
        for kind in kinds:
            if kind.kind is not FieldKind.IMAGE:
                self.fields[kind.key] = _field(kind, known=kind.key in known)

    def full_clean(self) -> None:
        """Take what was typed as it is; the sentences come from `FaceInvalid`."""
        self._errors = forms.utils.ErrorDict()
        self.cleaned_data = {}

    @classmethod
    def of(cls, view: CaseView) -> FaceForm | None:
        """The form with what the last attempt, the answers and the case's form propose."""
        kinds = _kinds(view)
        if not kinds:
            return None
        form = cls(kinds)
        proposed = _proposed(view, kinds)
        for key, field in form.fields.items():
            field.initial = proposed.get(key, "")
        return form

    @classmethod
    def posted(cls, view: CaseView, data: Mapping[str, Any]) -> FaceForm | None:
        """The form as it came back from the browser."""
        kinds = _kinds(view)
        return cls(kinds, data) if kinds else None

    def face(self) -> dict[str, str]:
        """What was filled in, by field."""
        return {key: str(self[key].value() or "").strip() for key in self.fields}

    def decline(self, faults: Mapping[str, str]) -> None:
        """Put each sentence at its field."""
        for key, sentence in faults.items():
            if key in self.fields:
                self.add_error(key, sentence.removeprefix(f"{self.fields[key].label}："))


def _kinds(view: CaseView) -> tuple[Field, ...]:
    wanted = queries.face_wanted(view.case)
    return licences.face_fields(wanted) if wanted else ()


def _field(kind: Field, *, known: bool) -> forms.Field:
    hint = _("留空时按持证人和颁发机关自动填写。") if known else ""
    asked: dict[str, Any] = {
        "label": kind.name,
        "required": kind.mandatory and not known,
        "help_text": hint,
    }
    match kind.kind:
        case FieldKind.ENUM:
            options = [("", _("请选择")), *((value, value) for value in kind.values)]
            return forms.ChoiceField(choices=options, **asked)
        case FieldKind.DATE:
            return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **asked)
        case FieldKind.LONGTEXT | FieldKind.LIST:
            return forms.CharField(widget=forms.Textarea(attrs={"rows": 2}), **asked)
    return forms.CharField(**asked)


def answered(kinds: tuple[Field, ...]) -> set[str]:
    """The fields that holder and issue answer by themselves."""
    credit = face_values.Known(holder_number="*", number_type="001")
    return {
        *face_values.filled(kinds, {}, _EVERYTHING),
        *face_values.filled(kinds, {}, credit),
    }


def _proposed(view: CaseView, kinds: tuple[Field, ...]) -> dict[str, str]:
    """What may be put into each field that nobody answers yet; the rest need not be shown."""
    by_title: dict[str, str] = {}
    for section in items.sections(view.definition.form):
        for field in section.fields:
            by_title.setdefault(_bare(field.title), words.spoken(view.case.form.get(field.name)))
    for scenario in view.definition.scenarios:
        option = scenario.option(view.case.answers.get(scenario.key))
        by_title.setdefault(_bare(scenario.question), option.label if option else "")
    known, fitting = answered(kinds), dict[str, str]()
    for kind in kinds:
        titles = (_bare(kind.name), *_ALSO.get(kind.name, ()))
        value = next((by_title[title] for title in titles if by_title.get(title)), "")
        if kind.key not in known and (not kind.values or value in kind.values):
            fitting[kind.key] = value
    return fitting | {key: str(value) for key, value in view.case.face.items()}


def _bare(title: str) -> str:
    return _IN_BRACKETS.sub("", title).strip()
