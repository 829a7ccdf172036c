"""The licence directory (证照目录): which licences there are for persons and for enterprises."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.base.web import read_only
from tongban.licences import queries
from tongban.licences.rules import types as definitions
from tongban.licences.rules.metadata import HOLDER_CODE_TYPES
from tongban.portal.requests import everybody

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tongban.licences.models import LicenceType
    from tongban.portal.requests import PortalRequest

LONGEST = 100
WHO = {"person": "自然人", "enterprise": "法人和其他组织"}
CATEGORY_WORDS = {
    "证件": "证件",
    "证明": "证明",
    "执照": "执照",
    "许可": "许可证",
    "资质": "资质和资格证书",
    "批文": "批文",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A type as the directory lists it, and how many of it the reader holds."""

    kind: LicenceType
    validity: str
    held: int


@require_GET
@read_only
@everybody
def directory(request: PortalRequest) -> HttpResponse:
    """The types that persons, or enterprises, may hold, by category."""
    who = request.GET.get("for", "")
    if who not in WHO:
        who = "enterprise" if _acts_for_enterprise(request) else "person"
    words = request.GET.get("q", "")[:LONGEST].strip()
    kinds = queries.directory(WHO[who], words=words)
    held = queries.held_types(request.actor)
    facts = {
        "here": "licences",
        "who": who,
        "words": words,
        "count": len(kinds),
        "groups": list(_groups(kinds, held)),
        "signed_in": request.actor.is_person,
    }
    return render(request, "portal/licences/directory.html", facts)


@require_GET
@read_only
@everybody
def entry(request: PortalRequest, key: str) -> HttpResponse:
    """One type: who issues it, how long it lives, what stands on it."""
    kind = queries.directory_entry(key)
    codes = [HOLDER_CODE_TYPES[code] for code in kind.holder_code_types]
    facts = {
        "here": "licences",
        "kind": kind,
        "facts": [
            (_("由谁颁发"), kind.issuing_authority),
            (_("由谁规定"), kind.defining_authority),
            (_("证照类型代码"), kind.type_code or _("还没有")),
            (_("谁可以持有"), kind.holder_category),
            (_("凭什么号码"), "、".join(codes)),
            (_("有效期"), queries.validity_words(kind)),
            (_("年检"), definitions.words.interval(kind.periodic_months)),
            (_("纸质证照"), _("同时发") if kind.paper_counterpart else _("只有电子证照")),
            (_("部门之间"), kind.share_type),
        ],
        "fields": [field["name"] for field in kind.fields],
        "held": queries.held_types(request.actor).get(kind.pk, 0),
    }
    return render(request, "portal/licences/directory_entry.html", facts)


def _acts_for_enterprise(request: PortalRequest) -> bool:
    actor = request.actor
    return actor.is_person and actor.principal is not None and actor.principal != actor.subject


def _groups(kinds: Sequence[LicenceType], held: dict[int, int]) -> Iterator[tuple[str, list[Line]]]:
    order = list(CATEGORY_WORDS)
    ordered = sorted(kinds, key=lambda kind: (order.index(kind.category), kind.position, kind.key))
    for category, found in groupby(ordered, key=lambda kind: kind.category):
        lines = [Line(kind, queries.validity_words(kind), held.get(kind.pk, 0)) for kind in found]
        yield CATEGORY_WORDS[category], lines
