"""Like cases decided together: each face is seen and ticked, each decision stands by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.errors import Refusal
from tongban.base.web.typed import whole
from tongban.cases import queries, services
from tongban.cases.queries import Wanted
from tongban.desk import casepage
from tongban.desk.face import FaceForm
from tongban.desk.requests import StaffRequest, for_roles
from tongban.desk.review.heard import Heard, heard
from tongban.processes.rules import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.http import HttpResponse

    from tongban.cases.queries import CaseView
    from tongban.processes.rules import Waiting

AT_ONCE = 10
DECIDING = (Role.HANDLER, Role.REVIEWER, Role.APPROVER)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One case on the page, with everything that is seen before it is decided."""

    view: CaseView
    task: Waiting
    sections: list[tuple[str, list[casepage.Line]]]
    answers: list[casepage.Line]
    face: FaceForm | None
    clock: casepage.Clock | None
    heard: list[Heard]
    ticked: bool = False
    fault: str = ""

    @property
    def number(self) -> str:
        return str(self.view.case.number)


@require_http_methods(["GET", "POST"])
@for_roles(*DECIDING)
def batch(request: StaffRequest) -> HttpResponse:
    """The nearest like cases that wait for the reader; those ticked are decided, one by one.

    What cannot be decided stays on the page with its sentence and with what was typed; what was
    decided stays decided.
    """
    if request.method != "POST":
        return _page(request, {}, [], 200)
    outcome, opinion = request.POST.get("outcome", ""), request.POST.get("opinion", "")
    faults: dict[str, str] = {}
    done = [
        number
        for number in dict.fromkeys(request.POST.getlist("seen")[:AT_ONCE])
        if _decide(request, number, outcome, opinion, faults)
    ]
    if not done and not faults:
        faults[""] = _("请先看每一件，再勾选要办的。")
    return _page(request, faults, done, 422 if faults else 200)


def _decide(
    request: StaffRequest, number: str, outcome: str, opinion: str, faults: dict[str, str]
) -> bool:
    """Decide one case in a transaction of its own; False with its sentence in `faults`."""
    try:
        view = queries.case(request.actor, number)
        face = FaceForm.posted(view, _own(request.POST, number))
        services.give_opinion(
            actor=request.actor,
            number=number,
            task_key=request.POST.get(f"task-{number}", ""),
            outcome=outcome,
            opinion=opinion,
            face=face.face() if face and outcome == Outcome.GRANT else None,
            version=whole(request.POST.get(f"version-{number}", "")) or 0,
            now=clock.now(),
        )
    except Refusal as refusal:
        faults[number] = " ".join(refusal.fields.values()) or str(refusal)
        return False
    return True


def _own(posted: Mapping[str, str], number: str) -> dict[str, str]:
    """The fields of one case, under the names that its form has by itself."""
    mark = f"{number}-"
    return {name.removeprefix(mark): value for name, value in posted.items() if mark in name}


def _page(
    request: StaffRequest, faults: Mapping[str, str], done: list[str], status: int
) -> HttpResponse:
    item = (request.GET.get("item") or request.POST.get("item", ""))[:64]
    sheets = list(_sheets(request, item, faults)) if item else []
    outcomes = dict.fromkeys(word for sheet in sheets for word in sheet.task.outcomes)
    shown: dict[str, Any] = {
        "sheets": sheets,
        "item": item,
        "item_name": sheets[0].view.case.item_name if sheets else "",
        "outcomes": [(word, *casepage.OUTCOMES[Outcome(word)]) for word in outcomes],
        "done": done,
        "errors": [
            (f"sheet-{key}" if key else "", f"{key} {said}") for key, said in faults.items()
        ],
        "opinion": request.POST.get("opinion", "") if faults else "",
    }
    return render(request, "desk/review/batch.html", shown, status=status)


def _sheets(request: StaffRequest, item: str, faults: Mapping[str, str]) -> Iterator[Sheet]:
    page = queries.work(request.actor, Wanted(item=item), limit=AT_ONCE)
    for number in dict.fromkeys(str(row.case.number) for row in page.items):
        view = queries.case(request.actor, number)
        task = queries.task_open_to(request.actor, view)
        if task is None:
            continue
        yield Sheet(
            view=view,
            task=task,
            sections=list(casepage.sections(view, clear=False)),
            answers=list(casepage.answers(view)),
            face=_face(request, view, task, again=number in faults),
            clock=casepage.clock_of(view),
            heard=heard(request.actor, view.case),
            ticked=number in faults,
            fault=faults.get(number, ""),
        )


def _face(request: StaffRequest, view: CaseView, task: Waiting, *, again: bool) -> FaceForm | None:
    """The face of the licence as it would be printed; the look is recorded first."""
    if Outcome.GRANT not in task.outcomes or not queries.face_wanted(view.case):
        return None
    number = str(view.case.number)
    services.open_face(actor=request.actor, number=number, now=clock.now())
    form = FaceForm.posted(view, _own(request.POST, number)) if again else FaceForm.of(view)
    if form is not None:
        form.prefix = f"{number}-{form.prefix}"
        form.is_bound = False
        for name, field in form.fields.items():
            if again:
                field.initial = request.POST.get(f"{form.prefix}-{name}", "")
    return form
