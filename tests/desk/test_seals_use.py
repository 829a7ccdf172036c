"""Pages of the use of seals: orders with the face of each document, batches, statements."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.base.ofd import packages
from tests.desk.desks import desk_of, text
from tests.desk.test_seals import LIST, active
from tests.identity.factories import make_staff
from tongban.base import clock, ofd
from tongban.base.crypto import pki
from tongban.base.ledger import keeping
from tongban.demo.services import stories
from tongban.seals import services
from tongban.seals.models import Impression, Order
from tongban.seals.rules import inspecting

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from pytest_django import DjangoAssertNumQueries

ORDERS = f"{LIST}orders/"
PAPER = {
    "title": "关于换发证照的通知", "document_kind": "document", "decision": "样批〔2026〕7号",
    "case_number": "", "place": "last",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _own_ledger(tmp_path: Any, settings: Any) -> None:
    """The files of the ledger lie in a folder of this test."""
    node = settings.TONGBAN
    settings.TONGBAN = node.model_copy(update={"data_dir": tmp_path, "key_dir": node.keys})


def new_orders() -> QuerySet[Order]:
    """Documents handed in in this test; those of the sample area are older."""
    return Order.objects.filter(ordered_at__gte=clock.now()).order_by("ordered_at", "id")


def new_order() -> Order:
    return new_orders().get()


def new_impressions() -> QuerySet[Impression]:
    return Impression.objects.filter(at__gte=clock.now())


def document(pages: int = 1) -> SimpleUploadedFile:
    content = ofd.pack(packages.blank(pages))
    return SimpleUploadedFile("通知.ofd", content, "application/ofd")


def hand_in(code: str, who: str = "approver", **given: Any) -> Any:
    pages = given.pop("pages", 1)
    return desk_of(who).post(f"{LIST}{code}/order/", {**PAPER, "file": document(pages), **given})


def look(client: Client, order: Order) -> None:
    assert client.get(f"{ORDERS}{order.pk}/face/").status_code == 200


def seal(client: Client, *orders: Order) -> Any:
    return client.post(f"{ORDERS}seal/", {"order": [str(order.pk) for order in orders]})


def test_a_document_is_handed_in_looked_at_and_sealed() -> None:
    code = active()
    client = desk_of("sealer2")

    assert hand_in(code)["Location"] == ORDERS
    order = new_order()
    page = text(client.get(ORDERS))
    look(client, order)
    answer = seal(client, order)

    assert PAPER["title"] in page
    assert "已看过，盖章" in page
    assert f'src="{ORDERS}{order.pk}/face/"' in page
    assert answer["Location"] == ORDERS
    assert "已盖章 1 件" in text(client.get(ORDERS))
    made = new_impressions().get()
    sealed = client.get(f"{LIST}impressions/{made.pk}/")
    report = inspecting.inspect(sealed.content, trust=pki.trust(), at=clock.now())
    assert report.verdict == "valid", report.plain()
    assert PAPER["title"] in text(client.get(f"{LIST}{code}/"))


def test_a_face_that_was_not_looked_at_is_not_sealed() -> None:
    hand_in(active())
    order = new_order()
    client = desk_of("sealer2")
    look(desk_of("sealer"), order)

    answer = seal(client, order)

    assert answer.status_code == 409
    assert "还没有看过这份文件" in text(answer)
    assert not new_impressions()


def test_nothing_ticked_seals_nothing() -> None:
    hand_in(active())

    answer = desk_of("sealer2").post(f"{ORDERS}seal/")

    assert answer.status_code == 422
    assert "勾选要盖章的文件" in text(answer)


def test_of_a_batch_each_is_sealed_or_says_why_not() -> None:
    code = active()
    services.set_limits(
        actor=stories.staff("approver"), seal_code=code, two_person=True, hourly_limit=2,
        now=clock.now(),
    )  # fmt: skip
    for _ in range(3):
        hand_in(code)
    orders = list(new_orders())
    client = desk_of("sealer2")
    for order in orders:
        look(client, order)

    answer = seal(client, *orders)

    assert answer.status_code == 409
    page = text(answer)
    assert "已盖章 2 件" in page
    assert "本小时的用印次数已到上限" in page
    assert page.count(" checked") == 1
    assert new_impressions().count() == 2


def test_a_forged_tick_is_answered_in_words() -> None:
    code = active("civ")
    hand_in(code)
    order = new_order()
    make_staff("keeper_mkt", "sealing", "mkt")
    client = desk_of("keeper_mkt")

    for word in ("x", str(order.pk), "00000000-0000-4000-8000-000000000000"):
        answer = client.post(f"{ORDERS}seal/", {"order": word})
        assert answer.status_code == 409
    for page in ("face/", "document/"):
        assert client.get(f"{ORDERS}{order.pk}/{page}").status_code == 404
    assert client.post(f"{ORDERS}{order.pk}/withdraw/").status_code == 404
    assert not new_impressions()


def test_who_ordered_is_not_offered_to_seal() -> None:
    hand_in(active(), who="sealer2")
    order = new_order()
    client = desk_of("sealer2")

    page = text(client.get(ORDERS))
    look(client, order)
    answer = seal(client, order)

    assert "要由另一名用印人盖章" in page
    assert "已看过，盖章" not in page
    assert answer.status_code == 409
    assert "不能自己盖章" in text(answer)


def test_an_order_is_taken_back() -> None:
    hand_in(active())
    order = new_order()

    answer = desk_of("approver").post(f"{ORDERS}{order.pk}/withdraw/")

    assert answer["Location"] == ORDERS
    assert "没有待盖章的文件" in text(desk_of("sealer2").get(ORDERS))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"title": ""}, "请填写文件标题"),
        ({"decision": ""}, "请写明用印依据的决定"),
        ({"document_kind": ""}, "请选择文件种类"),
        ({"place": "straddle"}, "骑缝章至少要有两页"),
        ({"file": SimpleUploadedFile("a.ofd", b"%PDF-1.7")}, "这不是 OFD 文件"),
        ({"file": ""}, "请选择文件"),
    ],
)
def test_a_faulty_order_is_not_taken(given: dict[str, Any], sentence: str) -> None:
    answer = hand_in(active(), **given)

    assert answer.status_code == 422
    assert sentence in text(answer)
    assert given.get("title", PAPER["title"]) in text(answer)
    assert not new_orders()


@pytest.mark.parametrize(("place", "spots"), [("first", 1), ("straddle", 3), ("both", 4)])
def test_the_seal_goes_where_it_was_said(place: str, spots: int) -> None:
    hand_in(active(), place=place, pages=3)
    order = new_order()
    client = desk_of("sealer2")
    look(client, order)
    seal(client, order)

    made = new_impressions().get()
    package = ofd.open_package(client.get(f"{LIST}impressions/{made.pk}/").content)
    assert len(ofd.signatures(package)[0].spots) == spots


def used(times: int = 2) -> str:
    """Seal some licences; returns the code of the seal that the job used."""
    for number in range(times):
        services.seal_now(
            actor=stories.staff("approver"), unit="mkt", job="job:licences",
            document_kind="licence", files=packages.blank(), title="样例证照", decision="=1+1",
            spots=[ofd.Spot(1, 100, 200, 42, 42)], case_number=f"2301022602{number:06}",
            now=clock.now(),
        )  # fmt: skip
    keeping.keep_up(now=clock.now())
    return str(new_impressions().values_list("seal__code", flat=True).distinct().get())


def test_a_statement_is_shown_and_handed_out_with_its_proof() -> None:
    code = used()
    client = desk_of("sealer")

    page = text(client.get(f"{LIST}{code}/statement/"))
    span = dict(re.findall(r'type="hidden" name="(first|last)" value="([^"]+)"', page))
    answer = client.post(f"{LIST}{code}/statement/signed/", {**span, "as": "json"})

    assert "中间没有缺号" in page
    assert span["last"] == "2026-03-03"
    assert "attachment" in answer["Content-Disposition"]
    checked = services.check_statement(answer.content)
    rows = Impression.objects.filter(seal__code=code).order_by("number")
    assert [use.number for use in checked.uses] == [row.number for row in rows]
    assert len(checked.uses) >= 2
    assert json.loads(answer.content)["title"] == "道里区市场监督管理局"


def test_the_table_opens_in_table_programs_and_runs_no_formula() -> None:
    code = used()
    sent = {"first": "2026-03-03", "last": "2026-03-03", "as": "csv"}

    answer = desk_of("sealer").post(f"{LIST}{code}/statement/signed/", sent)

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][0] == "次序"
    numbers = new_impressions().order_by("number").values_list("number", flat=True)
    assert [row[0] for row in rows[1:3]] == [str(number) for number in numbers]
    assert rows[1][4] == "'=1+1"
    assert rows[-1][0] == "签名"


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-03-03", "2026-03-01", "截止日期不能早于开始日期"),
        ("2024-01-01", "2026-03-01", "最多相隔一年"),
        ("", "2026-03-01", "请填写开始日期"),
        ("三月", "2026-03-01", "请写成真实的日期"),
    ],
)
def test_impossible_days_are_said_at_the_field(first: str, last: str, sentence: str) -> None:
    code = active()
    client = desk_of("sealer")

    for answer in (
        client.get(f"{LIST}{code}/statement/", {"first": first, "last": last}),
        client.post(f"{LIST}{code}/statement/signed/", {"first": first, "last": last}),
    ):
        assert answer.status_code == 422
        assert sentence in text(answer)


def test_a_use_of_this_minute_is_asked_for_again_a_little_later() -> None:
    code = used()
    services.seal_now(
        actor=stories.staff("approver"), unit="mkt", job="job:licences", document_kind="licence",
        files=packages.blank(), title="样例证照", decision="决定", now=clock.now(),
        spots=[ofd.Spot(1, 100, 200, 42, 42)],
    )  # fmt: skip

    answer = desk_of("sealer").post(
        f"{LIST}{code}/statement/signed/",
        {"first": "2026-03-03", "last": str(clock.today() + timedelta(days=1)), "as": "json"},
    )

    assert answer.status_code == 404
    assert "请一分钟后再试" in text(answer)


def test_pages_cost_the_same_however_much_there_is(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    code = active()
    for _ in range(3):
        hand_in(code)
    used(3)
    client = desk_of("sealer2")

    with django_assert_max_num_queries(10):
        client.get(ORDERS)
    with django_assert_max_num_queries(21):
        client.get(f"{LIST}{code}/")
    with django_assert_max_num_queries(13):
        client.get(f"{LIST}{code}/statement/")
