"""Somebody at the counter for a life event (一件事): read, asked, typed and handed in once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.base.web.uploads import readable
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.cases.rules.materials import REQUIRED
from tongban.cases.services import bundles
from tongban.desk.answers import TRIED, decline
from tongban.desk.answers import paper as shown
from tongban.desk.bundles.forms import ArrivalForm, QuestionsForm
from tongban.desk.forms import ItemForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.walkin import cards
from tongban.desk.walkin.views import said
from tongban.identity import queries as identity
from tongban.items import rules as item_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from uuid import UUID

    from django.http import HttpResponse

clerks_only = for_roles(Role.CLERK)


class Unfinished(Refusal):
    """What was typed is kept, and cannot be handed in as it is."""

    code = "desk.form_unfinished"
    status = 422
    sentence = "已保存，但还有内容要改。"


@require_http_methods(["GET", "POST"])
@clerks_only
def start(request: StaffRequest) -> HttpResponse:
    """Choose the life event and read the card; a card read last opens the application at once."""
    places = request.actor.places(Role.CLERK)
    if request.method != "POST":
        return _start(request, ArrivalForm(places, initial=request.GET.dict()))
    try:
        typed = said(request)
    except cards.CardUnreadable as unreadable:
        form = ArrivalForm(places, initial=request.POST.dict())
        return _start(request, form, TRIED, unread=str(unreadable))
    form = ArrivalForm(places, typed)
    if not form.is_valid():
        return _start(request, form, TRIED)
    who = form.cleaned_data
    try:
        draft = bundles.take_in_bundle(
            actor=request.actor, number_type=who["number_type"], id_number=who["number"],
            name=who["name"], phone=who["phone"], event_key=who["event"],
            place=who.get("place", ""), now=clock.now(),
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _start(request, form, decline(form, refusal, id_number="number"))
    return redirect("desk:event_draft", draft.pk)


def _start(
    request: StaffRequest, form: ArrivalForm, status: int = 200, *, unread: str = ""
) -> HttpResponse:
    drafts = cases.typed_drafts(request.actor)
    people = identity.masked_many([one.applicant_id for one in drafts])
    facts = {
        "form": form,
        "unread": [("card", unread)] if unread else [],
        "bridge": settings.TONGBAN.card_bridge,
        "drafts": [(one, people[one.applicant_id]) for one in drafts],
    }
    return render(request, "desk/bundles/start.html", facts, status=status)


@require_GET
@read_only
@clerks_only
def draft(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Questions and the one form on the left, the one set of materials on the right."""
    return _page(request, draft_id)


def _page(
    request: StaffRequest,
    draft_id: UUID,
    *,
    refusal: Refusal | None = None,
    answers: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> HttpResponse:
    view = cases.bundle_draft(request.actor, draft_id)
    known = view.bundle.answers if answers is None else answers
    questions = QuestionsForm(cases.questions(view.bundle), known)
    form = None
    if view.thing is not None:
        form = ItemForm(view.definition, view.bundle.form if values is None else values)
    errors = _errors(refusal, questions, form)
    facts = {
        "view": view,
        "draft": view.bundle,
        "questions": questions,
        "form": form,
        "errors": errors,
        "rows": [(row, "、".join(view.names_using(row))) for row in view.materials],
        "missing": view.missing,
        "members": [view.thing.items[key] for key in view.thing.members] if view.thing else [],
        "ready": form is not None and not view.missing and not view.faults,
    }
    status = refusal.status if refusal else 200
    return render(request, "desk/bundles/draft.html", facts, status=status)


def _errors(
    refusal: Refusal | None, questions: QuestionsForm, form: ItemForm | None
) -> list[tuple[str, str]]:
    """Put each sentence at its field; the materials' and the rest go to the summary."""
    if refusal is None:
        return []
    for name, sentence in refusal.fields.items():
        known = next((one for one in (questions, form) if one and name in one.fields), None)
        if known is not None:
            known.decline({name: sentence})
    drawn = questions.fields.keys() | (form.fields.keys() if form else set())
    rest = [(f"m_{n}", text) for n, text in refusal.fields.items() if n not in drawn]
    return rest if refusal.fields else [("", str(refusal))]


def _act(request: StaffRequest, draft_id: UUID, take: Callable[[], object]) -> HttpResponse:
    try:
        take()
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, draft_id, refusal=refusal)
    return redirect("desk:event_draft", draft_id)


@require_POST
@clerks_only
def answer(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Keep the answers; form and materials follow them, further questions may come."""
    view = cases.bundle_draft(request.actor, draft_id)
    several = {one.key for one in cases.questions(view.bundle) if one.several}
    said: dict[str, Any] = {
        name: request.POST.getlist(name) if name in several else request.POST[name]
        for name in request.POST
        if name != "csrfmiddlewaretoken"
    }
    try:
        bundles.answer(actor=request.actor, draft_id=draft_id, answers=said, now=clock.now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, draft_id, refusal=refusal, answers=said)
    services.drop_note(actor=request.actor, case_ref=str(draft_id), form="questions")
    return redirect("desk:event_draft", draft_id)


@require_POST
@clerks_only
def fill(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Keep the one form, finished or not."""
    view = cases.bundle_draft(request.actor, draft_id)
    posted = {name: request.POST.getlist(name) for name in request.POST}
    values = dict(item_rules.from_text(view.definition.form, posted))
    try:
        faults = bundles.fill(actor=request.actor, draft_id=draft_id, form=values, now=clock.now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, draft_id, refusal=refusal, values=values)
    services.drop_note(actor=request.actor, case_ref=str(draft_id), form="form")
    if faults:
        return _page(request, draft_id, refusal=Unfinished(fields=faults), values=values)
    return redirect("desk:event_draft", draft_id)


@require_POST
@clerks_only
def hand_in(request: StaffRequest, draft_id: UUID, key: str) -> HttpResponse:
    """Take a material in once for all departments: as scans, or on paper when no file came."""
    scans = request.FILES.getlist("scan")

    def take() -> None:
        if not scans:
            bundles.receive_papers(
                actor=request.actor, draft_id=draft_id, keys=[key], received=True, now=clock.now()
            )
        for scan in scans:
            bundles.attach(
                actor=request.actor, draft_id=draft_id, material_key=key, content=readable(scan),
                name=scan.name or "", compared=request.POST.get("compared") == "yes",
                now=clock.now(),
            )  # fmt: skip

    return _act(request, draft_id, take)


@require_POST
@clerks_only
def give_back(request: StaffRequest, draft_id: UUID, key: str) -> HttpResponse:
    """Give back what was taken in: one scan, or the paper."""
    file = request.POST.get("file", "")

    def take() -> None:
        if file.isascii() and file.isdigit() and len(file) < 10:  # noqa: PLR2004
            bundles.detach(
                actor=request.actor, draft_id=draft_id, material_key=key, file_id=int(file),
                now=clock.now(),
            )  # fmt: skip
        else:
            bundles.receive_papers(
                actor=request.actor, draft_id=draft_id, keys=[key], received=False, now=clock.now()
            )

    return _act(request, draft_id, take)


@require_POST
@clerks_only
def receive_all(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Note that every necessary material that was still missing came on paper."""
    view = cases.bundle_draft(request.actor, draft_id)
    keys = [row.key for row in view.missing if row.need == REQUIRED]

    def take() -> None:
        bundles.receive_papers(
            actor=request.actor, draft_id=draft_id, keys=keys, received=True, now=clock.now()
        )

    return _act(request, draft_id, take)


@require_POST
@clerks_only
def submit(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Hand the whole in; its page follows, with the one receipt to print."""
    try:
        bundle = bundles.submit_bundle(
            actor=request.actor, draft_id=draft_id, now=clock.now(),
            promises_gap=request.POST.get("promises_gap") == "yes",
        )  # fmt: skip
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, draft_id, refusal=refusal)
    said = _("已收件，编号 %(number)s。请打印收件凭证，接着核对材料。") % {"number": bundle.number}
    messages.success(request, said)
    return redirect("desk:event", bundle.number)


@require_POST
@clerks_only
def discard(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Delete the draft."""
    bundles.discard_bundle(actor=request.actor, draft_id=draft_id, now=clock.now())
    messages.success(request, _("已删除这份没有提交的申请。"))
    return redirect("desk:event_start")


@require_GET
@clerks_only
def file(request: StaffRequest, draft_id: UUID, file: int) -> HttpResponse:
    """A scan of the draft; the look is recorded."""
    content, name, media_type = bundles.read_file(
        actor=request.actor, bundle_ref=str(draft_id), file_id=file, now=clock.now()
    )
    return shown(content, name, media_type)
