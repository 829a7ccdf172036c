"""A case or a life event as its package says it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tongban.archives import queries
from tongban.cases.rules import AcceptForm, Step, label
from tongban.cases.rules.bundles import MEMBER_LABELS, MemberState
from tongban.desk.archives.views import READERS
from tongban.desk.requests import StaffRequest, for_roles
from tongban.identity.rules import mask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import HttpResponse


@require_GET
@never_cache
@for_roles(*READERS)
def restored(request: StaffRequest, number: str) -> HttpResponse:
    """What the package says, masked, only to be looked at; of a life event its cases as well."""
    found = queries.restored(request.actor, number)
    case, who = found.facts["case"], found.facts["applicant"]
    facts = {
        "found": found,
        "case": case,
        "accepted_on": case.get("accepted_on") or case.get("accepted_at"),
        "words": case.get("finish_reason") or case.get("end_reason"),
        "name": mask("name", who["name"]),
        "number": mask("number", who["number"]),
        "members": [_member(one) for one in found.facts.get("members", ())],
        "steps": [_step(one) for one in found.facts["steps"]],
        "promises": [_promise(one) for one in found.facts.get("promises", ())],
        "documents": [_document(one) for one in found.facts["documents"]],
    }
    return render(request, "desk/archives/restored.html", facts)


def _member(said: Mapping[str, Any]) -> dict[str, str]:
    state = str(said["state"])
    word = MEMBER_LABELS[MemberState(state)] if state in set(MemberState) else state
    more = said.get("finding") or said.get("reason") or ""
    return {"name": said["name"], "number": said["case"], "word": word, "more": more}


def _step(said: Mapping[str, Any]) -> dict[str, Any]:
    words = [said.get("task") or _word(said["step"]), said.get("actor_name"), said.get("words")]
    return {"at": said["at"], "words": " ".join(word for word in words if word)}


def _word(step: str) -> str:
    """What a step is called; a package of another release may know one that we do not."""
    return label(Step(step)) if step in set(Step) else step


def _document(said: Mapping[str, Any]) -> dict[str, Any]:
    sealed = said.get("sealed") or {}
    number = said.get("number") or ""
    return {"title": said["title"], "number": number, "sealed_at": sealed.get("sealed_at")}


def _promise(said: Mapping[str, Any]) -> dict[str, Any]:
    """A promise, what the check found, and what was answered to each order to correct."""
    title = _("告知承诺书") if said["kind"] == AcceptForm.PROMISE else _("容缺受理承诺书")
    outcome = {"kept": _("履行了承诺"), "broken": _("没有履行承诺")}.get(said["outcome"], "")
    return {
        "title": title, "signed_at": said["signed_at"], "outcome": outcome,
        "findings": said["findings"], "answers": said["answers"],
    }  # fmt: skip
