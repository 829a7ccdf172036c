"""A department's own system fetches a case and acts for the department, and for no other."""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.cases import circumstances as at
from tests.cases.integration import systems
from tongban.access.models import DataAccess
from tongban.base import audit
from tongban.cases import services
from tongban.cases.models import CaseStep, PushedStep

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
HANDLER = "王承办"


@pytest.fixture(autouse=True)
def _tuesday() -> Iterator[None]:
    with time_machine.travel(at.TUESDAY, tick=False):
        yield


def path(number: str, rest: str = "") -> str:
    return f"/departments/{at.found(number).unit}/cases/{number}{rest}"


def bearer(number: str, **other: Any) -> str:
    return systems.token(at.found(number).unit, **other)


def fetch(number: str, token: str, **query: Any) -> Any:
    return systems.get(path(number), token, **{"purpose": systems.WHY, **query})


def version(number: str) -> int:
    return at.found(number).version


def step(**other: Any) -> dict[str, Any]:
    return {
        "handler": HANDLER, "name": "现场踏勘", "action": "通过", "opinion": "与申请一致",
        "started_at": "2026-03-03T10:00:00+08:00", "ended_at": "2026-03-03T10:00:00+08:00", **other,
    }  # fmt: skip


def test_a_case_comes_with_form_materials_provenance_and_trust() -> None:
    number = at.accepted()

    answer = fetch(number, bearer(number))

    told = answer.json()
    assert answer.status_code == 200, answer.content
    assert answer["ETag"] == f'"{told["version"]}"' == f'"{version(number)}"'
    name = next(one for one in told["form"] if one["source"].startswith("subject"))
    assert (name["trust"], bool(name["value"])) == ("B", True)
    assert {one["trust"] for one in told["form"] if one["source"] == "typed"} == {"D"}
    uploaded = next(one for one in told["materials"] if one["files"])
    assert uploaded["source"] == "upload"
    licences = [one for one in told["materials"] if one["licence"]]
    assert {one["trust"] for one in licences} <= {"A", "B"}
    assert [one["key"] for one in told["waiting"]] == [at.waiting(number).task_key]
    assert "KZ_JZD" in {one["key"] for one in told["face"]}
    t5, t6 = told["envelope"]["t5"], told["envelope"]["t6"]
    assert (t5["case_no"], t5["case_kind"], t5["applied_at"]) == (number, "2", "20260303100000")
    assert t5["applicant_name"] == "样大民"
    assert (t6["accepted_at"], t6["org_name"] != "") == ("20260303100000", True)


def test_each_look_is_written_down_with_its_purpose_before_anything_leaves() -> None:
    number = at.accepted()
    token = bearer(number)
    file_id = fetch(number, token).json()["materials"]
    file_id = next(one["files"][0]["id"] for one in file_id if one["files"])
    paper = fetch(number, token).json()["papers"][0]["id"]
    before = DataAccess.objects.count()

    content = systems.get(path(number, f"/files/{file_id}"), token, purpose="核对图片")
    pdf = systems.get(path(number, f"/papers/{paper}"), token, purpose="存档")

    looks = DataAccess.objects.order_by("id")[before:]
    assert [(one.purpose, one.case_number) for one in looks] == [
        ("核对图片", number), ("存档", number),
    ]  # fmt: skip
    assert (content.content, pdf.content[:4]) == (at.PICTURE, b"%PDF")
    assert looks[0].actor_name == "样例业务系统"


@pytest.mark.parametrize("purpose", ["", "  ", "因" * 201])
def test_without_a_purpose_nothing_is_shown(purpose: str) -> None:
    number = at.accepted()
    before = DataAccess.objects.count()

    answer = fetch(number, bearer(number), purpose=purpose)

    assert answer.status_code == 422
    assert "样大民" not in answer.content.decode()
    assert DataAccess.objects.count() == before


def test_another_department_finds_no_such_case() -> None:
    number = at.accepted()
    own = at.found(number).unit
    other = systems.other_unit(own)
    foreign = systems.token(other)

    answers = [
        systems.get(f"/departments/{other}/cases/{number}", foreign, purpose=systems.WHY),
        systems.get(f"/departments/{own}/cases/{number}", foreign, purpose=systems.WHY),
        systems.post(f"/departments/{other}/cases/{number}/steps", step(), foreign, match=1),
        systems.post(f"/departments/{own}/cases/{number}/steps", step(), foreign, match=1),
        systems.get(f"/departments/{own}/cases/230102", systems.token(own), purpose=systems.WHY),
    ]

    assert {systems.code(one) for one in answers} == {(404, "cases.unknown")}


def test_reading_and_writing_are_different_rights() -> None:
    number = at.accepted()
    reader = bearer(number, scopes=["cases.read"])
    writer = bearer(number, scopes=["cases.write"])

    assert fetch(number, reader).status_code == 200
    assert systems.code(fetch(number, writer)) == (403, "base.scope_missing")
    refused = systems.post(path(number, "/steps"), step(), reader, match=version(number))
    assert systems.code(refused) == (403, "base.scope_missing")


def test_a_step_is_kept_with_who_took_it_and_shown_to_both() -> None:
    number = at.accepted()
    token = bearer(number)

    answer = systems.post(path(number, "/steps"), step(), token, match=version(number))

    assert answer.status_code == 200, answer.content
    assert answer["ETag"] == f'"{version(number)}"'
    kept = PushedStep.objects.get()
    assert (kept.name, kept.handler, kept.action) == ("现场踏勘", HANDLER, "通过")
    t7 = fetch(number, token).json()["envelope"]["t7_steps"]
    assert [one["step_name"] for one in t7 if one["pushed"]] == ["现场踏勘"]
    entry = next(one for one in audit.trail(number) if one.event == "cases.step_pushed")
    assert entry.actor_name == f"样例业务系统（{HANDLER}）"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"action": "同意"}, "action"),
        ({"started_at": "2026-03-01T09:00:00+08:00"}, "started_at"),
        ({"ended_at": "2026-03-03T09:59:00+08:00"}, "ended_at"),
        ({"ended_at": "2026-03-04T09:00:00+08:00"}, "ended_at"),
    ],
)
def test_a_step_out_of_order_is_refused_at_its_field(wrong: dict[str, str], field: str) -> None:
    number = at.accepted()

    answer = systems.post(
        path(number, "/steps"), step(**wrong), bearer(number), match=version(number)
    )

    assert systems.code(answer) == (422, "cases.pushed_step_invalid")
    assert field in answer.json()["fields"]
    assert not PushedStep.objects.exists()


def test_no_step_after_the_end() -> None:
    number = at.concluded()

    answer = systems.post(path(number, "/steps"), step(), bearer(number), match=version(number))

    assert systems.code(answer) == (409, "cases.over")


def test_a_stale_if_match_changes_nothing_and_says_what_to_do() -> None:
    number = at.accepted()
    token = bearer(number)
    stale = version(number)
    at.give("handler", number, "forward")
    before = CaseStep.objects.count()

    for rest, body in (
        ("/steps", step()),
        ("/opinions", {"handler": HANDLER, "task": "review", "outcome": "forward", "opinion": "a"}),
        ("/special-procedure", {"handler": HANDLER, "name": "检测", "reason": "送检"}),
    ):
        answer = systems.post(path(number, rest), body, token, match=stale)
        assert systems.code(answer) == (412, "base.version_passed")
        assert "重新读取" in answer.json()["detail"]
    assert CaseStep.objects.count() == before


@pytest.mark.parametrize("match", [None, "*", "7", 'W/"7"', '"x"'])
def test_a_write_without_a_version_is_refused(match: str | None) -> None:
    number = at.accepted()

    answer = systems.post(path(number, "/steps"), step(), bearer(number), match=match)

    assert systems.code(answer) == (428, "base.version_needed")


def test_a_repeated_write_is_carried_out_once_and_answered_the_same() -> None:
    number = at.accepted()
    token = bearer(number)
    match = version(number)

    first = systems.post(path(number, "/steps"), step(), token, match=match, key="k1")
    again = systems.post(path(number, "/steps"), step(), token, match=match, key="k1")
    other = systems.post(path(number, "/steps"), step(name="另一步"), token, match=match, key="k1")

    assert (again.status_code, again.content) == (200, first.content)
    assert systems.code(other) == (422, "base.idempotency_key_reused")
    assert PushedStep.objects.count() == 1


def test_a_key_of_a_write_that_came_too_late_may_be_used_again() -> None:
    number = at.accepted()
    token = bearer(number)

    late = systems.post(path(number, "/steps"), step(), token, match=1, key="k1")
    then = systems.post(path(number, "/steps"), step(), token, match=version(number), key="k1")

    assert (late.status_code, then.status_code) == (412, 200)


def test_the_same_key_of_two_systems_is_not_the_same() -> None:
    number = at.accepted()

    one = systems.post(
        path(number, "/steps"), step(), bearer(number), match=version(number), key="k1"
    )
    two = systems.post(
        path(number, "/steps"), step(), bearer(number), match=version(number), key="k1"
    )

    assert (one.status_code, two.status_code) == (200, 200)
    assert PushedStep.objects.count() == 2


def opine(number: str, token: str, outcome: str = "forward") -> Any:
    body = {
        "handler": HANDLER, "task": at.waiting(number).task_key, "outcome": outcome,
        "opinion": "材料齐全，符合条件",
    }  # fmt: skip
    return systems.post(path(number, "/opinions"), body, token, match=version(number))


def decide(number: str, token: str, *, granted: bool = True, **other: Any) -> Any:
    body = {
        "handler": "李批准", "task": at.waiting(number).task_key, "granted": granted,
        "opinion": "符合法定条件", "face": at.FACES[at.PERMIT] if granted else {}, **other,
    }  # fmt: skip
    return systems.post(path(number, "/decision"), body, token, match=version(number))


def test_the_department_decides_in_its_own_system_and_the_licence_is_made() -> None:
    number = at.accepted()
    token = bearer(number)
    while at.waiting(number).role != "approver":
        assert opine(number, token).status_code == 200

    answer = decide(number, token)

    assert (answer.status_code, answer.json()["state"]) == (200, "granted"), answer.content
    services.carry_out(number=number, now=at.TUESDAY)
    case = at.found(number)
    assert case.licence
    grant = CaseStep.objects.get(case=case, step="grant")
    assert (grant.actor_kind, grant.actor_name) == ("client", "样例业务系统（李批准）")


def test_a_denial_is_pushed_with_its_reasons() -> None:
    number = at.at_last_post()

    answer = decide(number, bearer(number), granted=False, opinion="不在辖区内")

    assert answer.json()["state"] == "denied"
    assert at.found(number).granted is False


def test_a_decision_goes_through_its_own_door_and_needs_the_face() -> None:
    number = at.at_last_post()
    token = bearer(number)

    wrong_door = opine(number, token, "grant")
    bare = decide(number, token, face={})

    assert wrong_door.status_code == 422
    assert bare.status_code == 422
    assert "KZ_JZD" in bare.json()["fields"]
    assert at.found(number).granted is None


def test_a_special_procedure_stops_the_clock_and_its_end_lets_it_run() -> None:
    number = at.accepted()
    token = bearer(number)
    body = {"handler": HANDLER, "name": "检测", "reason": "送检样品", "until_on": "2026-03-10"}

    begun = systems.post(path(number, "/special-procedure"), body, token, match=version(number))
    twice = systems.post(path(number, "/special-procedure"), body, token, match=version(number))
    bare = systems.post(
        path(number, "/special-procedure/end"), {"handler": HANDLER}, token, match=version(number)
    )
    report = {
        "handler": HANDLER, "finding": "检测合格", "evidence_name": "检测报告.png",
        "evidence": base64.b64encode(at.PICTURE).decode(),
    }  # fmt: skip
    ended = systems.post(
        path(number, "/special-procedure/end"), report, token, match=version(number)
    )

    assert (begun.status_code, begun.json()["state"]) == (200, "suspended"), begun.content
    assert systems.code(twice) == (409, "cases.step_not_allowed")
    assert bare.status_code == 422
    assert (ended.status_code, ended.json()["state"]) == (200, "examining"), ended.content
    special = fetch(number, token).json()["envelope"]["t7_special"]
    assert [(one["kind_code"], one["started_on"]) for one in special] == [("2", "20260303")]


def test_two_systems_that_decide_at_once_leave_one_decision() -> None:
    number = at.at_last_post()
    match = version(number)
    token = bearer(number)
    body = {
        "handler": "李批准", "task": at.waiting(number).task_key, "granted": False,
        "opinion": "理由", "face": {},
    }  # fmt: skip

    first = systems.post(path(number, "/decision"), body, token, match=match)
    second = systems.post(path(number, "/decision"), body, bearer(number), match=match)

    assert (first.status_code, second.status_code) == (200, 412)
    assert CaseStep.objects.filter(case__number=number, step="deny").count() == 1


@pytest.mark.parametrize("quota", [{"per_minute": 2}, {"per_day": 2}])
def test_a_spent_quota_says_when_to_come_again(quota: dict[str, int]) -> None:
    number = at.accepted()
    token = bearer(number, **quota)
    answers = [fetch(number, token) for _ in range(3)]

    assert [one.status_code for one in answers] == [200, 200, 429]
    assert systems.code(answers[2]) == (429, "access.quota_spent")
    wait = int(answers[2]["Retry-After"])
    assert wait == (60 if "per_minute" in quota else 14 * 3600)
    with time_machine.travel(at.TUESDAY + timedelta(seconds=wait), tick=False):
        # A token lasts two hours; the next day needs a new one.
        status = 200 if "per_minute" in quota else 401
        assert fetch(number, token).status_code == status
