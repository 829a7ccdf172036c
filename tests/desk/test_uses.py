"""Using licences at the desk, and answering objections to looks."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.desk.desks import desk_of, text
from tongban.access import services as access
from tongban.access.models import DataAccess, Objection
from tongban.base import clock
from tongban.demo.services import stories
from tongban.licences import queries, services
from tongban.licences.models import LicenceUse
from tongban.notices.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

LAW = "/desk/licences/uses/new/"
NUMBER = "/desk/licences/uses/number/"
OBJECTIONS = "/desk/licences/uses/objections/"


@pytest.fixture
def clerk() -> Client:
    return desk_of("clerk")


def identifier(type_key: str = "resident_id") -> str:
    rows = queries.own(stories.person("xiaohong")).items
    return next(row.identifier for row in rows if row.type_key == type_key)


def code() -> str:
    shown = services.show(
        actor=stories.person("xiaohong"), identifier=identifier(), now=clock.now()
    )
    return shown.token


def objected(words: str = "我没有办过这件事") -> Objection:
    me = stories.person("xiaohong")
    assert me.principal is not None
    access.record_access(
        actor=stories.staff("handler"), subject_id=me.principal, what=["姓名"],
        purpose="看看邻居", case_number="TB1", now=clock.now(),
    )  # fmt: skip
    look = DataAccess.objects.order_by("-id")[0]
    return access.object_to(actor=me, look_id=look.pk, words=words, now=clock.now())


def test_a_clerk_scans_a_code_and_reads_the_licence(clerk: Client) -> None:
    assert "扫亮证码" in text(clerk.get("/desk/licences/uses/scan/"))

    said = {"purpose": "核验来人身份", "case_number": "", "code": code()}
    done = clerk.post("/desk/licences/uses/scan/", said, follow=True)

    page = text(done)
    assert "例小红" in page or "990101199003070023" in page
    assert "持证人当面亮证" in page
    use = LicenceUse.objects.get()
    file = clerk.get(f"/desk/licences/uses/{use.pk}/file/")
    assert file["Content-Type"] == "application/ofd"
    assert "核验来人身份" in text(clerk.get("/desk/licences/uses/"))
    again = clerk.post("/desk/licences/uses/scan/", said)
    assert (again.status_code, "已经用过" in text(again)) == (409, True)


def test_a_number_is_looked_up_on_record_and_never_without_a_reason(clerk: Client) -> None:
    number = next(
        row.number
        for row in queries.own(stories.person("xiaohong")).items
        if row.type_key == "resident_id"
    )
    looks = DataAccess.objects.count()
    neighbour = {"number": number, "purpose": "看看邻居", "case_number": " ", "legal_basis": ""}

    assert "按编号核对" in text(clerk.get(NUMBER))
    refused = clerk.post(NUMBER, neighbour)
    empty = clerk.post(NUMBER, {"number": "", "purpose": ""})
    unknown = clerk.post(NUMBER, {**neighbour, "number": "没有这个", "case_number": "TB1"})

    assert [answer.status_code for answer in (refused, empty, unknown)] == [422, 422, 200]
    assert "请写明办件编号，或者查看的法律依据" in text(refused)
    assert "看看邻居" in text(refused)
    assert "请填证照上的编号" in text(empty)
    assert "没有查到这个编号" in text(unknown)
    assert DataAccess.objects.count() == looks

    found = text(clerk.post(NUMBER, {**neighbour, "purpose": "核对原件", "case_number": "TB1"}))

    assert "居民身份证" in found
    assert "颁发机构" in found
    assert DataAccess.objects.latest("id").purpose == "核对原件"
    onward = re.search(r'href="(/desk/licences/uses/new/\?[^"]+)"', found)
    assert onward is not None
    begun = text(clerk.get(html.unescape(onward[1])))
    assert 'value="核对原件"' in begun
    assert 'value="TB1"' in begun


def test_an_office_takes_a_copy_for_a_case(clerk: Client) -> None:
    said = {"identifier": identifier(), "purpose": "办理居住证", "case_number": "TB1"}

    done = clerk.post(LAW, said, follow=True)

    assert "依法办理" in text(done)
    assert DataAccess.objects.latest("id").purpose == "办理居住证"


@pytest.mark.parametrize(
    ("wrong", "status", "sentence"),
    [
        ({"case_number": ""}, 422, "办件编号，或者写明法律依据"),
        ({"purpose": ""}, 422, "请写明用途"),
        ({"purpose": "用" * 201}, 422, "不超过200个字"),
        ({"legal_basis": "法" * 201}, 422, "不超过200个字"),
        ({"identifier": "1.2.156.3005.2.x"}, 404, "没有找到这本证照"),
        ({"identifier": "9" * 100_000}, 422, "不超过160个字"),
    ],
)
def test_a_neighbour_is_not_looked_up_without_a_ground(
    clerk: Client, wrong: dict[str, str], status: int, sentence: str
) -> None:
    said = {"identifier": identifier(), "purpose": "看看邻居", "case_number": "TB1", **wrong}

    answer = clerk.post(LAW, said)

    assert answer.status_code == status
    assert sentence in text(answer)
    assert not LicenceUse.objects.exists()


def test_a_colleague_does_not_open_what_another_took(clerk: Client) -> None:
    clerk.post(LAW, {"identifier": identifier(), "purpose": "办理", "case_number": "TB1"})
    use = LicenceUse.objects.get()

    for path in (f"/desk/licences/uses/{use.pk}/", f"/desk/licences/uses/{use.pk}/file/"):
        assert desk_of("clerk2").get(path).status_code == 404
        assert clerk.get(path).status_code == 200


@pytest.mark.parametrize("path", ["", "scan/", "new/"])
@pytest.mark.parametrize("username", ["supervisor", "xiaohong"])
def test_who_has_no_official_post_has_no_such_page(path: str, username: str) -> None:
    realm = "public" if username == "xiaohong" else "staff"

    answer = desk_of(username, realm).get(f"/desk/licences/uses/{path}")

    assert answer.status_code == 404


def test_the_office_answers_an_objection(run_jobs: Callable[[], list[str]]) -> None:
    made = objected()
    approver = desk_of("approver")
    assert "看看邻居" in text(approver.get(OBJECTIONS))
    page = text(approver.get(f"{OBJECTIONS}{made.pk}/"))
    assert "我没有办过这件事" in page
    assert "承办样例员" in page

    said = {"verdict": "upheld", "answer": "没有合理事由，已责令改正。"}
    done = approver.post(f"{OBJECTIONS}{made.pk}/", said, follow=True)

    assert "已经答复" in text(done)
    assert "这次查看不当" in text(approver.get(f"{OBJECTIONS}?answered=1"))
    again = approver.post(f"{OBJECTIONS}{made.pk}/", said)
    assert (again.status_code, "答复不能改" in text(again)) == (409, True)
    run_jobs()
    told = Message.objects.filter(template__startswith="objection.")
    assert sorted(one.template for one in told) == ["objection.answered", "objection.made"]
    assert "已责令改正" in told.get(template="objection.answered").body


@pytest.mark.parametrize(
    "said", [{}, {"verdict": "maybe", "answer": "好"}, {"verdict": "upheld", "answer": "字" * 501}]
)
def test_an_answer_says_what_was_found(said: dict[str, str]) -> None:
    made = objected()

    answer = desk_of("approver").post(f"{OBJECTIONS}{made.pk}/", said)

    assert answer.status_code == 422
    made.refresh_from_db()
    assert made.answered_at is None


def test_a_supervisor_reads_and_others_find_nothing() -> None:
    made = objected()

    page = text(desk_of("supervisor").get(f"{OBJECTIONS}{made.pk}/"))

    assert "看的人自己不能答复" in page
    for username in ("clerk", "handler"):
        assert desk_of(username).get(f"{OBJECTIONS}{made.pk}/").status_code == 404


def test_the_list_of_objections_takes_the_same_queries(
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(4):
        objected(f"异议{number}")
    approver = desk_of("approver")

    with django_assert_max_num_queries(11):
        assert approver.get(OBJECTIONS).status_code == 200
