"""Lists that departments keep, and circulars, at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases import circumstances
from tests.desk.desks import desk_of, text
from tongban.supervision import services
from tongban.supervision.models import Circular, InventoryLine

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

ROOT = "/desk/board/"
LISTS, CIRCULARS = f"{ROOT}inventory/", f"{ROOT}circulars/"
LINE = {"unit": "ps", "powers": "20", "services": "5", "excluded": "2",
        "reason": "保守国家秘密法第九条", "as_of": "2026-03-01"}  # fmt: skip
HEAD = "部门标识,权力清单事项,公共服务事项,依法不上网事项,不上网的依据,截至日期"
APRIL = circumstances.day(30)


def table(content: str) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile("list.csv", content.encode(), "text/csv")}


def test_a_list_is_kept_line_by_line_and_as_a_table(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = desk_of("supervisor")

    page = text(client.post(f"{LISTS}items/", LINE, follow=True))
    file = client.get(f"{LISTS}items.csv")
    rows = b"".join(file.streaming_content).decode()  # type: ignore[attr-defined]
    same = text(client.post(f"{LISTS}items/import/", table(rows), follow=True))
    wrong = client.post(f"{LISTS}items/import/", table(f"{HEAD}\nps,-1,5,0,,2026-03-01"))
    system = {"unit": "ps", "key": "户政系统", "client": "none", "as_of": "2026-03-01"}
    joined = text(client.post(f"{LISTS}systems/", system, follow=True))
    line = InventoryLine.objects.get(kind="items")
    struck = text(client.post(f"{LISTS}{line.pk}/strike/", follow=True))

    assert '<td class="num">23</td>' in page
    assert "powers=20&amp;services=5&amp;excluded=2" in page
    assert rows.splitlines()[1] == "ps,20,5,2,保守国家秘密法第九条,2026-03-01"
    assert "已导入，0 行有变化。" in same
    assert wrong.status_code == 422
    assert "第 2 行：权力清单事项要填 0 到 99999 之间的整数。" in text(wrong)
    assert "none 没有登记、已停用或者不是本部门的" in joined
    assert "已删去。" in struck
    assert "还没有登记" in struck
    with django_assert_max_num_queries(10):
        assert "改于" in text(client.get(f"{LISTS}items/?show=ended"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"unit": ""}, "请选择一项。"),
        ({"unit": "nobody"}, "请选择列出的一项。"),
        ({"powers": ""}, "请填写权力清单事项。"),
        ({"powers": "-1"}, "权力清单事项要填 0 到 99999 之间的整数。"),
        ({"powers": "9" * 300}, "权力清单事项要填 0 到 99999 之间的整数。"),
        ({"services": "五"}, "公共服务事项要填 0 到 99999 之间的整数。"),
        ({"reason": ""}, "有依法不上网的事项，请写明依据。"),
        ({"as_of": "2099-01-01"}, "截至日期不能晚于今天"),
    ],
)
def test_a_wrong_line_is_said_at_the_field_and_nothing_typed_is_lost(
    change: dict[str, str], sentence: str
) -> None:
    answer = desk_of("supervisor").post(f"{LISTS}items/", LINE | change)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert 'value="2"' in text(answer)
    assert not InventoryLine.objects.exists()


def test_lists_are_for_supervisors_and_heads() -> None:
    head = desk_of("approver")

    page = text(head.get(LISTS))
    mine = head.post(f"{LISTS}items/", LINE)

    assert "监察看板" not in page
    assert LISTS in text(head.get(f"{ROOT}warnings/"))
    assert mine.status_code == 302
    for who in ("clerk", "handler", "operator"):
        client = desk_of(who)
        assert client.get(LISTS).status_code == 404
        assert client.post(f"{LISTS}items/", LINE).status_code == 404
        assert client.post(f"{LISTS}items/import/", table(HEAD)).status_code == 404
        assert client.get(f"{LISTS}items.csv").status_code == 404
    assert head.get(f"{LISTS}nonsense/").status_code == 404
    assert head.post(f"{LISTS}items/import/").status_code == 422


def test_a_circular_is_looked_at_published_and_read_by_everybody(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    circumstances.concluded()
    services.sweep(now=circumstances.day(1))
    with time_machine.travel(APRIL, tick=False):
        client, asked = desk_of("supervisor"), f"{CIRCULARS}new/?region=230102&month=2026-03"
        assert f"{CIRCULARS}?region=230102" in text(client.get(f"{ROOT}figures/?region=230102"))
        with django_assert_max_num_queries(19):
            draft = text(client.get(asked))
        seen = draft.split('name="seen" value="')[1][:64]
        stale = client.post(asked, {"words": "请改进", "seen": "0"})
        long = client.post(asked, {"words": "字" * 2001, "seen": seen})
        page = text(client.post(asked, {"words": "请改进", "seen": seen}, follow=True))
        again = client.get(asked)
        made = Circular.objects.get()
        clerk = desk_of("clerk")
        with django_assert_max_num_queries(9):
            listed = text(clerk.get(CIRCULARS))
        read = text(clerk.get(f"{CIRCULARS}{made.serial}/"))
        printed = clerk.get(f"{CIRCULARS}{made.serial}.pdf")

    assert stale.status_code == 409
    assert "数字刚有变化" in text(stale)
    assert "请改进</textarea>" in text(stale)
    assert (long.status_code, "最多写 2000 个字" in text(long)) == (422, True)
    assert made.number in page
    assert (again.status_code, "已经发布过" in text(again)) == (409, True)
    assert made.number in listed
    assert "准备通报" not in listed
    assert "请改进" in read
    assert "按时办结率" in read
    assert printed["Content-Type"] == "application/pdf"
    assert clerk.get(asked).status_code == clerk.get(f"{CIRCULARS}TB9/").status_code == 404


def test_a_circular_is_withdrawn_by_another_and_the_next_one_names_it() -> None:
    circumstances.concluded()
    services.sweep(now=circumstances.day(1))
    with time_machine.travel(APRIL, tick=False):
        first, second, head = desk_of("supervisor"), desk_of("supervisor2"), desk_of("approver")
        asked = f"{CIRCULARS}new/?region=230102&month=2026-03"
        seen = text(first.get(asked)).split('name="seen" value="')[1][:64]
        own = text(first.post(asked, {"words": "", "seen": seen}, follow=True))
        made = Circular.objects.get()
        back = f"{CIRCULARS}{made.serial}/withdraw/"
        empty = second.post(back, {"reason": ""})
        done = text(second.post(back, {"reason": "数字有误"}, follow=True))
        listed, anew = text(second.get(CIRCULARS)), text(second.get(asked))
        told = text(head.get("/desk/messages/"))
        clerk = desk_of("clerk").post(back, {"reason": "不"})

    assert "撤回通报" not in own
    assert (empty.status_code, "请写明撤回的理由。" in text(empty)) == (422, True)
    assert "理由：数字有误" in done
    assert "已撤回" in listed
    assert made.number in anew.split("代替：")[1]
    assert "通报已发布" in told
    assert "通报已撤回" in told
    assert clerk.status_code == 403


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("region=230102&month=", "请选择月份。"),
        ("region=230102&month=x", "请按 2026-02 的样子填写月份。"),
        ("region=230102&month=2099-01", "只能通报已经过完的月份。"),
        ("region=999999&month=2026-02", "请选择列出的一项。"),
        ("region=230102&month=2026-02", "没有内容可以通报"),
    ],
)
def test_what_no_circular_can_be_made_of_is_said_at_the_field(asked: str, sentence: str) -> None:
    answer = desk_of("supervisor").get(f"{CIRCULARS}new/?{asked}")

    assert answer.status_code in (409, 422)
    assert sentence in text(answer)
