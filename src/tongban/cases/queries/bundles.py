"""Life events (一件事) that somebody applied for: one whole, lists of them, files and papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.calendars import calendars
from tongban.base.errors import NotFound
from tongban.base.paging import keyset
from tongban.cases import perms
from tongban.cases.models import Bundle, BundleFile, Case
from tongban.cases.queries.joined import as_item, form_faults
from tongban.cases.rules.bundles import BundleState, MemberState
from tongban.cases.rules.materials import MAY_FOLLOW, REQUIRED
from tongban.directory import queries as directory
from tongban.identity import queries as identity
from tongban.items import queries as items
from tongban.items.rules import things

if TYPE_CHECKING:
    from datetime import date

    from tongban.base.actors import Actor
    from tongban.base.calendars.rules import WorkCalendar
    from tongban.base.paging import Page
    from tongban.cases.models import BundleMaterial, BundleMember, BundlePaper
    from tongban.identity.queries import MaskedSubject
    from tongban.items.rules import ItemDefinition
    from tongban.items.rules.choosing import Asked
    from tongban.items.rules.joined import LifeEventDefinition
    from tongban.items.rules.saving import Saving
    from tongban.items.rules.things import Thing

MOST = 50
_AHEAD = timedelta(days=400)


class BundleNotFound(NotFound):
    """There is no such thing, or the actor may not know that there is."""

    code = "cases.bundle_unknown"
    sentence = "没有找到这件事，请核对编号。"


@dataclass(frozen=True, slots=True)
class MemberView:
    """One member with its case, the department that decides it, and whom it waits for."""

    row: BundleMember
    case: Case | None
    department: str
    waits_for: tuple[str, ...]

    @property
    def remaining(self) -> int | None:
        """Working days to the day on which somebody must have acted on its case."""
        if self.case is None or self.case.next_due_on is None:
            return None
        today = clock.today()
        return calendar_for(self.case.region, today).count(today, self.case.next_due_on)


@dataclass(frozen=True, slots=True)
class BundleView:
    """A thing with what belongs to it; the applicant is masked."""

    bundle: Bundle
    event: LifeEventDefinition
    thing: Thing | None
    applicant: MaskedSubject
    members: tuple[MemberView, ...]
    materials: tuple[BundleMaterial, ...]
    papers: tuple[BundlePaper, ...]
    savings: tuple[Saving, ...]

    @property
    def definition(self) -> ItemDefinition:
        """The thing as pages know items: its one form, its one set of materials."""
        if self.thing is None:
            raise BundleNotFound
        return as_item(self.thing)

    @property
    def faults(self) -> dict[str, str]:
        """What is wrong or missing in the one form."""
        if self.thing is None:
            return {}
        return form_faults(self.thing, self.bundle.form, today=clock.today())

    @property
    def late(self) -> tuple[BundleMaterial, ...]:
        """What may follow after the acceptance, if it is promised."""
        return tuple(
            row for row in self.materials
            if row.need == MAY_FOLLOW and not row.source and not row.fed_by
        )  # fmt: skip

    @property
    def asked(self) -> tuple[BundleMaterial, ...]:
        """What is to be corrected."""
        return tuple(row for row in self.materials if row.asked)

    @property
    def missing(self) -> tuple[BundleMaterial, ...]:
        """Compulsory materials that have not come in."""
        return tuple(
            row for row in self.materials
            if row.need == REQUIRED and not row.source and not row.fed_by
        )  # fmt: skip

    def names_using(self, row: BundleMaterial) -> tuple[str, ...]:
        """The items that use a material."""
        names = self.thing.names if self.thing else {}
        return tuple(dict.fromkeys(names.get(member, member) for member, _ in row.used_by))


def bundle(actor: Actor, number: str) -> BundleView:
    """A thing that was handed in, or `BundleNotFound`."""
    rows = Bundle.objects.exclude(state=BundleState.DRAFT)
    found = rows.filter(perms.visible_bundles(actor), number=number).first()
    if found is None:
        raise BundleNotFound
    return _view(found)


def bundle_draft(actor: Actor, draft_id: UUID) -> BundleView:
    """A draft of one's own, or one typed in at the counter; `BundleNotFound` otherwise."""
    rows = Bundle.objects.filter(state=BundleState.DRAFT, pk=draft_id)
    found = rows.filter(perms.typed_bundles(actor)).first()
    if found is None:
        raise BundleNotFound
    return _view(found)


def _view(found: Bundle) -> BundleView:
    event = items.life_event_version(found.event_version_id)
    thing = None
    if not open_questions(found):
        thing = items.thing(found.event_version_id, found.item_versions, found.answers)
    return BundleView(
        bundle=found,
        event=event,
        thing=thing,
        applicant=identity.masked(found.applicant_id),
        members=_members(found),
        materials=tuple(found.materials.order_by("seq").prefetch_related("files")),
        papers=tuple(found.papers.order_by("made_at", "id").select_related("sealed")),
        savings=savings(thing) if thing else (),
    )


def savings(thing: Thing) -> tuple[Saving, ...]:
    """What the thing saves against doing each item alone."""
    return things.savings(thing, things.form(thing), things.materials(thing))


def questions(found: Bundle) -> tuple[Asked, ...]:
    """Everything to be asked, as far as the answers say it."""
    event = items.life_event_version(found.event_version_id)
    return things.questions(event, items.members(found.item_versions), found.answers)


def open_questions(found: Bundle) -> tuple[Asked, ...]:
    """The questions that were not answered yet."""
    return tuple(one for one in questions(found) if one.key not in found.answers)


def _members(found: Bundle) -> tuple[MemberView, ...]:
    rows = list(found.members.order_by("seq"))
    cases = {case.member: case for case in found.cases.defer("form", "face").order_by("id")}
    offices = {one.key: one.name for one in directory.departments()} if rows else {}
    names = {row.key: row.name for row in rows}
    return tuple(
        MemberView(
            row, cases.get(row.key), offices.get(row.unit, row.unit),
            tuple(names[key] for key in row.waits_for),
        )
        for row in rows
    )  # fmt: skip


def my_bundles(actor: Actor) -> list[Bundle]:
    """The life events of the one the actor acts for, drafts too, the last changed first."""
    rows = Bundle.objects.filter(perms.own_bundles(actor))
    return list(rows.defer("form").order_by("-changed_at", "id")[:MOST])


def bundles_at_work(actor: Actor, *, after: str = "", limit: int = MOST) -> Page[Bundle]:
    """The running life events of the halls in which the actor sits, the newest first."""
    places = actor.places(Role.CLERK)
    rows = Bundle.objects.filter(state=BundleState.RUNNING, place__in=places)
    return keyset(rows.defer("form"), by=("-submitted_at", "id"), after=after, limit=limit)


def typed_drafts(actor: Actor) -> list[Bundle]:
    """What the clerk has typed in for people at his counter and not handed in, the newest first."""
    rows = Bundle.objects.filter(perms.typed_bundles(actor), state=BundleState.DRAFT)
    return list(rows.defer("form").order_by("-changed_at", "id")[:MOST]) if actor.is_staff else []


def bundle_of(actor: Actor, case: Case) -> Bundle | None:
    """The life event to which a case belongs, if the actor may see it."""
    if case.bundle_id is None:
        return None
    rows = Bundle.objects.filter(perms.visible_bundles(actor), pk=case.bundle_id)
    return rows.defer("form").first()


def siblings(found: Bundle) -> tuple[MemberView, ...]:
    """All members of a life event."""
    return _members(found)


def bundle_file(actor: Actor, bundle_ref: str, file_id: int) -> BundleFile:
    """A file of the one set of materials, from a draft of one's own or from what was handed in."""
    rows = Bundle.objects.filter(perms.typed_bundles(actor) | _handed_in(actor))
    try:
        rows = rows.filter(pk=UUID(bundle_ref))
    except ValueError:
        rows = rows.filter(number=bundle_ref)
    files = BundleFile.objects.filter(material__bundle__in=rows, pk=file_id)
    found = files.select_related("material__bundle").first()
    if found is None:
        raise BundleNotFound("没有找到这个文件。")
    return found


def _handed_in(actor: Actor) -> Q:
    return perms.visible_bundles(actor) & ~Q(state=BundleState.DRAFT)


def told_of_bundle(number: str) -> tuple[UUID, dict[str, str]]:
    """Whom to tell about a thing, and the facts that messages speak of; for jobs."""
    found = Bundle.objects.defer("form").get(number=number)
    day = found.promised_on
    done = found.members.filter(state=MemberState.DONE).count()
    facts = {
        "number": number,
        "event": found.event_name,
        "due_on": f"{day:%Y年%-m月%-d日}" if day else "",
        "done": str(done),
        "all": str(found.members.count()),
        "reason": found.end_reason,
    }
    return found.applicant_id, facts


def belongs_to_bundle(number: str) -> bool:
    """Whether a case is the member of a life event; for jobs."""
    return Case.objects.filter(number=number, bundle__isnull=False).exists()


def calendar_for(region: str, today: date) -> WorkCalendar:
    """The working days of a region from well before today to well after."""
    return calendars.calendar_for(directory.chain(region), today - _AHEAD, today + _AHEAD)
