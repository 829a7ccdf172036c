"""首问负责 and handing over between windows, without typing anything again."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.cases.acceptance.scenes import NUMBER, employed, walk_in, worker
from tests.cases.circumstances import (
    PERMIT,
    PICTURE,
    TUESDAY,
    applicant,
    audited,
    day,
    found,
    submitted,
)
from tongban.base.errors import Forbidden, Invalid
from tongban.cases import queries, rules, services
from tongban.cases.queries.single import CaseNotFound
from tongban.demo.services import stories

if TYPE_CHECKING:
    from tongban.cases.models import Case, HandOver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def offer(case_ref: str, to_place: str = "qunli") -> HandOver:
    return services.pass_on(
        actor=stories.staff("clerk"), case_ref=case_ref, to_place=to_place,
        reason="申请人住在群力，方便就近办", now=TUESDAY,
    )  # fmt: skip


def take(offered: HandOver, who: str = "clerk2") -> Case:
    return services.accept_hand_over(actor=stories.staff(who), hand_over_id=offered.pk, now=day(1))


def test_the_first_clerk_who_was_asked_is_on_record() -> None:
    first = queries.first_contact(walk_in())

    assert first is not None
    assert (first.name, first.place, first.at) == ("窗口样例员", "daoli", TUESDAY)


def test_of_a_case_from_the_net_the_first_who_deals_with_it_is_on_record() -> None:
    number = submitted()
    assert queries.first_contact(found(number)) is None
    stories.check_all(stories.staff("clerk"), found(number), TUESDAY)

    services.precheck(actor=stories.staff("clerk"), number=number, now=day(1))
    services.accept(actor=stories.staff("clerk"), number=number, now=day(2))

    first = queries.first_contact(found(number))
    assert first is not None
    assert (first.name, first.at) == ("窗口样例员", day(1))


def test_a_draft_goes_to_another_window_as_it_is() -> None:
    draft = walk_in()
    before = queries.draft(stories.staff("clerk"), draft.pk).case.form
    offered = offer(str(draft.pk))

    assert [one.pk for one in queries.offered_here(stories.staff("clerk2"))] == [offered.pk]
    take(offered)

    mine = queries.draft(stories.staff("clerk2"), draft.pk)
    assert (mine.case.form, mine.case.place) == (before, "qunli")
    with pytest.raises(CaseNotFound):
        queries.draft(stories.staff("clerk"), draft.pk)
    (row,) = queries.hand_overs_of(mine.case)
    assert (row.from_name, row.accepted_name, row.closed_at) == (
        "窗口样例员", "窗口试例员", day(1),
    )  # fmt: skip


def test_a_draft_goes_to_a_colleague_of_the_hall_with_what_was_only_typed() -> None:
    draft, colleague = walk_in(), employed("clerk3", "clerk", "mkt", hall="daoli")
    services.keep_note(
        actor=stories.staff("clerk"), case_ref=str(draft.pk), form="draft", words={"note": "半句"},
        turn=0, now=TUESDAY,
    )  # fmt: skip
    offered = offer(str(draft.pk), "daoli")

    assert queries.offers(stories.staff("clerk")) == 0  # nobody takes over from himself
    with pytest.raises(services.HandOverUnknown):
        take(offered, "clerk")
    assert queries.offers(colleague) == 1
    take(offered, "clerk3")

    typed = queries.noted(colleague, str(draft.pk), "draft", day(1))
    assert (typed.words, typed.stale) == ({"note": "半句"}, False)
    assert queries.draft(colleague, draft.pk).case.place == "daoli"
    first = queries.first_contact(draft)
    assert first is not None
    assert first.name == "窗口样例员"


def test_a_draft_of_a_community_worker_stays_his() -> None:
    asked = services.ask_consent(
        actor=worker(), number_type="111", id_number=NUMBER, name="样大民",
        until_on=date(2026, 3, 31), scan=PICTURE, scan_name="同意书.png", now=TUESDAY,
    )  # fmt: skip
    draft = services.open_for(actor=worker(), consent_id=asked.pk, item_key=PERMIT, now=TUESDAY)

    with pytest.raises(Forbidden):
        services.pass_on(
            actor=worker(), case_ref=str(draft.pk), to_place="qunli", reason="x", now=TUESDAY
        )


def test_a_case_moves_with_what_waits_for_it() -> None:
    number = submitted()
    take(offer(number))

    case = found(number)
    assert case.place == "qunli"
    assert [task.place for task in case.tasks.filter(closed_at=None)] == ["qunli"]
    assert queries.case(stories.staff("clerk2"), number).case.number == number
    assert audited(number)[-2:] == ["cases.handed_over", "cases.hand_over_accepted"]


def test_until_it_is_accepted_it_stays_and_only_the_other_window_accepts() -> None:
    number = submitted()
    offered = offer(number)

    with pytest.raises(services.HandOverOpen):
        offer(number)
    with pytest.raises(services.HandOverUnknown):
        take(offered, "clerk")
    assert found(number).place == "daoli"
    take(offered)
    with pytest.raises(services.HandOverUnknown):
        take(offered)


def test_an_offer_can_be_called_off() -> None:
    number = submitted()
    offered = offer(number)

    services.call_off_hand_over(actor=stories.staff("clerk"), case_ref=number, now=day(1))

    with pytest.raises(services.HandOverUnknown):
        take(offered)
    with pytest.raises(services.HandOverUnknown):
        services.call_off_hand_over(actor=stories.staff("clerk"), case_ref=number, now=day(1))


@pytest.mark.parametrize("place", ["daoli", "", "nowhere"])
def test_it_goes_to_another_hall_that_there_is(place: str) -> None:
    with pytest.raises(Invalid) as declined:
        offer(submitted(), place)
    assert "to_place" in declined.value.fields


def test_who_does_not_sit_there_hands_nothing_over() -> None:
    number = submitted()

    with pytest.raises(Forbidden):
        services.pass_on(
            actor=stories.staff("handler"), case_ref=number, to_place="qunli", reason="x",
            now=TUESDAY,
        )  # fmt: skip
    with pytest.raises(services.CaseUnknown):
        services.pass_on(
            actor=stories.staff("clerk2"), case_ref=number, to_place="daoli", reason="x",
            now=TUESDAY,
        )  # fmt: skip
    with pytest.raises(rules.ReasonMissing):
        services.pass_on(
            actor=stories.staff("clerk"), case_ref=number, to_place="qunli", reason=" ",
            now=TUESDAY,
        )  # fmt: skip
    assert applicant().principal == found(number).applicant_id
