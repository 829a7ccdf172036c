"""What was filled in, as it is read: section by section, each value in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from tongban.base.templatetags.tongban import cn_date
from tongban.identity.rules import mask
from tongban.portal.apply.forms import shown_sections
from tongban.portal.words import spoken

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tongban.items.rules.definitions import ItemDefinition
    from tongban.items.rules.forms import Field

    Rows = list[dict[str, Any]]

GROUPED = frozenset({"radio", "yesno", "checkboxes"})
# What is handed in is not shown in full on every later look.
_MASKS = {"citizen-number": "number", "mobile": "phone", "phone": "phone", "bank-account": "card"}


def places(what: ItemDefinition, form: Mapping[str, Any], address: str) -> dict[str, str]:
    """Where each shown field is filled in, by its name; `address` is the page of the form."""
    return {
        field.name: f"{address}#id_{field.name}{'_field' if field.widget in GROUPED else ''}"
        for section in shown_sections(what, form)
        for field in section.fields
    }


def to_check(
    what: ItemDefinition, form: Mapping[str, Any], sources: Mapping[str, str], address: str
) -> Rows:
    """Every section before it is handed in, each answer with its source and where to change it."""
    change = places(what, form, address)
    return [
        {
            "title": section.title,
            "rows": [
                {
                    "term": field.title,
                    "value": said(field, form.get(field.name)),
                    "source": sources.get(field.name, ""),
                    "change": change[field.name],
                }
                for field in section.fields
            ],
        }
        for section in shown_sections(what, form)
    ]


def handed_in(what: ItemDefinition, form: Mapping[str, Any]) -> Rows:
    """Every section as it was handed in: what was answered, numbers masked."""
    return [
        {
            "title": section.title,
            "rows": [
                {"term": field.title, "value": _masked(what, field, form[field.name])}
                for field in section.fields
                if form.get(field.name) not in (None, "", [])
            ],
        }
        for section in shown_sections(what, form)
    ]


def said(field: Field, value: object) -> str:
    """A value as people read it: 2026年3月13日（周五）, 2026年3月, 120 平方米."""
    text = spoken(value)
    try:
        if text and field.widget == "date":
            return cn_date(text)
        if text and field.widget == "month":
            year, month = (int(part) for part in text.split("-"))
            return _("%(year)d年%(month)d月") % {"year": year, "month": month}
    except ValueError:  # A draft may hold what is no day yet; it is shown as it was typed.
        return text
    return f"{text} {field.unit}" if text and field.unit else text


def _masked(what: ItemDefinition, field: Field, value: object) -> str:
    kind = _MASKS.get(str(what.form["$defs"].get(field.element, {}).get("format", "")))
    return mask(kind, spoken(value)) if kind else said(field, value)
