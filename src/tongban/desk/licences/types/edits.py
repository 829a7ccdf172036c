"""Editing a draft: a new type, a new version, and what it would look like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.desk.answers import TRIED
from tongban.desk.licences.types import previewing
from tongban.desk.licences.types.editing import Editing
from tongban.desk.licences.types.forms import revision_of
from tongban.desk.licences.types.views import keepers_only
from tongban.licences import queries, services
from tongban.licences.rules import layouts, types
from tongban.licences.rules.types import patterns

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.forms.boundfield import BoundField
    from django.http import HttpResponse

    from tongban.desk.requests import StaffRequest
    from tongban.licences.models import LicenceTypeVersion

LONGEST_KEY = 60
_BASICS = (
    "name", "category", "type_code", "share_type", "defining_authority", "defining_authority_code",
    "defining_level", "issuing_authority", "issuing_bodies", "related_items", "paper_counterpart",
)  # fmt: skip


@require_http_methods(["GET", "POST"])
@keepers_only
def new(request: StaffRequest) -> HttpResponse:
    """Draft a type that does not exist yet, perhaps after the image of another."""
    key = request.POST.get("key", "")[:LONGEST_KEY].strip()
    if request.method == "GET":
        editing = _copied(request.GET.get("from", ""))
        return _page(request, editing, key="", preview=_drawn(request, editing))
    return _posted(
        request,
        lambda editing: services.types.create(
            actor=request.actor,
            key=key,
            values=editing.values(),
            note=editing.main.typed("note"),
            now=clock.now(),
        ),
        key=key,
    )


@require_http_methods(["GET", "POST"])
@keepers_only
def edit(request: StaffRequest, key: str) -> HttpResponse:
    """Edit the draft of a type, or begin one from the newest version."""
    kind = queries.edited_type(key)
    draft = queries.draft_of(kind)
    if request.method == "GET":
        base = draft or next(iter(queries.type_versions(kind)))
        editing = Editing.of(queries.definition_of(base), draft.note if draft else "")
        revision = draft.revision if draft else 0
        drawn = _drawn(request, editing)
        return _page(request, editing, kind=kind, revision=revision, preview=drawn)
    revision = revision_of(request)
    return _posted(
        request,
        lambda editing: services.types.save(
            actor=request.actor,
            type_key=key,
            values=editing.values(),
            revision=revision,
            note=editing.main.typed("note"),
            now=clock.now(),
        ),
        kind=kind,
        revision=revision,
    )


def _posted(
    request: StaffRequest, save: Callable[[Editing], LicenceTypeVersion], **facts: Any
) -> HttpResponse:
    editing = Editing.posted(request.POST)
    wish = request.POST.get("do", "")
    if editing.rearranged(wish) or wish == "preview":
        return _page(request, editing, preview=_drawn(request, editing), **facts)
    if editing.unreadable():
        return _page(request, editing, status=TRIED, **facts)
    try:
        version = save(editing)
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _declined(request, editing, refusal, **facts)
    messages.success(request, _("草稿已保存，还没有实施。"))
    return redirect("desk:licence_type", version.type.key)


def _declined(
    request: StaffRequest, editing: Editing, refusal: Refusal, **facts: Any
) -> HttpResponse:
    """The page again with every sentence at its place, and everything as it was typed."""
    faults = dict(refusal.fields)
    if set(faults) == {"key"}:
        faults |= _faults(editing)
    facts["key_fault"] = faults.pop("key", "")
    editing.decline(faults)
    if not refusal.fields:
        facts["refused"] = str(refusal)
    return _page(request, editing, status=refusal.status, **facts)


@require_POST
@keepers_only
def preview(request: StaffRequest) -> HttpResponse:
    """The picture of what stands in the inputs, which nobody has saved."""
    drawn = _drawn(request, Editing.posted(request.POST))
    return render(request, "desk/licences/types/_preview.html", {"preview": drawn})


def _drawn(request: StaffRequest, editing: Editing) -> previewing.Preview:
    try:
        definition = types.judged(editing.values())
    except types.DefinitionInvalid as wrong:
        path, told = next(iter(wrong.fields.items()))
        if path in editing.main.fields:
            told = f"{editing.main.fields[path].label}：{told}"
        return previewing.Preview(fault=f"{_('填好以后才能预览：')}{told}")
    return previewing.draw(definition, long="long" in request.POST)


def _faults(editing: Editing) -> dict[str, str]:
    """What is wrong besides the name of a new type, so that all of it is told at once."""
    try:
        types.judged(editing.values())
    except types.DefinitionInvalid as wrong:
        return dict(wrong.fields)
    return {}


def _copied(key: str) -> Editing:
    if not key:
        return Editing.blank()
    kind = queries.edited_type(key[:LONGEST_KEY])
    said = queries.definition_of(next(iter(queries.type_versions(kind))))
    return Editing.of(said.model_copy(update={"type_code": None}))


def _page(
    request: StaffRequest, editing: Editing, *, status: int = 200, **facts: Any
) -> HttpResponse:
    shown = {
        "key": "",
        "revision": 0,
        "kind": None,
        "editing": editing,
        **_sections(editing),
        "long": "long" in request.POST,
        "parts": patterns.PARTS.items(),
        "base_keys": layouts.BASE_KEYS.items(),
        **facts,
    }
    errors = editing.errors
    if shown.get("key_fault"):
        errors = [("id_key", f"{_('标识：')}{shown['key_fault']}"), *errors]
    shown["errors"] = errors or ([("", shown["refused"])] if shown.get("refused") else [])
    return render(request, "desk/licences/types/edit.html", shown, status=status)


def _sections(editing: Editing) -> dict[str, list[BoundField]]:
    """The inputs of each section, in the order of the page."""
    main, layout = editing.main, editing.layout
    every = list(layout)
    wide = {"opening", "groups", "closing", "hidden", "notes"}
    return {
        "basics": [main[name] for name in _BASICS],
        "holders": [main["holder_category"], main["holder_code_types"]],
        "number": [main["number_pattern"], main["number_rule"]],
        "validity": [each for each in main if each.name.startswith(("validity_", "periodic_"))],
        "template_choices": [each for each in every if each.name not in wide],
        "template_words": [each for each in every if each.name in wide],
    }
