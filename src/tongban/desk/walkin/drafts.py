"""The application of somebody at the counter, until it is handed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.actors import Channel
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.base.web import read_only
from tongban.base.web.uploads import readable
from tongban.cases import queries, services
from tongban.desk import casepage
from tongban.desk.answers import paper
from tongban.desk.forms import AnswersForm, ItemForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.directory import queries as directory
from tongban.items import queries as items
from tongban.items import rules as item_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from tongban.cases.queries import CaseView

clerks_only = for_roles(Role.CLERK, Role.AGENT_WORKER)


def _page(
    request: StaffRequest,
    draft_id: UUID,
    *,
    refusal: Refusal | None = None,
    values: Mapping[str, Any] | None = None,
    answers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The draft; with a refusal it says what is wrong and keeps what was typed."""
    view = queries.draft(request.actor, draft_id)
    form = ItemForm(view.definition, view.case.form if values is None else values)
    questions = AnswersForm(view.definition, view.case.answers if answers is None else answers)
    errors = list(_elsewhere(refusal, questions, form)) if refusal else []
    ready = _point(questions, form, view.case.answers)
    shown = {
        "view": view,
        "draft": view.case,
        "questions": questions,
        "form": form,
        "errors": errors,
        "missing": [one for one in view.materials if one.need == "必要" and not one.source],
        "ready": ready,
    } | _offer(view)
    status = refusal.status if refusal else 200
    return render(request, "desk/walkin/draft.html", shown, status=status)


def _offer(view: CaseView) -> dict[str, object]:
    """Whether the draft is on its way to another window, and to which."""
    rows = queries.hand_overs_of(view.case)
    found = next((one for one in rows if one.closed_at is None), None)
    halls = {one.code: one.name for one in directory.halls()} if found else {}
    where = halls.get(found.to_place, "") if found else ""
    if found and found.to_place == view.case.place:
        where = _("本大厅的其他窗口")
    mine = view.case.channel == Channel.WINDOW
    return {"offer": found, "offered_to": where, "may_pass_on": mine and found is None}


def _point(questions: AnswersForm, form: ItemForm, answers: Mapping[str, str]) -> bool:
    """Let the cursor stand where something is still to be filled in; True when nothing is."""
    for name, field in questions.fields.items():
        if name not in answers:
            field.widget.attrs["autofocus"] = True
            return False
    for name, field in form.fields.items():
        if form.errors.get(name) or (field.required and field.initial in (None, "", [])):
            field.widget.attrs["autofocus"] = True
            return False
    return True


def _elsewhere(
    refusal: Refusal, questions: AnswersForm, form: ItemForm
) -> Iterator[tuple[str, str]]:
    """Put each sentence at its field; what has none is left for the summary."""
    for name, sentence in refusal.fields.items():
        known = next((one for one in (questions, form) if name in one.fields), None)
        if known is None:
            yield "materials", sentence
        else:
            known.decline({name: sentence})
    if not refusal.fields:
        yield "", str(refusal)


@require_GET
@read_only
@clerks_only
def draft(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Questions and form on the left, materials on the right."""
    return _page(request, draft_id)


def _act(request: StaffRequest, draft_id: UUID, take: Callable[[], object]) -> HttpResponse:
    try:
        take()
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, draft_id, refusal=refusal)
    return redirect("desk:draft", draft_id)


@require_POST
@clerks_only
def answer(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Keep the answers; the materials follow them, and the licence library is asked again."""
    view = queries.draft(request.actor, draft_id)
    keys = [scenario.key for scenario in view.definition.scenarios]
    given = {key: request.POST[key] for key in keys if request.POST.get(key)}
    try:
        services.answer(actor=request.actor, draft_id=draft_id, answers=given, now=clock.now())
    except Refusal as refusal:
        return _page(request, draft_id, refusal=refusal, answers=given)
    return redirect("desk:draft", draft_id)


@require_POST
@clerks_only
def fill(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Keep the form; when nothing is wrong with it, on to the check before handing in."""
    view = queries.draft(request.actor, draft_id)
    posted = {name: request.POST.getlist(name) for name in request.POST}
    values = item_rules.from_text(view.definition.form, posted)
    try:
        faults = services.fill(actor=request.actor, draft_id=draft_id, form=values, now=clock.now())
    except Refusal as refusal:
        return _page(request, draft_id, refusal=refusal, values=values)
    services.drop_note(actor=request.actor, case_ref=str(draft_id), form="draft")
    if faults:
        return _page(request, draft_id, refusal=FormUnfinished(fields=faults), values=values)
    return redirect("desk:draft_check", draft_id)


class FormUnfinished(Refusal):
    """What was typed is kept, and cannot be handed in as it is."""

    code = "desk.form_unfinished"
    status = 422
    sentence = "已保存，但还有内容要改。"


@require_GET
@read_only
@clerks_only
def check(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Everything on one page before it is handed in."""
    view = queries.draft(request.actor, draft_id)
    today = clock.today()
    faults = item_rules.check_answers(view.definition, view.case.answers, final=True)
    faults |= items.check_form(view.definition, view.case.form, final=True, today=today)
    shown = {
        "view": view,
        "draft": view.case,
        "sections": list(casepage.sections(view, clear=True)),
        "answers": list(casepage.answers(view)),
        "missing": [one for one in view.materials if one.need == "必要" and not one.source],
        "faults": faults,
    }
    return render(request, "desk/walkin/check.html", shown)


@require_POST
@clerks_only
def submit(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Hand the application in, and go on to its acceptance."""
    try:
        case = services.submit(actor=request.actor, draft_id=draft_id, now=clock.now())
    except (NotFound, Forbidden):
        raise
    except Refusal as refusal:
        return _page(request, draft_id, refusal=refusal)
    messages.success(
        request,
        _("已收件，办件编号 %(number)s。请打印收件回执，接着核对材料。") % {"number": case.number},
    )
    return redirect(f"{reverse('desk:case', args=[case.number])}?done=1")


@require_POST
@clerks_only
def discard(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Delete the draft."""
    services.discard(actor=request.actor, draft_id=draft_id, now=clock.now())
    messages.success(request, _("已删除这份没有提交的申请。"))
    return redirect("desk:walkin" if request.actor.holds(Role.CLERK) else "desk:agents")


@require_POST
@clerks_only
def hand_in(request: StaffRequest, draft_id: UUID, key: str) -> HttpResponse:
    """Take a material in: as scanned pages, or on paper when no file came along."""
    scans = request.FILES.getlist("scan")
    compared = request.POST.get("compared") == "yes"

    def take() -> None:
        if not scans:
            services.receive_paper(
                actor=request.actor,
                draft_id=draft_id,
                material_key=key,
                received=True,
                now=clock.now(),
            )
        for scan in scans:
            services.attach(
                actor=request.actor,
                draft_id=draft_id,
                material_key=key,
                content=readable(scan),
                name=scan.name or "",
                compared=compared,
                now=clock.now(),
            )

    return _act(request, draft_id, take)


@require_POST
@clerks_only
def receive_all(request: StaffRequest, draft_id: UUID) -> HttpResponse:
    """Note that every necessary material that was still missing came on paper."""
    view = queries.draft(request.actor, draft_id)

    def take() -> None:
        for key in [one.key for one in view.materials if one.need == "必要" and not one.source]:
            services.receive_paper(
                actor=request.actor,
                draft_id=draft_id,
                material_key=key,
                received=True,
                now=clock.now(),
            )

    return _act(request, draft_id, take)


@require_POST
@clerks_only
def give_back(request: StaffRequest, draft_id: UUID, key: str) -> HttpResponse:
    """Give back what was taken in: one scan, or the paper."""
    file_id = request.POST.get("file", "")

    def take() -> object:
        if file_id.isascii() and file_id.isdigit() and len(file_id) < len("1000000000"):
            return services.detach(
                actor=request.actor,
                draft_id=draft_id,
                material_key=key,
                file_id=int(file_id),
                now=clock.now(),
            )
        return services.receive_paper(
            actor=request.actor,
            draft_id=draft_id,
            material_key=key,
            received=False,
            now=clock.now(),
        )

    return _act(request, draft_id, take)


@require_GET
@read_only
@clerks_only
def file(request: StaffRequest, draft_id: UUID, file_id: int) -> HttpResponse:
    """A scan of the draft; the look is recorded first."""
    content, name, media_type = services.read_file(
        actor=request.actor, case_ref=str(draft_id), file_id=file_id, now=clock.now()
    )
    return paper(content, name, media_type)
