"""The pages of the special forms of acceptance: who may, what is kept, what they show."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from tests.cases.acceptance.scenes import (
    LATE,
    NUMBER,
    employed,
    gap_submitted,
    promised_concluded,
    walk_in,
    worker,
)
from tests.cases.circumstances import FIRM, FOOD, PERMIT, PICTURE, applicant, asked, day, submitted
from tests.desk.desks import STAFF, case, desk_of, post, text
from tongban.cases import queries, services
from tongban.cases.models import AgentConsent, SecondNotice
from tongban.cases.rules import State
from tongban.demo.services import stories

if TYPE_CHECKING:
    from tongban.base.actors import Actor

PROMISE_QUERIES, AGENT_QUERIES = 7, 9


def holds(page: str, *words: str) -> None:
    """The page says each of these."""
    for one in words:
        assert one in page


def corrected() -> str:
    number = asked()
    person = applicant()
    row = next(one for one in queries.case(person, number).materials if one.asked)
    services.bring(
        actor=person, number=number, material_key=row.key, content=PICTURE, name="b.png",
        now=day(0),
    )  # fmt: skip
    services.supplement(actor=person, number=number, now=day(0))
    return number


def test_a_clerk_accepts_with_a_gap_on_a_paper_promise() -> None:
    number, clerk = gap_submitted(signed=False), desk_of("clerk")

    shown = text(clerk.get(f"/desk/cases/{number}/"))
    page = text(clerk.get(f"/desk/cases/{number}/gap/"))
    refused = post(clerk, number, "gap", gap_due_on="2026-03-05")
    wrong = post(clerk, number, "gap", gap_due_on="2026-03-20", signed="on")
    taken = post(clerk, number, "gap", gap_due_on="2026-03-05", signed="on")

    assert f"/desk/cases/{number}/gap/" in shown
    assert "最晚到 2026年3月6日" in page
    assert refused.status_code == 422
    assert "没有承诺书不能容缺受理" in text(refused)
    assert wrong.status_code == 422
    assert "2026年3月6日" in text(wrong)
    assert 'value="2026-03-20"' in text(wrong)
    assert taken.status_code == 302
    assert str(case(number).gap_due_on) == "2026-03-05"


def test_who_signed_online_signs_nothing_at_the_counter() -> None:
    number = gap_submitted()

    page = text(desk_of("clerk").get(f"/desk/cases/{number}/gap/"))

    assert "申请人已经在承诺书上签字" not in page
    assert "食品安全管理人员信息及健康证明" in page


def test_a_plain_acceptance_says_what_a_gap_needs() -> None:
    number = gap_submitted(signed=False)

    answer = post(desk_of("clerk"), number, "acceptance")

    assert answer.status_code == 409
    assert "容缺受理要有申请人签的承诺书" in text(answer)


def test_the_one_notice_begins_with_the_words_of_the_guide() -> None:
    number = submitted()
    row = next(one for one in queries.case(applicant(), number).materials if one.files.all())
    said = queries.demand(case(number), row)

    page = text(desk_of("clerk").get(f"/desk/cases/{number}/correction/"))

    assert said.standard in page


def test_a_second_notice_needs_the_permit_of_a_supervisor() -> None:
    number, clerk, watch = corrected(), desk_of("clerk"), desk_of("supervisor")
    key = next(m.key for m in queries.case(applicant(), number).materials if m.files.all())
    words = {f"pick-{key}": "on", f"wrong-{key}": "又有新情况"}

    refused = post(clerk, number, "correction", **words)
    empty = post(watch, number, "second-notice", reason=" ")
    permitted = post(watch, number, "second-notice", reason="新材料里出现另一个地址")
    told = post(clerk, number, "correction", **words)

    assert refused.status_code == 409
    assert "只能一次告知" in text(refused)
    assert "又有新情况" in text(refused)
    assert empty.status_code == 422
    assert permitted.status_code == 302
    assert told.status_code == 302
    assert case(number).state == State.CORRECTION
    assert SecondNotice.objects.get(case__number=number).used_at is not None
    counted = text(watch.get("/desk/second-notices/"))
    assert "新材料里出现另一个地址" in counted
    assert "还没有用" not in counted


def test_the_refusal_offers_to_ask_for_leave_and_nothing_typed_is_lost() -> None:
    number, clerk, watch = corrected(), desk_of("clerk"), desk_of("supervisor")
    key = next(m.key for m in queries.case(applicant(), number).materials if m.files.all())
    words = {f"pick-{key}": "on", f"wrong-{key}": "又有新情况", f"standard-{key}": "原件"}
    place, listed = f"/desk/cases/{number}/second-notice/", "/desk/second-notices/"

    refused = text(post(clerk, number, "correction", **words))
    unsaid = post(clerk, number, "correction", leave="1", plea=" ", **words)
    pleaded = post(clerk, number, "correction", leave="1", plea="照片上是另一个地址", **words)
    holds(refused, "请监察人员准许", "又有新情况")
    holds(text(unsaid), "又有新情况", "请写明补正后的材料里有什么新情况")
    label = text(unsaid).partition("为什么要再告知一次")[2]
    assert not label.startswith('<span class="field-optional">')
    assert (unsaid.status_code, pleaded.status_code) == (422, 302)
    holds(text(clerk.get(f"/desk/cases/{number}/correction/")), "在等监察人员答复")
    holds(text(watch.get(listed)), "照片上是另一个地址", f'href="{place}"')
    holds(text(watch.get(place)), "又有新情况")

    unclear = post(watch, number, "second-notice", reason="看过了")
    declined = post(watch, number, "second-notice", allowed="no", reason="第一次就看得出来")
    assert (unclear.status_code, declined.status_code) == (422, 302)
    told = text(clerk.get(f"/desk/cases/{number}/"))
    holds(told, "第一次就看得出来", f"/desk/cases/{number}/correction/")
    holds(text(clerk.get(f"/desk/cases/{number}/correction/")), "第一次就看得出来", "又有新情况")

    post(clerk, number, "correction", leave="1", plea="房主也换了", **words)
    post(watch, number, "second-notice", allowed="yes", reason="确有新情况")
    assert case(number).state == State.CORRECTION
    assert "准许 1 次，用了 1 次，没有准许 1 次" in text(watch.get(listed))


def test_only_supervisors_find_the_permit() -> None:
    number = corrected()
    address = f"/desk/cases/{number}/second-notice/"
    listed = {who: desk_of(who).get("/desk/second-notices/").status_code for who in STAFF}

    assert {who for who, status in listed.items() if status == 200} == {"supervisor"}
    answers = {who: desk_of(who).get(address).status_code for who in STAFF}

    assert {who for who, status in answers.items() if status == 200} == {"supervisor"}
    assert set(answers.values()) == {200, 404}


def test_a_case_is_handed_over_and_taken_over() -> None:
    number, here, there = submitted(), desk_of("clerk"), desk_of("clerk2")

    unsaid = post(here, number, "hand-over", to_place="qunli", reason="")
    offered = post(here, number, "hand-over", to_place="qunli", reason="就近办理")
    page = text(there.get("/desk/hand-overs/"))
    offer = queries.offered_here(stories.staff("clerk2"))[0]
    taken = there.post(f"/desk/hand-overs/{offer.pk}/")

    assert unsaid.status_code == 422
    assert "请写明移交的原因" in text(unsaid)
    assert offered.status_code == 302
    assert "就近办理" in page
    assert taken.status_code == 302
    assert case(number).place == "qunli"
    assert there.get(f"/desk/cases/{number}/").status_code == 200
    assert here.post(f"/desk/hand-overs/{offer.pk}/").status_code == 404


def test_the_list_of_hand_overs_asks_for_them_all_at_once(
    django_assert_max_num_queries: Any,
) -> None:
    for _ in range(3):
        services.pass_on(
            actor=stories.staff("clerk"), case_ref=submitted(), to_place="qunli", reason="就近",
            now=day(0),
        )  # fmt: skip
    there = desk_of("clerk2")
    there.get("/desk/hand-overs/")

    with django_assert_max_num_queries(9):
        page = text(there.get("/desk/hand-overs/"))
    assert page.count("就近") == 3


def test_a_half_done_application_is_handed_to_a_colleague_who_finds_it_in_his_list() -> None:
    here, draft = desk_of("clerk"), walk_in().pk
    employed("clerk3", "clerk", "mkt", hall="daoli")
    there, where = desk_of("clerk3"), f"/desk/walkin/{draft}/"

    shown, page = text(here.get(where)), text(here.get(f"{where}hand-over/"))
    unsaid = here.post(f"{where}hand-over/", {"to_place": "daoli", "reason": ""})
    offered = here.post(f"{where}hand-over/", {"to_place": "daoli", "reason": "我要去送件"})
    told, listed = text(here.get(where)), text(there.get("/desk/"))
    offers = text(there.get("/desk/hand-overs/"))
    offer = queries.offered_here(employed("clerk3", "clerk", "mkt"))[0]
    taken = there.post(f"/desk/hand-overs/{offer.pk}/")

    assert f"{where}hand-over/" in shown
    assert "本大厅的其他窗口" in page
    assert unsaid.status_code == 422
    assert "请写明移交的原因" in text(unsaid)
    assert offered.headers["Location"] == where
    assert "已提出移交给本大厅的其他窗口" in told
    assert f"{where}hand-over/call-off/" in told
    assert "移交过来 1 件" in listed
    assert "我要去送件" in offers
    assert taken.headers["Location"] == where
    assert 'value="样大民"' in text(there.get(where))
    assert queries.draft(employed("clerk3", "clerk", "mkt"), draft).case.form["note"] == "已填"
    assert here.get(where).status_code == 404
    assert "移交过来" not in text(there.get("/desk/"))


def test_an_offered_draft_is_called_back() -> None:
    here, draft = desk_of("clerk"), walk_in().pk
    here.post(f"/desk/walkin/{draft}/hand-over/", {"to_place": "qunli", "reason": "就近"})

    back = here.post(f"/desk/walkin/{draft}/hand-over/call-off/")

    assert back.status_code == 302
    assert queries.offers(stories.staff("clerk2")) == 0
    assert desk_of("clerk2").get(f"/desk/walkin/{draft}/hand-over/").status_code == 404


def test_lists_of_promises_and_of_agents_ask_for_them_all_at_once(
    django_assert_num_queries: Any,
) -> None:
    handler, grid = desk_of("handler"), worker()
    promised_concluded()
    handler.get("/desk/promises/")
    with django_assert_num_queries(PROMISE_QUERIES):
        handler.get("/desk/promises/")
    consents(grid, 1)
    visits = desk_of("grid")
    visits.get("/desk/agents/")
    with django_assert_num_queries(AGENT_QUERIES):
        visits.get("/desk/agents/")

    promised_concluded(day(1))
    consents(grid, 3)

    with django_assert_num_queries(PROMISE_QUERIES):
        promises = text(handler.get("/desk/promises/"))
    with django_assert_num_queries(AGENT_QUERIES):
        agents = text(visits.get("/desk/agents/"))
    assert promises.count("食品经营许可") == 2
    assert agents.count(">居住证申领</a>") == 4


def consents(grid: Actor, count: int) -> None:
    for _ in range(count):
        asked = services.ask_consent(
            actor=grid, number_type="111", id_number=NUMBER, name="样大民",
            until_on=date(2026, 3, 31), scan=PICTURE, scan_name="同意书.png", now=day(0),
        )  # fmt: skip
        services.open_for(actor=grid, consent_id=asked.pk, item_key=PERMIT, now=day(0))


def test_a_promise_is_signed_on_paper_at_the_counter_or_left() -> None:
    clerk = desk_of("clerk")
    draft = services.take_in(
        actor=stories.staff("clerk"), number_type="001", id_number=FIRM,
        name="样例省样例市示例科技有限公司", item_key=FOOD, now=day(0),
    ).pk  # fmt: skip
    where = f"/desk/walkin/{draft}/"

    shown, page = text(clerk.get(where)), text(clerk.get(f"{where}promise/"))
    unsigned = clerk.post(f"{where}promise/", {"do": "sign"})
    signed = clerk.post(f"{where}promise/", {"do": "sign", "signed": "on"})
    form = queries.draft(stories.staff("clerk"), draft)
    way, told = queries.promises(form.case)["promise"].way, text(clerk.get(where))
    back = clerk.post(f"{where}promise/", {"do": "normal"})

    assert f"{where}promise/" in shown
    assert "食品安全自查" in page
    assert unsigned.status_code == 422
    assert "在承诺书上签字" in text(unsigned)
    assert signed.headers["Location"] == back.headers["Location"] == where
    assert way == "paper"
    assert {row.key for row in form.materials if row.source == "promise"} == set(LATE)
    assert "承诺书已经收下" in told
    assert queries.promises(queries.draft(stories.staff("clerk"), draft).case) == {}
    assert clerk.get(f"/desk/walkin/{walk_in().pk}/promise/").status_code == 404


def test_a_promise_is_checked_from_the_list() -> None:
    number, handler = promised_concluded(), desk_of("handler")

    listed = text(handler.get("/desk/promises/"))
    page = text(handler.get(f"/desk/cases/{number}/promise-check/"))
    undated = post(handler, number, "promise-check", result="order", findings="没有制度")
    done = post(handler, number, "promise-check", result="kept", findings="现场核查符合")

    assert number in listed
    assert "食品安全自查" in page
    assert undated.status_code == 422
    assert "没有制度" in text(undated)
    assert done.status_code == 302
    assert number not in text(handler.get("/desk/promises/"))


def test_an_approver_annuls_and_notes_the_repair() -> None:
    number, approver = promised_concluded(), desk_of("approver")

    done = post(approver, number, "revocation", reasons="没有建立制度", legal_ground="")
    page = text(approver.get(f"/desk/cases/{number}/"))
    broken = queries.bar(applicant(FOOD).principal)
    assert broken is not None
    repaired = post(approver, number, f"repair/{broken.pk}", words="已经整改")

    assert done.status_code == 302
    assert "没有做到，已撤销" in page
    assert "记录修复" in page
    assert repaired.status_code == 302
    assert queries.bar(applicant(FOOD).principal) is None
    assert desk_of("handler").get(f"/desk/cases/{number}/revocation/").status_code == 404


def test_a_community_worker_registers_a_consent_and_begins() -> None:
    worker()
    grid = desk_of("grid")
    asked_for = {
        "number_type": "111", "id_number": f"样大民|男|{NUMBER}", "name": "样大民", "phone": "",
        "scope": "all", "until_on": "2026-03-31",
    }  # fmt: skip

    wrong = grid.post("/desk/agents/new/", asked_for | {"until_on": "2030-01-01"})
    made = grid.post("/desk/agents/new/", asked_for)
    consent = AgentConsent.objects.get()
    tried = grid.post(f"/desk/agents/{consent.pk}/", {"code": "1"})
    early = grid.post(f"/desk/agents/{consent.pk}/begin/", {"item": PERMIT})

    assert wrong.status_code == 422
    assert "一年以内" in text(wrong)
    assert 'value="样大民"' in text(wrong)
    assert made.status_code == 302
    assert tried.status_code == 422
    assert "同意码不对" in text(tried)
    assert early.headers["Location"] == f"/desk/agents/{consent.pk}/"
    AgentConsent.objects.update(given_at=day(0))
    begun = grid.post(f"/desk/agents/{consent.pk}/begin/", {"item": PERMIT})
    assert begun.status_code == 302
    assert grid.get(begun.headers["Location"]).status_code == 200
    assert "居住证" in text(grid.get("/desk/agents/"))


@pytest.mark.parametrize("address", ["/desk/agents/", "/desk/agents/new/"])
def test_only_community_workers_find_the_pages_of_agents(address: str) -> None:
    assert {desk_of(who).get(address).status_code for who in STAFF} == {404}
