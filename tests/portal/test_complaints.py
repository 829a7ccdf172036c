"""The pages on which one asks or complains about a case: write, follow, read the answer."""

from __future__ import annotations

from typing import Any

import pytest

from tests.cases.circumstances import submitted
from tests.portal.visitors import person, staff, text
from tongban.supervision import queries
from tongban.supervision.models import Complaint

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def test_one_complains_from_the_page_of_the_case_and_reads_the_answer() -> None:
    number, damin, watch = submitted(), person("damin"), staff("supervisor")
    place = f"/cases/{number}/complaint/"
    assert place in text(damin.get(f"/cases/{number}/"))
    form = text(damin.get(place))
    assert all(kind.name in form for kind in queries.kinds().values())

    unsaid = damin.post(place, {"kind": "", "words": "窗口说改天再来"})
    assert unsaid.status_code == 422
    assert "请选是哪一种" in text(unsaid)
    assert "窗口说改天再来" in text(unsaid)
    sent = damin.post(place, {"kind": "complaint", "words": "窗口说改天再来"})
    serial = Complaint.objects.get().serial
    mine = f"/me/complaints/{serial}/"
    assert sent.headers["Location"] == mine
    assert "窗口说改天再来" in text(damin.get(mine))
    again = damin.post(place, {"kind": "complaint", "words": "再说一次"})
    assert again.status_code == 409
    assert "还没有答复" in text(again)
    assert "再说一次" in text(again)
    assert place not in text(damin.get(f"/cases/{number}/"))

    listed = text(watch.get("/desk/board/complaints/"))
    assert serial in listed
    assert "申请人在办件页面提出" in listed
    desk = f"/desk/board/complaints/{serial}/"
    assert "申请人本人" in text(watch.get(desk))
    assert watch.post(f"{desk}answer/", {"answer-answer": "已经当面致歉"}).status_code == 302
    assert "已经当面致歉" in text(damin.get(mine))
    assert mine in text(damin.get(f"/cases/{number}/"))
    assert mine in text(damin.get("/me/complaints/"))


def test_strangers_find_none_of_it_and_the_list_asks_once(
    django_assert_max_num_queries: Any,
) -> None:
    number, damin, other = submitted(), person("damin"), person("xiaohong")
    damin.post(f"/cases/{number}/complaint/", {"kind": "consult", "words": "好了没有"})
    serial = Complaint.objects.get().serial

    for place in (f"/cases/{number}/complaint/", f"/me/complaints/{serial}/"):
        assert other.get(place).status_code == 404
    assert other.post(f"/cases/{number}/complaint/", {"kind": "consult"}).status_code == 404
    assert "没有提过" in text(other.get("/me/complaints/"))
    with django_assert_max_num_queries(6):
        assert serial in text(damin.get("/me/complaints/"))
