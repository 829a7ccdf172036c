"""Who may take which step with which case, and what the others learn of it: nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import (
    FOOD,
    PICTURE,
    PROOF,
    TUESDAY,
    accepted,
    applicant,
    asked,
    at_last_post,
    checked,
    concluded,
    found,
    granted,
    submitted,
    uploaded,
    waiting,
)
from tongban.access import queries as looks
from tongban.base.actors import ANONYMOUS, SYSTEM, Actor, Post
from tongban.base.errors import Forbidden, NotFound, Refusal
from tongban.cases import perms, queries, rules, services
from tongban.cases.models import Case
from tongban.cases.rules import State, Step
from tongban.demo.services import stories

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]

STAFF = ("clerk", "handler", "reviewer", "approver", "supervisor")


def people() -> dict[str, Actor]:
    """Everybody who knows of 样大民's case, by what he is."""
    return {"applicant": applicant()} | {name: stories.staff(name) for name in STAFF}


def strangers() -> dict[str, Actor]:
    """Everybody who must not."""
    clerk = stories.staff("clerk")
    elsewhere = Post(1, "approver", "mkt")
    return {
        "another person": stories.person("xiaohong"),
        "the applicant's own enterprise": applicant(FOOD),
        "a clerk of another hall": stories.staff("clerk2"),
        "a clerk without a hall": replace(clerk, posts=(Post(1, "clerk", "ps"),)),
        "another department": replace(stories.staff("approver"), posts=(elsewhere,)),
        "an operator": replace(clerk, posts=(Post(1, "operator", "ps"),)),
        "nobody": ANONYMOUS,
    }


def _request() -> list[services.Request]:
    return [services.Request("m5", "看不清")]


# step: (who may, the state it is tried in, the command)
STEPS: dict[str, tuple[set[str], Callable[[], str], Callable[[Actor, str], object]]] = {
    "precheck": (
        {"clerk"},
        checked,
        lambda actor, number: services.precheck(actor=actor, number=number, now=TUESDAY),
    ),
    "accept": (
        {"clerk"},
        checked,
        lambda actor, number: services.accept(actor=actor, number=number, now=TUESDAY),
    ),
    "refuse": (
        {"clerk"},
        submitted,
        lambda actor, number: services.refuse(
            actor=actor, number=number, reasons=["不属于"], now=TUESDAY
        ),
    ),
    "ask": (
        {"clerk"},
        submitted,
        lambda actor, number: services.ask_supplement(
            actor=actor, number=number, requests=_request(), now=TUESDAY
        ),
    ),
    "check": (
        {"clerk"},
        submitted,
        lambda actor, number: services.check_material(
            actor=actor, number=number, material_key="m1", verdict="good", now=TUESDAY
        ),
    ),
    "bring": (
        {"applicant", "clerk"},
        asked,
        lambda actor, number: services.bring(
            actor=actor,
            number=number,
            material_key=uploaded(number),
            content=PICTURE,
            name="a.png",
            now=TUESDAY,
        ),
    ),
    "bring paper": (
        {"clerk"},
        asked,
        lambda actor, number: services.bring_paper(
            actor=actor, number=number, material_key=uploaded(number), now=TUESDAY
        ),
    ),
    "withdraw": (
        {"applicant", "clerk"},
        submitted,
        lambda actor, number: services.withdraw(
            actor=actor, number=number, reason="", now=TUESDAY
        ),
    ),
    "terminate": (
        {"approver"},
        submitted,
        lambda actor, number: services.terminate(
            actor=actor, number=number, reason="重复", now=TUESDAY
        ),
    ),
    "suspend": (
        {"handler", "reviewer", "approver"},
        accepted,
        lambda actor, number: services.suspend(
            actor=actor, number=number, name="鉴定", reason="鉴定", now=TUESDAY
        ),
    ),
    "first opinion": (
        {"handler"},
        accepted,
        lambda actor, number: _opinion(actor, number, "forward"),
    ),
    "denial": (
        {"approver"},
        at_last_post,
        lambda actor, number: _opinion(actor, number, "deny"),
    ),
}  # fmt: skip


def _opinion(actor: Actor, number: str, outcome: str) -> object:
    return services.give_opinion(
        actor=actor, number=number, task_key=waiting(number).task_key, outcome=outcome,
        opinion="理由", now=TUESDAY,
    )  # fmt: skip


@pytest.mark.parametrize("step", STEPS)
def test_a_step_is_taken_by_its_roles_only(step: str) -> None:
    allowed, arrange, act = STEPS[step]
    number = arrange()
    everybody = people()

    for name in everybody.keys() - allowed:
        before = found(number)
        with pytest.raises(Forbidden):
            act(everybody[name], number)
        assert (found(number).state, found(number).version) == (before.state, before.version)
    for stranger in strangers().values():
        with pytest.raises(NotFound):
            act(stranger, number)
    act(everybody[sorted(allowed)[0]], number)


ARRANGED: dict[State, Callable[[], str]] = {
    State.SUBMITTED: checked,
    State.CORRECTION: asked,
    State.ACCEPTED: accepted,
    State.GRANTED: granted,
    State.CONCLUDED: concluded,
}
TRIED: dict[Step, tuple[str, Callable[[Actor, str], object]]] = {
    Step.PRECHECK: ("clerk", STEPS["precheck"][2]),
    Step.ASK_SUPPLEMENT: ("clerk", STEPS["ask"][2]),
    Step.ACCEPT: ("clerk", STEPS["accept"][2]),
    Step.REFUSE: ("clerk", STEPS["refuse"][2]),
    Step.SUPPLEMENT: (
        "clerk",
        lambda actor, number: services.supplement(actor=actor, number=number, now=TUESDAY),
    ),
    Step.SUSPEND: ("approver", STEPS["suspend"][2]),
    Step.RESUME: (
        "approver",
        lambda actor, number: services.resume(actor=actor, number=number, now=TUESDAY, **PROOF),
    ),
    Step.GRANT: (
        "approver",
        lambda actor, number: services.give_opinion(
            actor=actor, number=number, task_key="approve", outcome="grant", opinion="",
            now=TUESDAY,
        ),
    ),
    Step.WITHDRAW: ("clerk", STEPS["withdraw"][2]),
    Step.TERMINATE: ("approver", STEPS["terminate"][2]),
}  # fmt: skip


@pytest.mark.parametrize("state", ARRANGED)
def test_a_step_that_the_state_does_not_allow_is_declined_and_changes_nothing(
    state: State,
) -> None:
    number = ARRANGED[state]()
    before = Case.objects.filter(number=number).values().get()
    not_allowed = TRIED.keys() - set(rules.steps_from(state))

    for step in sorted(not_allowed):
        who, act = TRIED[step]
        with pytest.raises(rules.StepNotAllowed):
            act(stories.staff(who), number)

    assert not_allowed
    assert Case.objects.filter(number=number).values().get() == before


def test_a_case_that_may_not_be_seen_is_as_one_that_does_not_exist() -> None:
    number = submitted()
    key = uploaded(number)
    (kept,) = next(
        m for m in queries.case(applicant(), number).materials if m.key == key
    ).files.all()
    paper = queries.case(applicant(), number).documents[0].pk
    missing = str(rules.case_number("230102", TUESDAY.date(), 999))

    for stranger in strangers().values():
        told = []
        for one in (number, missing):
            with pytest.raises(Refusal) as refused:
                queries.case(stranger, one)
            told.append((str(refused.value), refused.value.status, refused.value.code))
        assert told[0] == told[1]
        for look in (
            lambda who: queries.document(who, number, paper),
            lambda who: queries.handed_in_file(who, number, kept.pk),
            lambda who: queries.trail(who, number),
            lambda who: services.read_file(
                actor=who, case_ref=number, file_id=kept.pk, now=TUESDAY
            ),
        ):
            with pytest.raises(NotFound):
                look(stranger)
        assert queries.my_cases(stranger).items == []
        for who in queries.Who:
            assert queries.work(stranger, queries.Wanted(who=who)).items == []
        assert queries.work_counts(stranger)["all"] == 0


def test_a_case_is_seen_where_it_belongs() -> None:
    number = submitted()

    for actor in people().values():
        assert queries.case(actor, number).case.number == number


def test_the_pages_offer_what_the_services_take() -> None:
    number = checked()
    case = found(number)
    offered = {name: queries.steps_open_to(actor, case) for name, actor in people().items()}

    assert offered["applicant"] == {Step.WITHDRAW}
    assert offered["clerk"] == {
        Step.PRECHECK, Step.ASK_SUPPLEMENT, Step.ACCEPT, Step.REFUSE, Step.WITHDRAW,
    }  # fmt: skip
    assert offered["approver"] == {Step.TERMINATE}
    assert offered["supervisor"] == offered["handler"] == frozenset()
    assert queries.steps_open_to(SYSTEM, case) == {Step.ACCEPT}


def test_a_look_at_a_file_by_staff_is_recorded_and_shown_to_the_person() -> None:
    person, number = applicant(), submitted()
    key = uploaded(number)
    (kept,) = next(m for m in queries.case(person, number).materials if m.key == key).files.all()
    before = len(looks.footprint(person).items)

    services.read_file(actor=person, case_ref=number, file_id=kept.pk, now=TUESDAY)
    assert len(looks.footprint(person).items) == before
    content, _, media_type = services.read_file(
        actor=stories.staff("clerk"), case_ref=number, file_id=kept.pk, now=TUESDAY
    )

    assert (content, media_type) == (PICTURE, "image/png")
    latest = looks.footprint(person).items[0]
    assert (latest.case_number, latest.actor_name) == (number, "窗口样例员")


def test_staff_see_the_applicant_in_clear_only_for_a_purpose_that_is_recorded() -> None:
    from tongban.access.rules import PurposeMissing

    clerk, person, number = stories.staff("clerk"), applicant(), submitted()

    with pytest.raises(PurposeMissing):
        services.show_applicant(actor=clerk, number=number, purpose=" ", now=TUESDAY)
    card = services.show_applicant(actor=clerk, number=number, purpose="电话核对地址", now=TUESDAY)

    assert card.name == "样大民"
    assert queries.case(clerk, number).applicant.name != "样大民"
    assert looks.footprint(person).items[0].purpose == "电话核对地址"
    with pytest.raises(Forbidden):
        services.show_applicant(actor=person, number=number, purpose="看看", now=TUESDAY)


def test_nobody_is_made_a_clerk_by_an_empty_hall() -> None:
    case = Case(unit="mkt", place="", state=State.SUBMITTED, process="short")
    clerk = replace(stories.staff("clerk"), posts=(Post(1, "clerk", "mkt"),))

    assert perms.post_for(clerk, case, "clerk") is None
