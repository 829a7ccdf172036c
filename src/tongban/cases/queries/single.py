"""One case: what a page about it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Exists, OuterRef

from tongban.base import clock
from tongban.base.errors import NotFound
from tongban.cases import perms, rules
from tongban.cases.models import (
    Case,
    CaseDocument,
    CaseMaterial,
    CaseStep,
    ClockStop,
    MaterialFile,
)
from tongban.cases.queries.facts import calendar_of, definition_of
from tongban.identity import queries as identity
from tongban.processes import queries as processes

if TYPE_CHECKING:
    from datetime import date

    from django.db.models import QuerySet

    from tongban.base.actors import Actor
    from tongban.identity.queries import MaskedSubject
    from tongban.items.rules import ItemDefinition
    from tongban.processes.rules import Waiting


class CaseNotFound(NotFound):
    """There is no such case, or the actor may not know that there is."""

    code = "cases.unknown"
    sentence = "没有找到这个办件，请核对办件编号。"


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with what belongs to it; the applicant is masked.

    `remaining` counts working days to the day on which somebody must have acted; None when
    nobody is waited for or the clock is held.
    """

    case: Case
    definition: ItemDefinition
    applicant: MaskedSubject
    materials: list[CaseMaterial]
    documents: list[CaseDocument]
    steps: list[CaseStep]
    stops: list[ClockStop]
    waiting: tuple[Waiting, ...]
    remaining: int | None
    lines: tuple[str, ...]
    legal_lines: tuple[str, ...] = field(default=())

    @property
    def state_label(self) -> str:
        return rules.label(rules.State(self.case.state))

    @property
    def is_held(self) -> bool:
        return bool(self.case.clock.get("held"))


def case(actor: Actor, number: str) -> CaseView:
    """A case that was handed in; `CaseNotFound` for one that the actor may not see."""
    return _view(case_alone(actor, number))


def case_alone(actor: Actor, number: str) -> Case:
    """The same without what belongs to it, for whoever asks for nothing else."""
    rows = Case.objects.submitted().filter(perms.known_cases(actor), number=number)
    found = rows.first()
    if found is None:
        raise CaseNotFound
    return found


def draft(actor: Actor, draft_id: UUID) -> CaseView:
    """A draft that the actor may go on with; `CaseNotFound` otherwise."""
    found = Case.objects.drafts().filter(perms.visible_drafts(actor), pk=draft_id).first()
    if found is None or not perms.may_edit_draft(actor, found):
        raise CaseNotFound
    return _view(found)


def _view(found: Case) -> CaseView:
    return CaseView(
        case=found,
        definition=definition_of(found),
        applicant=identity.masked(found.applicant_id),
        materials=list(found.materials.order_by("seq", "id").prefetch_related("files")),
        documents=list(found.documents.order_by("serial").defer("facts").select_related("sealed")),
        steps=list(found.steps.order_by("id")),
        stops=list(found.stops.order_by("id")),
        waiting=processes.waiting(str(found.pk)),
        remaining=_remaining(found, clock.today()),
        lines=clock_lines(found),
        legal_lines=_words(found, "legal"),
    )


def _remaining(found: Case, today: date) -> int | None:
    if found.next_due_on is None or found.clock.get("held"):
        return None
    return rules.remaining(found.next_due_on, today, calendar=calendar_of(found, today))


def clock_lines(found: Case) -> tuple[str, ...]:
    """How the promised day was found, one sentence a line."""
    return _words(found, "promised")


def _words(found: Case, which: str) -> tuple[str, ...]:
    return tuple(str(line["words"]) for line in found.clock.get(which, []))


def steps_open_to(actor: Actor, found: Case) -> frozenset[rules.Step]:
    """The steps that the state allows and the actor may take: which buttons a page shows."""
    state = rules.State(found.state)
    return frozenset(step for step in rules.steps_from(state) if perms.may_take(actor, found, step))


def task_open_to(actor: Actor, view: CaseView) -> Waiting | None:
    """The waiting task of the review that one of the actor's posts may complete now.

    Of several the one of his department; `branch` of it says which.
    """
    found = view.case
    if not view.waiting or found.state not in rules.RUNNING:
        return None
    open_now = {(task.key, task.branch): task for task in found.tasks.open()}
    for waiting in view.waiting:
        task = open_now.get((waiting.task_key, waiting.branch))
        if task is not None and perms.post_at(actor, task) is not None:
            return waiting
    return None


def trail(actor: Actor, number: str) -> list[CaseStep]:
    """Every step of a case, oldest first."""
    return list(case_alone(actor, number).steps.order_by("id"))


def handed_in_file(actor: Actor, case_ref: str, file_id: int) -> MaterialFile:
    """A file of a case or draft that the actor may see; `case_ref` is the number or the id."""
    rows = Case.objects.filter(perms.known_cases(actor) | perms.visible_drafts(actor))
    try:
        rows = rows.filter(pk=UUID(case_ref))
    except ValueError:
        rows = rows.filter(number=case_ref)
    files = MaterialFile.objects.filter(material__case__in=rows, pk=file_id)
    found = files.select_related("material__case").first()
    if found is None:
        raise CaseNotFound("没有找到这个文件。")
    return found


def face_wanted(found: Case) -> str:
    """The licence type whose face the deciding post has to complete; "" when there is none."""
    return definition_of(found).result.licence or ""


def told(number: str) -> tuple[UUID, dict[str, str]]:
    """Whom to tell about a case, and the facts that messages speak of; for jobs."""
    found = Case.objects.defer("form", "face").get(number=number)
    stop = found.stops.order_by("-id").first()
    facts = {
        "number": number,
        "item": found.item_name,
        "due_on": f"{found.due_on:%Y年%-m月%-d日}" if found.due_on else "",
        "reason": found.finish_reason or (stop.reason if stop else ""),
        "procedure": stop.name if stop else "",
        "licence": definition_of(found).result.name,
    }
    return found.applicant_id, facts


def concluded(actor: Actor, *, most: int) -> list[Case]:
    """The latest concluded cases of the one the actor acts for.

    What was only referred up (转报) is not among them while the upper office decides.
    """
    above = Case.objects.filter(continues=OuterRef("pk"), state__in=rules.UNDECIDED)
    rows = Case.objects.filter(perms.visible_cases(actor), state=rules.State.CONCLUDED)
    return list(
        rows.filter(~Exists(above)).defer("form", "face").order_by("-changed_at", "id")[:most]
    )


def own_numbers(actor: Actor) -> QuerySet[Case, str | None]:
    """The numbers of the cases that the actor sees, for the lists of other houses to look in."""
    rows = Case.objects.filter(perms.visible_cases(actor))
    return rows.order_by().values_list("number", flat=True)


def unrated(actor: Actor, rated: frozenset[str]) -> list[Case]:
    """The person's concluded cases that are not among the rated ones, the latest first."""
    return [case for case in concluded(actor, most=20) if case.number not in rated]


def unit_of(number: str) -> str:
    """The department that decides the case; for jobs."""
    return Case.objects.values_list("unit", flat=True).get(number=number)
