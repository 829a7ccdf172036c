"""A case under review: opinions, the face of the licence, special procedures, termination."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases import circumstances
from tests.desk.desks import case, desk_of, opinion, post, text, view
from tongban.access.models import DataAccess


def face(item: str) -> dict[str, str]:
    return {f"face-{key}": value for key, value in circumstances.FACES[item].items()}


def test_each_post_gives_its_opinion_and_the_approver_grants() -> None:
    number = circumstances.accepted(circumstances.FOOD)

    for who in ("handler", "reviewer"):
        assert opinion(desk_of(who), number, "forward").status_code == 302
    granted = opinion(desk_of("approver"), number, "grant", **face("food_business"))

    assert granted.status_code == 302
    assert case(number).state == "granted"
    assert case(number).face["KZ_JYXM"] == "热食类食品制售"
    assert [step.actor_name for step in view(number).steps[2:]] == [
        "承办样例员", "审核样例员", "批准样例员",
    ]  # fmt: skip


def test_only_the_post_that_is_waited_for_sees_the_form() -> None:
    number = circumstances.accepted(circumstances.FOOD)

    shown = {
        who: 'id="decide"' in text(desk_of(who).get(f"/desk/cases/{number}/"))
        for who in ("clerk", "handler", "reviewer", "approver", "supervisor")
    }

    assert [who for who, there in shown.items() if there] == ["handler"]


@pytest.mark.parametrize("who", ["clerk", "reviewer", "approver", "supervisor"])
def test_nobody_else_gives_the_opinion(who: str) -> None:
    number = circumstances.accepted(circumstances.FOOD)

    answer = opinion(desk_of(who), number, "forward")

    assert answer.status_code == 403
    assert case(number).state == "accepted"


def test_the_face_is_proposed_from_what_was_filled_in_and_faults_stand_at_their_fields() -> None:
    number = circumstances.at_last_post(circumstances.FOOD)
    client = desk_of("approver")
    page = text(client.get(f"/desk/cases/{number}/"))
    wrong = face("food_business") | {"face-KZ_JYXM": "", "face-KZ_JYCS": "样例区示范路99号"}

    answer = opinion(client, number, "grant", opinion="同意发证", **wrong)

    assert 'name="face-KZ_JYCS"' in page
    assert 'value="样例省样例市样例区示范路1号"' in page
    assert answer.status_code == 422
    assert 'href="#id_face-KZ_JYXM"' in text(answer)
    assert 'id="id_face-KZ_JYXM_error"' in text(answer)
    assert "样例区示范路99号" in text(answer)
    assert "同意发证" in text(answer)
    assert case(number).state == "examining"


def test_what_is_proposed_is_enough_to_grant_and_the_look_at_it_is_recorded() -> None:
    number = circumstances.at_last_post()
    client = desk_of("approver")
    page = text(client.get(f"/desk/cases/{number}/"))
    proposed = dict(re.findall(r'name="(face-KZ_\w+)" value="([^"]+)"', page))

    granted = opinion(client, number, "grant", **proposed)

    assert proposed["face-KZ_JZD"] == "样例省样例市样例区示范路7号1单元201室"
    assert "face-KZ_GMSFHM" not in proposed
    assert granted.status_code == 302
    looked = DataAccess.objects.order_by("-id")[0]
    assert (looked.case_number, looked.what) == (number, ["证面信息"])


def test_a_case_goes_back_with_the_reason() -> None:
    number = circumstances.accepted(circumstances.FOOD)
    opinion(desk_of("handler"), number, "forward")

    answer = opinion(desk_of("reviewer"), number, "back", opinion="请补充现场照片")

    assert answer.status_code == 302
    assert case(number).waiting_role == "handler"
    assert "请补充现场照片" in text(desk_of("handler").get(f"/desk/cases/{number}/"))


@pytest.mark.parametrize(("outcome", "words"), [("forward", "意见"), ("deny", "不予许可的理由")])
def test_an_opinion_says_something(outcome: str, words: str) -> None:
    at = circumstances.accepted if outcome == "forward" else circumstances.at_last_post
    number = at(circumstances.FOOD)
    who = "handler" if outcome == "forward" else "approver"

    silent = opinion(desk_of(who), number, outcome, opinion="  ")
    huge = opinion(desk_of(who), number, outcome, opinion="长" * 2_001)

    assert (silent.status_code, words in text(silent)) == (422, True)
    assert (huge.status_code, "长" * 2_001 in text(huge)) == (422, True)


def test_a_denial_ends_with_its_reasons() -> None:
    number = circumstances.at_last_post(circumstances.FOOD)

    answer = opinion(desk_of("approver"), number, "deny", opinion="经营场所不符合要求")

    assert answer.status_code == 302
    assert case(number).granted is False


def test_the_second_writer_is_told_and_keeps_his_words() -> None:
    number = circumstances.accepted(circumstances.FOOD)
    client = desk_of("handler")
    page = view(number)
    opinion(client, number, "forward", opinion="先到的意见")

    late = post(
        client, number, "opinion", version=page.case.version, outcome="forward",
        task=page.waiting[0].task_key, opinion="后到的意见",
    )  # fmt: skip

    assert late.status_code == 409
    assert "刚被别人改过" in text(late)
    assert "后到的意见" in text(late)
    assert [step.words for step in view(number).steps][-1] == "先到的意见"


def test_a_material_taken_back_meanwhile_stops_the_decision() -> None:
    from tongban.base import clock
    from tongban.cases import services

    number = circumstances.at_last_post(circumstances.FOOD)
    seen = case(number).version
    key = circumstances.uploaded(number)
    file = next(one for one in view(number).materials if one.key == key).files.get()
    services.take_back(
        actor=circumstances.applicant(circumstances.FOOD), number=number, material_key=key,
        file_id=file.pk, reason="传错了", now=clock.now(),
    )  # fmt: skip

    answer = opinion(
        desk_of("approver"), number, "grant", version=seen, opinion="同意发证",
        **face("food_business"),
    )  # fmt: skip

    assert answer.status_code == 409
    assert "刚被别人改过" in text(answer)
    assert "同意发证" in text(answer)
    assert case(number).state == "examining"


def test_an_outcome_that_is_not_offered_is_declined() -> None:
    number = circumstances.accepted(circumstances.FOOD)

    answers = [opinion(desk_of("handler"), number, word) for word in ("grant", "", "x" * 99)]

    assert {answer.status_code for answer in answers} <= {403, 422}
    assert case(number).state == "accepted"


def test_a_special_procedure_begins_and_ends_and_the_clock_says_so() -> None:
    number = circumstances.accepted(circumstances.FOOD)
    client = desk_of("handler")
    page = text(client.get(f"/desk/cases/{number}/suspension/"))
    given = {"name": "检验", "reason": "需要检验样品", "until_on": "2026-03-20"}

    silent = post(client, number, "suspension", **given | {"reason": ""})
    past = post(client, number, "suspension", **given | {"until_on": "2026-03-01"})
    unknown = post(client, number, "suspension", **given | {"name": "休息"})
    huge = post(client, number, "suspension", **given | {"legal_basis": "长" * 201})
    begun = post(client, number, "suspension", **given)
    held = text(client.get(f"/desk/cases/{number}/"))
    proof = SimpleUploadedFile("检验报告.png", circumstances.PICTURE)
    ended = post(client, number, "procedure/end", finding="合格", evidence=proof)

    assert "现场核查" in page
    assert "听证" in page
    assert {one.status_code for one in (silent, past, unknown, huge)} == {422}
    assert "需要检验样品" in text(past)
    assert (begun.status_code, ended.status_code) == (302, 302)
    assert "计时暂停" in held
    assert 'id="decide"' not in held
    assert case(number).state == "examining"


def test_a_termination_needs_a_reason_and_an_approver() -> None:
    number = circumstances.accepted(circumstances.FOOD)

    stranger = post(desk_of("handler"), number, "termination", reason="重复登记")
    silent = post(desk_of("approver"), number, "termination", reason="")
    done = post(desk_of("approver"), number, "termination", reason="重复登记")

    assert stranger.status_code == 403
    assert silent.status_code == 422
    assert done.status_code == 302
    assert case(number).state == "terminated"
    assert desk_of("handler").get(f"/desk/cases/{number}/termination/").status_code == 404
