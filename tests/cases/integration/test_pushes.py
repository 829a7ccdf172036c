"""What a department's system may do beyond opinions: take in, extend, answer, make the licence."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.cases import circumstances as at
from tests.cases.integration import systems
from tongban.base import audit
from tongban.cases import queries, services
from tongban.cases.models import CaseDocument, CaseTask
from tongban.cases.rules import OPEN
from tongban.demo.services import stories
from tongban.directory import queries as directory
from tongban.exchange import services as exchange
from tongban.licences.models import Licence, LicenceBatch, LicenceType
from tongban.licences.rules import identifiers

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
WANG, LI = {"handler": "王承办"}, {"handler": "李批准"}
MAKING = (*systems.ALL, "licences.collect")


@pytest.fixture(autouse=True)
def _tuesday() -> Iterator[None]:
    with time_machine.travel(at.TUESDAY, tick=False):
        yield


class System:
    """A department's own system with one case before it; it always names the newest version."""

    def __init__(self, number: str, *, unit: str = "", scopes: tuple[str, ...] = MAKING) -> None:
        self.number, self.unit = number, unit or at.found(number).unit
        self.token = systems.token(self.unit, scopes=scopes)

    def case(self) -> Any:
        path = f"/departments/{self.unit}/cases/{self.number}"
        return systems.get(path, self.token, purpose=systems.WHY).json()

    def push(self, rest: str, body: dict[str, Any]) -> Any:
        path = f"/departments/{self.unit}/cases/{self.number}/{rest}"
        return systems.post(path, body, self.token, match=at.found(self.number).version)

    def kinds(self) -> list[str]:
        exchange.number_waiting()
        page = systems.get(f"/departments/{self.unit}/events", self.token, limit=500).json()
        return [one["kind"] for one in page["items"] if one["number"] == self.number]


def papers(number: str) -> list[str]:
    rows = CaseDocument.objects.filter(case__number=number).order_by("serial")
    return list(rows.values_list("kind", flat=True))


def test_an_application_is_looked_through_and_accepted_over_there() -> None:
    system = System(at.submitted())
    keys = [one["key"] for one in system.case()["materials"] if one["source"]]

    prechecked = system.push("precheck", WANG)
    unseen = system.push("acceptance", {**WANG, "checked": keys[:-1]})
    accepted = system.push("acceptance", {**WANG, "checked": keys, "note": "当日受理"})
    again = system.push("acceptance", {**WANG, "checked": []})

    assert (prechecked.status_code, prechecked.json()["state"]) == (200, "prechecked")
    assert systems.code(unseen) == (409, "cases.check_not_finished")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted"), accepted.content
    assert accepted.json()["due_on"]
    assert systems.code(again) == (409, "cases.step_not_allowed")
    assert papers(system.number)[-1] == "acceptance"
    entry = audit.trail(system.number)[-1]
    assert (entry.event, entry.actor_name) == ("cases.accepted", "样例业务系统（王承办）")


def test_a_notice_tells_everything_at_once_and_a_refusal_has_its_reasons() -> None:
    asked, refused = System(at.submitted()), System(at.submitted())
    key = at.uploaded(asked.number)
    body = {**WANG, "requests": [{"material": key, "wrong": "图片不清楚"}]}

    notice = asked.push("notice", body)
    second = asked.push("notice", body)
    unknown = refused.push("notice", {**WANG, "requests": [{"material": "x", "wrong": "缺"}]})
    bare = refused.push("refusal", {**WANG, "reasons": [" "]})
    gone = refused.push("refusal", {**WANG, "reasons": ["不属于本机关职权"]})

    assert (notice.status_code, notice.json()["state"]) == (200, "correction"), notice.content
    assert (second.status_code, systems.code(unknown)[0], bare.status_code) == (409, 404, 422)
    assert (gone.status_code, gone.json()["state"]) == (200, "refused"), gone.content
    assert (papers(asked.number)[-1], papers(refused.number)[-1]) == ("correction", "refusal")


def test_another_department_takes_nothing_in_even_where_it_is_asked() -> None:
    number = at.accepted()
    other = consulted(number)
    system = System(number, unit=other)

    answer = system.push("special-procedure", {**WANG, "name": "检测", "reason": "送检"})

    assert systems.code(answer) == (403, "base.forbidden")
    assert systems.code(system.push("acceptance", {**WANG, "checked": []}))[0] == 403


def test_an_extension_is_asked_for_by_one_and_approved_by_another() -> None:
    system = System(at.accepted())
    before = at.found(system.number).due_on

    asked = system.push("extension", {**WANG, "reason": "情况复杂，需要补充核查"})
    waits = system.case()["extension"]
    same = system.push("extension/approval", WANG)
    kept = system.push("extension/refusal", {**LI, "words": "按原期限办理"})
    system.push("extension", {**WANG, "reason": "情况复杂，需要补充核查"})
    approved = system.push("extension/approval", LI)

    assert (asked.status_code, waits["approved"]) == (200, None), asked.content
    assert systems.code(same) == (403, "cases.same_person")
    assert (kept.status_code, approved.status_code) == (200, 200), approved.content
    assert before is not None
    assert approved.json()["due_on"] > str(before)
    assert system.case()["extension"]["approved"] is True
    assert system.kinds()[-1] == "cases.extended"


def consulted(number: str) -> str:
    """Let the deciding department ask another one; returns that one."""
    other = systems.other_unit(at.found(number).unit)
    services.consult(
        actor=stories.staff("handler"), number=number, unit=other, question="场所是否合规？",
        now=at.TUESDAY,
    )  # fmt: skip
    return other


def test_a_department_that_is_asked_hears_of_it_and_answers_by_its_system() -> None:
    number = at.accepted()
    own, other = System(number), System(number, unit=consulted(number))
    (asked,) = other.case()["advices"]

    heard = other.kinds()
    foreign = own.push("advice", {**WANG, "advice": asked["id"], "answer": "我们自己答"})
    answered = other.push("advice", {**LI, "advice": asked["id"], "answer": "合规，无意见"})
    twice = other.push("advice", {**LI, "advice": asked["id"], "answer": "再答一次"})

    assert (asked["unit"], asked["question"], asked["outcome"]) == (
        other.unit,
        "场所是否合规？",
        "",
    )
    assert heard == ["cases.unit_asked"]
    assert systems.code(foreign) == (403, "base.forbidden")
    assert answered.status_code == 200, answered.content
    assert systems.code(twice) == (404, "cases.advice_unknown")
    (seen,) = own.case()["advices"]
    assert (seen["outcome"], seen["answer"]) == ("given", "合规，无意见")
    assert own.kinds()[-2:] == ["cases.unit_asked", "cases.unit_answered"]


def grant(system: System, **other: Any) -> Any:
    task = at.waiting(system.number).task_key
    body = {**LI, "task": task, "granted": True, "opinion": "符合法定条件", "own_licence": True}
    return system.push("decision", {**body, **other})


def row(number: str, **other: Any) -> dict[str, Any]:
    """The licence as the department's own system describes it."""
    unit = directory.department(at.found(number).unit)
    code = str(LicenceType.objects.get(key=at.PERMIT).type_code)
    named = identifiers.build(type_code=code, issuer_code=unit.uscc, serial=f"{number[-8:]}")
    return {
        "ZZLXDM": code, "ZZBS": str(named), "ZZBH": f"样公居〔2026〕{number[-4:]}号",
        "ZZBFRQ": "2026-03-03", "ZZYXQJZRQ": "2027-03-02",
        "CZZT": "样大民", "CZZTDM": "990101199003070015",
        "CZZTDMLXDM": "111", "KZ_XB": "男", "KZ_CSRQ": "1990-03-07", **at.FACES[at.PERMIT], **other,
    }  # fmt: skip


@pytest.mark.parametrize("made_first", [True, False])
def test_a_licence_that_the_department_made_is_filed_and_bound(*, made_first: bool) -> None:
    system = System(at.at_last_post())
    decided = grant(system)
    if made_first:  # the job that follows a decision may be early or late
        services.carry_out(number=system.number, now=at.TUESDAY)
    waits = system.case()["awaits_licence"]
    task = CaseTask.objects.get(case__number=system.number, key="own_licence")
    file = {"file": base64.b64encode(b"%PDF-1.7\n%%EOF\n").decode(), "file_name": "证.pdf"}

    answer = system.push("licence", {**LI, "row": row(system.number, **file)})
    services.carry_out(number=system.number, now=at.TUESDAY)

    assert (decided.status_code, waits, task.role) == (200, True, "licensing"), decided.content
    assert answer.status_code == 200, answer.content
    case = at.found(system.number)
    made = Licence.objects.get(identifier=case.licence)
    assert (made.origin, made.case_number, made.holder_id) == (
        "collected", system.number, case.applicant_id,
    )  # fmt: skip
    assert (case.state, case.granted) == ("concluded", True)
    assert made.file_digest
    assert system.case()["awaits_licence"] is False
    assert at.told(system.number)[-3:] == ["cases.granted", "cases.licence_made", "cases.concluded"]
    assert not CaseTask.objects.filter(case__number=system.number, closed_at=None).exists()


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"ZZBS": "x"}, "licences.row_refused", "ZZBS"),
        ({"KZ_JZD": ""}, "licences.row_refused", "KZ_JZD"),
        ({"CZZT": "例小红", "CZZTDM": "990101199003070023"}, "licences.not_of_case", ""),
        ({"ZZZT": "注销", "ZZBGSJ": "2026-03-03", "ZZBGYY": "停业"}, "licences.not_of_case", ""),
    ],
)
def test_a_licence_that_does_not_fit_is_not_taken_in(
    wrong: dict[str, str], code: str, field: str
) -> None:
    system = System(at.at_last_post())
    grant(system)

    answer = system.push("licence", {**LI, "row": row(system.number, **wrong)})

    assert systems.code(answer) == (422, code), answer.content
    assert field in {"", *answer.json().get("fields", {})}
    assert not LicenceBatch.objects.exists()
    assert at.found(system.number).licence == ""


def test_only_what_was_promised_is_taken_and_only_by_the_scope() -> None:
    ordinary, denied, poor = (System(at.at_last_post()) for _ in range(3))
    poor = System(poor.number, scopes=systems.ALL)

    early = ordinary.push("licence", {**LI, "row": row(ordinary.number)})
    nothing = grant(denied, granted=False, opinion="不在辖区内")
    grant(poor)
    scope = poor.push("licence", {**LI, "row": row(poor.number)})

    assert systems.code(early) == (409, "cases.no_licence_awaited")
    assert systems.code(nothing) == (422, "cases.no_licence_yielded")
    assert at.found(denied.number).granted is None
    assert systems.code(scope) == (403, "base.forbidden")


def test_the_open_cases_of_a_department_are_listed_for_its_own_system_only(
    django_assert_num_queries: Any,
) -> None:
    system = System(at.accepted())
    at.concluded()
    path = f"/departments/{system.unit}/cases"

    client = systems.actor(system.token)
    with django_assert_num_queries(1):
        page = queries.department_cases(client, system.unit)
    listed = systems.get(path, system.token).json()
    first = systems.get(path, system.token, limit=1).json()
    foreign = systems.get(path, systems.token(systems.other_unit(system.unit)))

    rows = {one["number"]: one["version"] for one in listed["items"]}
    assert rows[system.number] == at.found(system.number).version
    assert {at.found(number).state for number in rows} <= OPEN
    assert {at.found(number).unit for number in rows} == {system.unit}
    assert (len(first["items"]), len(page.items)) == (1, len(rows))
    assert "样大民" not in str(listed)
    assert systems.code(foreign) == (404, "cases.department_unknown")
