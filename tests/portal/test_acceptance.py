"""People choose how they are accepted: on a promise, with a gap, by somebody who acts for them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

import pytest

from tests.cases.acceptance.scenes import (
    gap_accepted,
    gap_draft,
    gap_submitted,
    promised_concluded,
    promised_submitted,
    worker,
)
from tests.cases.circumstances import FOOD, PERMIT, PICTURE, TUESDAY, applicant, concluded, found
from tests.portal import visitors
from tests.portal.visitors import text
from tongban.base import clock
from tongban.cases import queries, services
from tongban.cases.rules import demands

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture
def firm() -> Client:
    return visitors.for_firm()


def test_the_notice_is_shown_and_signed_or_declined(firm: Client) -> None:
    draft = gap_draft()

    offered = text(firm.get(f"/apply/{draft}/materials/"))
    page = text(firm.get(f"/apply/{draft}/way/"))
    unticked = firm.post(f"/apply/{draft}/way/", {"do": "sign"})
    signed = firm.post(f"/apply/{draft}/way/", {"do": "sign", "agree": "1"})
    after = text(firm.get(f"/apply/{draft}/materials/"))

    assert "可以少交材料" in offered
    assert "核查发现不符合承诺的" in page
    assert "按普通方式办" in page
    assert unticked.status_code == 422
    assert "请先勾选" in text(unticked)
    assert signed.status_code == 302
    assert "凭告知承诺，不用交" in after
    assert set(queries.promises(queries.draft(applicant(FOOD), draft).case)) == {"promise"}
    firm.post(f"/apply/{draft}/way/", {"do": "normal"})
    assert queries.promises(queries.draft(applicant(FOOD), draft).case) == {}


def test_an_item_without_a_promise_has_no_such_page() -> None:
    draft = services.open_draft(actor=applicant(), item_key=PERMIT, now=TUESDAY).pk

    answer = visitors.person("damin").get(f"/apply/{draft}/way/")

    assert answer["Location"] == f"/apply/{draft}/materials/"


def test_a_chosen_promise_must_be_signed_before_handing_in(firm: Client) -> None:
    draft = gap_draft()
    services.choose_promise(actor=applicant(FOOD), draft_id=draft, chosen=True, now=TUESDAY)

    page = text(firm.get(f"/apply/{draft}/check/"))
    answer = firm.post(f"/apply/{draft}/submit/")

    assert "请先看告知书、签承诺书" in page
    assert answer.status_code == 409


def test_what_may_follow_is_promised_on_the_last_page(firm: Client) -> None:
    draft = gap_draft()

    page = text(firm.get(f"/apply/{draft}/check/"))
    signed = firm.post(f"/apply/{draft}/gap/")
    again = text(firm.get(f"/apply/{draft}/check/"))

    assert "签容缺承诺书" in page
    assert signed["Location"] == f"/apply/{draft}/check/"
    assert "签好，受理后按通知书写明的日期补上" in again


def test_missing_materials_are_named_as_the_window_names_them() -> None:
    person = applicant()
    draft = services.open_draft(actor=person, item_key=PERMIT, now=TUESDAY).pk
    view = queries.draft(person, draft)
    owed = queries.owed(view.case, view.materials)

    page = text(visitors.person("damin").get(f"/apply/{draft}/check/"))

    assert owed
    for one in owed:
        assert one.wrong == demands.MISSING
        assert one.sentence in page


def test_a_gap_can_be_promised_after_handing_in(firm: Client) -> None:
    number = gap_submitted(signed=False)

    page = text(firm.get(f"/cases/{number}/"))
    firm.post(f"/cases/{number}/gap/")

    assert "签了容缺承诺书，窗口就可以先受理" in page
    assert "gap" in queries.promises(found(number))


def test_the_day_and_the_materials_owed_are_on_the_page(firm: Client) -> None:
    page = text(firm.get(f"/cases/{gap_accepted()}/"))

    assert "请在 2026年3月6日（周五） 前补齐" in page
    assert "食品安全管理人员信息及健康证明" in page


def test_a_promise_is_taken_back_on_the_page(firm: Client) -> None:
    number = promised_submitted()

    page = text(firm.get(f"/cases/{number}/"))
    firm.post(f"/cases/{number}/promise/", {"version": found(number).version})

    assert "收回以后按普通方式办" in page
    assert found(number).accept_form == "normal"


def test_after_the_decision_there_is_nothing_to_take_back(firm: Client) -> None:
    number = promised_concluded(clock.now())

    page = text(firm.get(f"/cases/{number}/"))
    answer = text(firm.post(f"/cases/{number}/promise/", follow=True))

    assert "收回承诺</button>" not in page
    assert "前核查" in page
    assert "已经根据承诺作出决定，不能再收回承诺" in answer


def test_a_withdrawal_after_the_decision_is_refused_clearly() -> None:
    number = concluded(now=clock.now())

    answer = visitors.person("damin").post(f"/cases/{number}/withdraw/", {"reason": "不要了"})

    assert answer.status_code == 409
    assert "已经作出决定，不能撤回申请" in text(answer)


def test_the_person_sees_who_acts_for_him_and_ends_it() -> None:
    consent = services.ask_consent(
        actor=worker(), number_type="111", id_number="990101199003070015", name="样大民",
        until_on=clock.today() + timedelta(days=30), scan=PICTURE, scan_name="a.png",
        now=clock.now(),
    )  # fmt: skip
    number = concluded(now=clock.now())
    case = found(number)
    case.consent, case.channel = consent, "agent"
    case.save(update_fields=["consent", "channel"])
    damin = visitors.person("damin")

    page = text(damin.get(f"/cases/{number}/"))
    damin.post(f"/cases/{number}/consents/{consent.pk}/")

    assert "由社区代办员 网格样例员 代您办理，结果直接给您" in page
    assert "您已经撤回同意" in text(damin.get(f"/cases/{number}/"))
    strange = visitors.person("xiaohong").post(f"/cases/{number}/consents/{UUID(int=1)}/")
    assert strange.status_code == 404
