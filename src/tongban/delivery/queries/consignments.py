"""Consignments as the counter and their owner see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from tongban.access.rules import Role
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.base.errors import NotFound
from tongban.base.paging import keyset
from tongban.cases import queries as cases
from tongban.cases.rules import OPEN, outputs
from tongban.delivery import perms, rules
from tongban.delivery.models import Choice, Consignment, HandOver, LockerBox, Parcel, Proxy, Thing
from tongban.delivery.queries.settings import settings
from tongban.identity import queries as identity
from tongban.identity.rules import mask

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from tongban.base.actors import Actor
    from tongban.base.paging import Page
    from tongban.cases.queries import BundleView, CaseView
    from tongban.identity.queries import MaskedSubject


class ConsignmentUnknown(NotFound):
    """There is no such consignment, or the actor may not know that there is."""

    code = "delivery.unknown"
    sentence = "没有找到这张出件单，请核对编号。"


@dataclass(frozen=True, slots=True)
class Line:
    """One consignment of a list; its applicant is masked."""

    consignment: Consignment
    applicant: MaskedSubject
    things: tuple[Thing, ...]
    parcel: Parcel | None
    coming: tuple[str, ...] = ()

    @property
    def has_to_wait(self) -> bool:
        """Whether it waits for what the same life event is still to yield (`coming`)."""
        mine = self.consignment
        return rules.has_to_wait(
            self.coming, asked_early=mine.asked_early_at is not None, due_on=mine.due_on,
            today=clock.today(),
        )  # fmt: skip

    @property
    def state_label(self) -> str:
        return rules.STATES[rules.State(self.consignment.state)]

    @property
    def way_label(self) -> str:
        return rules.WAYS[rules.Way(self.consignment.way)]

    @property
    def items(self) -> tuple[str, ...]:
        """The items it is about, each once."""
        return tuple(dict.fromkeys(thing.item_name for thing in self.things))


@dataclass(frozen=True, slots=True)
class View:
    """One consignment with what belongs to it, masked."""

    line: Line
    address: Mapping[str, str]
    hand_overs: tuple[HandOver, ...]
    proxies: tuple[ShownProxy, ...]
    parcels: tuple[Parcel, ...]
    box: LockerBox | None

    @property
    def consignment(self) -> Consignment:
        return self.line.consignment

    @property
    def owed(self) -> tuple[Thing, ...]:
        """The things that nobody has fetched yet."""
        return tuple(thing for thing in self.line.things if thing.handed_id is None)

    @property
    def cases(self) -> tuple[str, ...]:
        """The cases it is about, each once."""
        return tuple(dict.fromkeys(thing.case_number for thing in self.line.things))


@dataclass(frozen=True, slots=True)
class ShownProxy:
    """A proxy as anybody may see him."""

    id: int
    case_number: str
    name: str
    number: str
    on_paper: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the applicant of a case wants its result: the last thing that he said."""

    way: rules.Way
    hall: str
    address: Mapping[str, str]


def wanted(view: CaseView) -> Wanted:
    """The choice made after handing in, for the case or for its life event; else what the form
    says."""
    case = view.case
    own = [str(case.number), *([str(case.bundle.number)] if case.bundle else [])]
    chosen = {one.case_number: one for one in Choice.objects.filter(case_number__in=own)}
    last = next((chosen[number] for number in own if number in chosen), None)
    return _wanted(last, case.form, case.place)


def wanted_together(view: BundleView) -> Wanted:
    """The choice made for the whole of a life event, else what its one form says."""
    chosen = Choice.objects.filter(case_number=view.bundle.number).first()
    return _wanted(chosen, view.bundle.form, view.bundle.place)


def _wanted(chosen: Choice | None, form: Mapping[str, Any], place: str) -> Wanted:
    if chosen is not None:
        return Wanted(rules.Way(chosen.way), chosen.hall or place, chosen.address)
    said = {key: str(form.get(f"delivery_{name}", "")) for key, name in _ON_FORM.items()}
    address = said if any(said.values()) else {}
    return Wanted(rules.Way(outputs.way_of(form)), place, address)


_ON_FORM = {"recipient": "recipient", "phone": "mobile", "address": "address"}


def offered(view: CaseView, hall: str = "") -> tuple[rules.Way, ...]:
    """The ways in which the result of this case may be fetched."""
    found = rules.Offered(view.definition.services, settings().lockers)
    return found.ways(hall or view.case.place)


def offered_together(view: BundleView, hall: str = "") -> tuple[rules.Way, ...]:
    """The ways in which all that a life event still yields may be fetched; none once it is over.

    It goes in one parcel or lies at one place, so what one of its items offers holds for the rest;
    what the one form said stays open, too.
    """
    thing = view.thing
    if thing is None or view.bundle.concluded_at is not None:
        return ()
    open_ = [
        one.row.key for one in view.members
        if (one.case.state in OPEN if one.case else one.row.ended_at is None)
    ]  # fmt: skip
    items = [thing.items[key] for key in open_ if key in thing.asking]
    lockers = settings().lockers
    each = [rules.Offered(one.services, lockers).ways(hall or view.bundle.place) for one in items]
    if not each:
        return ()
    found = {wanted_together(view).way, *(way for ways in each for way in ways)}
    return tuple(way for way in rules.Way if way in found)


def consignments(actor: Actor, *, state: str, after: str = "", limit: int = 50) -> Page[Line]:
    """Those of the actor's halls in one state, what the law wants first on top."""
    rows = Consignment.objects.filter(perms.visible_to(actor), state=state)
    by = ("-delivered_at", "id") if state == rules.State.DELIVERED else ("due_on", "id")
    page = keyset(rows.defer("address"), by=by, after=after, limit=limit)
    shown = {line.consignment.pk: line for line in lines(list(page.items))}
    return page.map(lambda one: shown[one.pk])


def counts(actor: Actor) -> dict[str, int]:
    """How many of the actor's halls are open, by state."""
    rows = Consignment.objects.filter(perms.visible_to(actor), state__in=sorted(rules.OPEN))
    counted = rows.values("state").annotate(n=Count("id")).order_by("state")
    return {state.value: 0 for state in rules.OPEN} | {row["state"]: row["n"] for row in counted}


def consignment(actor: Actor, number: str) -> View:
    """One with everything that belongs to it, or `ConsignmentUnknown`."""
    found = Consignment.objects.filter(perms.visible_to(actor), number=number).first()
    if found is None:
        raise ConsignmentUnknown
    (line,) = lines([found])
    numbers = {thing.case_number for thing in line.things}
    return View(
        line=line,
        address=masked_address(found.address),
        hand_overs=tuple(found.hand_overs.order_by("id").prefetch_related("things")),
        proxies=shown_proxies(numbers),
        parcels=tuple(found.parcels.order_by("-id").prefetch_related("traces")),
        box=found.boxes.filter(emptied_at=None).first(),
    )


def of_case(actor: Actor, number: str) -> View | None:
    """The consignment that holds the result of a case, if the actor may see it."""
    things = Thing.objects.filter(case_number=number).order_by("-id")
    rows = Consignment.objects.filter(perms.visible_to(actor), things__in=things)
    found = rows.values_list("number", flat=True).order_by("-id").first()
    return consignment(actor, found) if found else None


def of_bundle(actor: Actor, number: str) -> tuple[View, ...]:
    """The consignments of a life event that the actor may see, in the order they were made."""
    rows = Consignment.objects.filter(perms.visible_to(actor), bundle=number).order_by("id")
    return tuple(consignment(actor, one) for one in rows.values_list("number", flat=True))


def coming(bundles: Collection[str]) -> dict[str, tuple[str, ...]]:
    """For each life event the members whose results have not come to the counter, by name."""
    if not bundles:
        return {}
    results = cases.bundle_results(bundles)
    decided = {one.case_number for rows in results.values() for one in rows if one.is_to_fetch}
    things = Thing.objects.filter(case_number__in=decided)
    there = set(things.values_list("case_number", flat=True))
    return {
        number: tuple(
            one.name for one in rows
            if one.is_coming or (one.is_to_fetch and one.case_number not in there)
        )
        for number, rows in results.items()
    }  # fmt: skip


def shown_proxies(numbers: set[str]) -> tuple[ShownProxy, ...]:
    """Who may fetch the results of these cases, masked."""
    rows = Proxy.objects.filter(case_number__in=numbers, revoked_at=None).order_by("id")
    return tuple(
        ShownProxy(
            row.pk, row.case_number, mask("name", row.name), mask("number", row.number),
            row.on_paper,
        )
        for row in rows
    )  # fmt: skip


def masked_address(address: Mapping[str, str]) -> dict[str, str]:
    """An address without what identifies somebody."""
    kinds = {"recipient": "name", "phone": "phone", "address": "address"}
    return {key: mask(kinds[key], value) for key, value in address.items() if value}


def case_view(number: str) -> CaseView:
    """The case behind a thing; for services and jobs."""
    return cases.case(SYSTEM, number)


def is_counter(actor: Actor) -> bool:
    """Whether the actor sits at a counter that hands out."""
    return bool(actor.places(Role.CLERK))


def lines(found: list[Consignment]) -> list[Line]:
    """Consignments as lists show them, in the order given, with few queries."""
    people = identity.masked_many([one.applicant_id for one in found])
    things: dict[int, list[Thing]] = {one.pk: [] for one in found}
    for thing in Thing.objects.filter(consignment__in=found).order_by("id"):
        things[thing.consignment_id].append(thing)
    parcels = {
        row.consignment_id: row
        for row in Parcel.objects.filter(consignment__in=found).order_by("id")
    }
    waited = coming({o.bundle for o in found if o.bundle and o.state == rules.State.PREPARING})
    return [
        Line(
            one, people[one.applicant_id], tuple(things[one.pk]), parcels.get(one.pk),
            waited.get(one.bundle, ()) if one.state == rules.State.PREPARING else (),
        )
        for one in found
    ]  # fmt: skip
