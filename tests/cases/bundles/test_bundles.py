"""Promises of a life event: all or nothing, one notice, one day, and what stands when one fails."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.cases.bundles import events
from tests.cases.bundles.events import HAS_SHOP, RESTAURANT
from tests.cases.circumstances import FIRM, PICTURE, TUESDAY, audited, day
from tongban.base.errors import Forbidden, Invalid
from tongban.base.models import OutboxEvent
from tongban.cases import queries, services
from tongban.cases.models import Bundle, Case
from tongban.cases.rules.bundles import (
    AlreadyAccepted,
    BundleIncomplete,
    BundleState,
    MemberState,
    NothingToWithdraw,
    NotRunning,
    OnlyTogether,
    SecondCollectedNotice,
)
from tongban.cases.services import bundles
from tongban.cases.services.drafts import FormTooLarge, ItemNotApplicable, SignInNeeded
from tongban.demo.services import stories

if TYPE_CHECKING:
    from django.conf import LazySettings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
PLAN = "主要设备设施、布局和操作流程图"
FOUR = ("food_business", "fire_public_place", "signboard", "tobacco")


def submitted() -> str:
    return events.submitted(events.owner(), RESTAURANT, HAS_SHOP)


def accepted() -> str:
    return events.accepted(events.owner(), RESTAURANT, HAS_SHOP)


def told(number: str) -> list[str]:
    rows = OutboxEvent.objects.filter(payload__number=number).order_by("id")
    return list(rows.values_list("name", flat=True))


def test_one_submission_makes_one_parent_and_a_case_in_each_department() -> None:
    number = submitted()

    bundle = events.found(number)
    assert number.startswith("YJS230102260303")
    assert {case.member: case.unit for case in bundle.cases.all()} == {
        "food_business": "mkt", "fire_public_place": "fire", "signboard": "urb", "tobacco": "tob",
    }  # fmt: skip
    assert events.states(number)["licence_check"] == MemberState.DONE
    assert all(case.number and case.number.isdigit() for case in bundle.cases.all())
    assert {case.place for case in bundle.cases.all()} == {"daoli"}
    assert [paper.kind for paper in bundle.papers.all()] == ["receipt"]
    assert told(number) == ["cases.bundle_submitted"]
    assert audited(number) == ["cases.bundle_submitted"]


def test_handed_in_twice_it_is_one() -> None:
    actor = events.owner()
    draft = events.drafted(actor, RESTAURANT, HAS_SHOP)

    first = bundles.submit_bundle(actor=actor, draft_id=draft, promises_gap=True, now=TUESDAY)
    second = bundles.submit_bundle(actor=actor, draft_id=draft, promises_gap=True, now=TUESDAY)

    assert (first.number, first.cases.count()) == (second.number, 4)


def test_with_a_gap_nothing_at_all_is_handed_in() -> None:
    actor = events.owner()
    draft = events.drafted(actor, RESTAURANT, HAS_SHOP)
    form = dict(queries.bundle_draft(actor, draft).bundle.form)
    del form["food_items"]
    bundles.fill(actor=actor, draft_id=draft, form=form, now=TUESDAY)

    with pytest.raises(BundleIncomplete) as refused:
        bundles.submit_bundle(actor=actor, draft_id=draft, promises_gap=True, now=TUESDAY)

    assert set(refused.value.fields) == {"food_items"}
    assert (Case.objects.filter(bundle=draft).count(), Bundle.objects.get(pk=draft).number) == (
        0, None,
    )  # fmt: skip


def test_what_may_follow_has_to_be_promised() -> None:
    actor = events.owner()
    draft = events.drafted(actor, RESTAURANT, HAS_SHOP)

    with pytest.raises(BundleIncomplete) as refused:
        bundles.submit_bundle(actor=actor, draft_id=draft, now=TUESDAY)

    assert all("承诺" in sentence for sentence in refused.value.fields.values())


def test_a_material_comes_once_and_reaches_every_department_that_uses_it() -> None:
    number = submitted()

    used: dict[str, list[str]] = {}
    for case in events.found(number).cases.all():
        used |= {case.member: [m.licence for m in case.materials.filter(name="营业执照")]}
    assert set(used) == set(FOUR)
    assert len({one for licences in used.values() for one in licences}) == 1


def test_each_department_gets_its_part_of_the_one_form_and_no_more() -> None:
    number = submitted()

    form = events.case_of(number, "signboard").form
    food = events.case_of(number, "food_business").form
    assert "sign_text" in form
    assert "food_items" in food
    assert not {"sign_text", "food_items"} & form.keys() & food.keys()
    assert form["place_address"] == food["place_address"]


def test_ten_thousand_answers_are_refused_and_nothing_of_them_is_kept() -> None:
    actor = events.owner()
    draft = bundles.open_bundle(actor=actor, event_key=RESTAURANT, now=TUESDAY)
    bundles.answer(actor=actor, draft_id=draft.pk, answers=HAS_SHOP, now=TUESDAY)
    many = {f"q{number}": "y" for number in range(10_000)}

    with pytest.raises(FormTooLarge):
        bundles.fill(actor=actor, draft_id=draft.pk, form=many, now=TUESDAY)
    with pytest.raises(Invalid):
        bundles.answer(actor=actor, draft_id=draft.pk, answers=many, now=TUESDAY)

    draft.refresh_from_db()
    assert "q1" not in draft.form
    assert draft.answers == HAS_SHOP


def test_only_whom_the_first_items_are_for_can_apply() -> None:
    person = stories.person("damin")
    draft = bundles.open_bundle(actor=person, event_key=RESTAURANT, now=TUESDAY)

    with pytest.raises(ItemNotApplicable, match="企业或组织"):
        bundles.answer(actor=person, draft_id=draft.pk, answers=HAS_SHOP, now=TUESDAY)
    with pytest.raises(SignInNeeded):
        bundles.open_bundle(actor=stories.staff("clerk"), event_key=RESTAURANT, now=TUESDAY)


def test_what_the_platform_cannot_find_stops_the_submission() -> None:
    actor = stories.person("damin", FIRM)
    draft = events.drafted(actor, RESTAURANT, HAS_SHOP)
    from tongban.base.actors import SYSTEM
    from tongban.licences import services as licences

    assert actor.principal is not None
    held = licences.look_up(
        actor=SYSTEM, holder=actor.principal, type_keys=("business_licence",), purpose="核对",
        now=TUESDAY,
    )  # fmt: skip
    licences.revoke(
        actor=SYSTEM, identifier=held[0].identifier, kind="注销", reason="样例",
        legal_ground="样例", now=TUESDAY,
    )  # fmt: skip

    with pytest.raises(bundles.DataNotFound, match="营业执照"):
        bundles.submit_bundle(actor=actor, draft_id=draft, promises_gap=True, now=TUESDAY)
    assert Case.objects.filter(bundle=draft).count() == 0


def test_it_is_accepted_as_a_whole_with_one_promised_day_that_explains_itself() -> None:
    number = accepted()

    bundle = events.found(number)
    assert {case.state for case in bundle.cases.all()} == {"accepted"}
    assert bundle.promised_on == date(2026, 3, 12)
    assert any("7 个工作日" in line for line in bundle.derivation)
    assert events.case_of(number, "tobacco").due_on == date(2026, 3, 12)
    assert max(case.due_on for case in bundle.cases.all() if case.due_on) == bundle.promised_on
    with pytest.raises(AlreadyAccepted):
        bundles.accept_bundle(actor=stories.staff("clerk"), number=number, now=TUESDAY)


def test_no_member_is_accepted_or_asked_alone_unless_the_setting_says_so(
    settings: LazySettings,
) -> None:
    number = submitted()
    case = events.case_of(number, "signboard")
    clerk = stories.staff("clerk")
    stories.check_all(clerk, case, TUESDAY)

    with pytest.raises(OnlyTogether):
        services.accept(actor=clerk, number=str(case.number), now=TUESDAY)
    with pytest.raises(OnlyTogether):
        services.ask_supplement(actor=clerk, number=str(case.number), requests=[], now=TUESDAY)
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"bundle_acceptance": "sound"})
    assert services.accept(actor=clerk, number=str(case.number), now=TUESDAY).state == "accepted"


def test_by_setting_sound_members_are_accepted_and_the_others_held(settings: LazySettings) -> None:
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"bundle_acceptance": "sound"})
    number = submitted()
    events.check_all(number, wrong=PLAN)

    bundle = bundles.accept_bundle(actor=stories.staff("clerk"), number=number, now=TUESDAY)

    states = {case.member: case.state for case in bundle.cases.all()}
    assert states["food_business"] == "submitted"
    assert {states[one] for one in FOUR[1:]} == {"accepted"}
    assert bundle.accepted_at is None


def test_silence_accepts_each_case_by_law_whatever_it_belongs_to() -> None:
    number = submitted()
    case = events.case_of(number, "signboard")

    services.accept_silent(number=str(case.number), now=day(10))

    assert events.case_of(number, "signboard").by_silence is True


def test_one_notice_collects_what_every_department_wants_and_one_correction_answers_it() -> None:
    number, clerk, actor = submitted(), stories.staff("clerk"), events.owner()
    events.check_all(number, wrong=PLAN)

    bundle = bundles.ask_bundle(actor=clerk, number=number, now=TUESDAY)
    key = queries.bundle(actor, number).asked[0].key
    with pytest.raises(Invalid) as early:
        bundles.supplement_bundle(actor=actor, number=number, now=TUESDAY)
    bundles.bring_to_bundle(
        actor=actor, number=number, material_key=key, content=PICTURE, name="新图.png", now=day(1)
    )
    bundles.supplement_bundle(actor=actor, number=number, now=day(1))

    assert sorted(p.kind for p in bundle.papers.all()) == ["correction", "receipt"]
    assert set(early.value.fields) == {key}
    assert events.case_of(number, "food_business").state == "submitted"
    with pytest.raises(SecondCollectedNotice):
        bundles.ask_bundle(actor=clerk, number=number, now=day(1))
    events.check_all(number, now=day(1))
    assert bundles.accept_bundle(actor=clerk, number=number, now=day(1)).accepted_at == day(1)


def test_a_material_that_is_wrong_is_not_accepted() -> None:
    number = submitted()
    events.check_all(number, wrong=PLAN)

    with pytest.raises(services.CheckNotFinished):
        bundles.accept_bundle(actor=stories.staff("clerk"), number=number, now=TUESDAY)
    assert {case.state for case in events.found(number).cases.all()} == {"submitted"}


def test_the_second_item_refused_after_the_first_was_issued_ends_it_partly() -> None:
    number = events.accepted(events.applicant(), RESTAURANT, events.NEW_SHOP)
    events.decide(events.case_of(number, "self_employed"), "grant")
    assert events.states(number)["food_business"] == MemberState.OPEN

    events.decide(events.case_of(number, "food_business"), "deny")
    bundle = events.concluded(number)

    assert bundle.state == BundleState.PARTLY
    assert events.states(number) == {
        "self_employed": MemberState.DONE, "licence_check": MemberState.DONE,
        "food_business": MemberState.FAILED, "fire_public_place": MemberState.DONE,
        "signboard": MemberState.DONE, "tobacco": MemberState.DONE,
    }  # fmt: skip
    assert events.case_of(number, "self_employed").licence
    assert "食品经营许可" in bundle.end_reason


def test_whoever_needs_the_result_of_a_refused_member_is_not_begun() -> None:
    number = events.accepted(events.applicant(), RESTAURANT, events.NEW_SHOP)

    events.decide(events.case_of(number, "self_employed"), "deny")

    bundle = events.found(number)
    assert bundle.state == BundleState.FAILED
    behind = bundle.members.exclude(key="self_employed")
    assert {row.state for row in behind} == {MemberState.CANCELLED}
    assert all("个体工商户" in row.reason for row in behind)
    assert bundle.cases.count() == 1


def test_a_new_enterprise_holds_its_licence_and_the_applicant_may_act_for_it() -> None:
    number = events.accepted(events.applicant(), RESTAURANT, events.NEW_SHOP)

    events.decide(events.case_of(number, "self_employed"), "grant")

    bundle = events.found(number)
    food = events.case_of(number, "food_business")
    assert bundle.made_id == food.applicant_id != bundle.applicant_id
    assert food.agent_id == bundle.applicant_id
    assert food.form["org_code"] == events.NEW_CODE
    assert (food.state, food.accepted_on) == ("accepted", date(2026, 3, 3))
    acting = stories.person("damin", events.NEW_CODE)
    assert queries.bundle(acting, number).bundle.pk == bundle.pk


def test_an_enterprise_that_exists_is_given_to_nobody() -> None:
    number = events.accepted(events.applicant(), RESTAURANT, events.NEW_SHOP)
    case = events.case_of(number, "self_employed")
    face = events.sample_face("business_licence") | {"KZ_TYSHXYDM": FIRM}

    with pytest.raises(Invalid) as refused:
        services.give_opinion(
            actor=stories.staff("clerk"), number=str(case.number), task_key=case.waiting_key,
            outcome="grant", opinion="同意", face=face, now=TUESDAY,
        )  # fmt: skip
    assert set(refused.value.fields) == {"KZ_TYSHXYDM"}


def test_following_twice_begins_nothing_twice() -> None:
    number = events.accepted(events.applicant(), RESTAURANT, events.NEW_SHOP)
    first = events.case_of(number, "self_employed")
    events.decide(first, "grant")
    before = events.found(number).version

    bundles.follow_member(number=str(first.number), now=day(1))

    bundle = events.found(number)
    assert (bundle.cases.count(), bundle.version) == (5, before)


def test_what_hinders_a_beginning_is_said_and_tried_again_until_it_is_gone() -> None:
    number = events.accepted(events.applicant(), RESTAURANT, events.NEW_SHOP)
    bundle = events.found(number)
    whole = dict(bundle.form)
    bundle.form = {name: value for name, value in whole.items() if name != "food_items"}
    bundle.save(update_fields=["form"])
    events.decide(events.case_of(number, "self_employed"), "grant")
    food = bundle.members.get(key="food_business")
    hindered = (food.state, bool(food.hindrance), bundles.begin_hindered(now=day(1)))
    bundle.form = whole
    bundle.save(update_fields=["form"])

    assert hindered == (MemberState.PLANNED, True, 0)
    assert bundles.begin_hindered(now=day(1)) == 1
    food.refresh_from_db()
    assert (food.state, food.hindrance) == (MemberState.OPEN, "")
    assert events.case_of(number, "food_business").state == "accepted"
    assert bundles.begin_hindered(now=day(2)) == 0


def test_what_is_not_decided_can_be_taken_back_and_the_rest_stands() -> None:
    number, actor = accepted(), events.owner()
    events.decide(events.case_of(number, "signboard"), "grant")

    bundle = bundles.withdraw_bundle(actor=actor, number=number, reason="不开了", now=day(1))

    assert bundle.state == BundleState.PARTLY
    assert events.states(number)["signboard"] == MemberState.DONE
    assert events.case_of(number, "tobacco").state == "withdrawn"
    with pytest.raises(NotRunning):
        bundles.withdraw_bundle(actor=actor, number=number, reason="", now=day(1))


def test_one_member_can_be_taken_back_alone() -> None:
    number, actor = accepted(), events.owner()

    bundle = bundles.withdraw_bundle(
        actor=actor, number=number, reason="不卖烟了", only=["tobacco"], now=day(1)
    )

    assert bundle.state == BundleState.RUNNING
    assert events.states(number)["tobacco"] == MemberState.WITHDRAWN
    assert events.concluded(number).state == BundleState.PARTLY


def test_after_the_decision_nothing_is_taken_back() -> None:
    number, actor = accepted(), events.owner()
    events.decide(events.case_of(number, "signboard"), "grant")

    with pytest.raises(NothingToWithdraw):
        bundles.withdraw_bundle(
            actor=actor, number=number, reason="", only=["signboard"], now=day(1)
        )


def test_refused_as_a_whole_nothing_begins() -> None:
    number = submitted()

    bundle = bundles.refuse_bundle(
        actor=stories.staff("clerk"), number=number, reasons=["不属于本机关职权范围"], now=TUESDAY
    )

    assert bundle.state == BundleState.PARTLY  # the platform's own check stands
    assert {case.state for case in bundle.cases.all()} == {"refused"}


def test_each_sees_what_is_his() -> None:
    number = submitted()

    for who in ("approver", "clerk", "supervisor"):
        assert queries.bundle(stories.staff(who), number).bundle.number == number
    for stranger in (stories.person("xiaohong"), stories.staff("clerk2")):
        with pytest.raises(queries.BundleNotFound):
            queries.bundle(stranger, number)
    with pytest.raises(Forbidden):
        bundles.accept_bundle(actor=stories.staff("approver"), number=number, now=TUESDAY)


def test_the_papers_of_the_whole_can_be_printed() -> None:
    number, actor = submitted(), events.owner()
    paper = queries.bundle(actor, number).papers[0]

    content, name = services.open_document(
        actor=actor, number=number, document_id=paper.pk, now=TUESDAY
    )

    assert content.startswith(b"%PDF")
    public = queries.paper(paper.code)
    assert public is not None
    assert (public.title, public.item) == ("收件凭证", queries.bundle(actor, number).event.name)
    assert name == f"收件凭证-{number}.pdf"
