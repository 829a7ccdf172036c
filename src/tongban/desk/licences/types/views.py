"""The list of licence types, and one type with its versions."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.web import read_only
from tongban.desk.licences.types import previewing
from tongban.desk.requests import StaffRequest, for_roles
from tongban.directory import queries as directory
from tongban.licences import queries
from tongban.licences.rules import types as definitions
from tongban.licences.rules.metadata import HOLDER_CODE_TYPES
from tongban.licences.rules.types import versions

if TYPE_CHECKING:
    from tongban.licences.models import LicenceTypeVersion

LONGEST = 100
keepers_only = for_roles(Role.LICENSING, Role.OPERATOR)
TONES = {"in_force": "good", "coming": "waiting", "drafted": "working", "retired": "quiet"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A version with what it changed."""

    version: LicenceTypeVersion
    holds: bool
    differences: tuple[definitions.Difference, ...]


@require_GET
@read_only
@keepers_only
def types(request: StaffRequest) -> HttpResponse:
    """All types, found by words and state."""
    asked = {name: request.GET.get(name, "")[:LONGEST] for name in ("words", "state")}
    after = request.GET.get("after", "")[:400]
    page = queries.type_lines(words=asked["words"], state=asked["state"], after=after)
    facts = {
        "page": page,
        "asked": asked,
        "filtered": any(asked.values()),
        "states": versions.LABELS.items(),
        "tones": TONES,
    }
    return render(request, "desk/licences/types/list.html", facts)


@require_GET
@read_only
@keepers_only
def one(request: StaffRequest, key: str) -> HttpResponse:
    """A type: what holds, what held, what is being drafted."""
    kind = queries.edited_type(key)
    published = list(queries.type_versions(kind))
    draft = queries.draft_of(kind)
    today = clock.today()
    newest = draft or (published[0] if published else None)
    if newest is None:
        raise Http404
    state = queries.type_state(kind, today)
    facts = {
        "kind": kind,
        "state": versions.LABELS[state],
        "tone": TONES[state],
        "facts": facts_of(definition_shown(published, newest)),
        "fields": _fields(definition_shown(published, newest)),
        "versions": _shown(published),
        "draft": draft,
        "draft_differences": differences(published[0], draft) if draft and published else (),
        "shown": published[0].number if published else newest.number,
        "in_force": queries.count_in_force(kind) if kind.version else 0,
        "may_retire": bool(published) and published[0].ends_on is None,
    }
    return render(request, "desk/licences/types/one.html", facts)


@require_GET
@read_only
@keepers_only
def picture(_request: StaffRequest, key: str, number: int) -> HttpResponse:
    """What a version prints, with sample data."""
    kind = queries.edited_type(key)
    draft = queries.draft_of(kind)
    known = [*queries.type_versions(kind), *([draft] if draft else [])]
    version = next((each for each in known if each.number == number), None)
    if version is None:
        raise Http404
    drawn = previewing.draw(queries.definition_of(version), ppi=previewing.LARGE_PPI)
    if not drawn.picture:
        raise Http404
    answer = HttpResponse(drawn.picture, content_type="image/png")
    answer["Cache-Control"] = "private, no-store"
    return answer


def definition_shown(
    published: list[LicenceTypeVersion], newest: LicenceTypeVersion
) -> definitions.Definition:
    """What the page describes: the newest published version, else the draft."""
    return queries.definition_of(published[0] if published else newest)


def _fields(definition: definitions.Definition) -> list[tuple[definitions.FaceField, str]]:
    """The fields with their rules in words, behind the name."""
    return [
        (field, definitions.words.field(field).removeprefix(f"{field.name}，"))
        for field in definition.fields
    ]


def _shown(published: list[LicenceTypeVersion]) -> list[Shown]:
    today = clock.today()
    spans = [versions.Span(v.number, v.starts_on or today, v.ends_on) for v in published]
    now = versions.in_force(spans, today)
    if not published:
        return []
    found = [differences(older, newer) for newer, older in pairwise(published)]
    return [
        Shown(version, now is not None and version.number == now.number, changes)
        for version, changes in zip(published, [*found, ()], strict=True)
    ]


def differences(
    before: LicenceTypeVersion, after: LicenceTypeVersion
) -> tuple[definitions.Difference, ...]:
    """What a version changed."""
    return definitions.between(queries.definition_of(before), queries.definition_of(after))


def facts_of(definition: definitions.Definition) -> list[tuple[str, str]]:
    """What a definition says, as pairs for a list."""
    offices = directory.departments(definition.issuing_bodies) if definition.issuing_bodies else ()
    codes = [f"{code} {HOLDER_CODE_TYPES[code]}" for code in definition.holder_code_types]
    return [
        (_("证照类型代码"), definition.type_code or _("还没有，不能颁发")),
        (_("分类"), definition.category),
        (_("定义机构"), f"{definition.defining_authority}（{definition.defining_level}）"),
        (_("颁发机构"), definition.issuing_authority),
        (_("可以颁发的部门"), "、".join(office.name for office in offices) or _("不限制")),
        (_("持证者"), f"{definition.holder_category}（{'、'.join(codes)}）"),
        (_("编号规则"), definition.number_pattern),
        (_("有效期"), definitions.words.validity(definition.validity)),
        (_("年检"), definitions.words.interval(definition.periodic_months)),
        (_("共享类型"), definition.share_type),
        (_("关联事项"), "；".join(definition.related_items) or _("没有填")),
        (_("纸质证照"), _("有") if definition.paper_counterpart else _("没有")),
    ]
