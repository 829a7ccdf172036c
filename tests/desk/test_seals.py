"""Pages of seals: their life, and nothing for whoever is not of the office."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from PIL import Image, ImageDraw

from tests.desk.desks import STAFF, desk_of, text
from tests.identity.factories import make_staff
from tongban.base import clock
from tongban.demo.services import seals as laying
from tongban.demo.services import stories
from tongban.seals import queries, services
from tongban.seals.models import Seal
from tongban.seals.rules.states import State

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

LIST = "/desk/seals/"
NAME = "道里区市场监督管理局"
WISH = {
    "unit": "mkt", "name": NAME, "kind": "special", "shape": "round", "line": "行政审批专用章",
    "with_code": "on", "contact": "样例经办", "document": "", "two_person": "on",
    "hourly_limit": "", "kept": "", "width": "", "height": "",
}  # fmt: skip


def applied(unit: str = "mkt") -> str:
    """The code of a seal that the first keeper applied for."""
    wish = services.Wish(name=NAME)
    return services.apply(
        actor=stories.staff("sealer"), unit=unit, wish=wish, contact="样例经办", now=clock.now()
    ).code


def filed(unit: str = "mkt") -> str:
    keeper, approver = stories.staff("sealer"), stories.staff("approver")
    return laying.filed(keeper, approver, unit, services.Wish(name=NAME), clock.now())


def active(unit: str = "mkt") -> str:
    code = filed(unit)
    laying.put_to_use(stories.staff("sealer"), stories.staff("approver"), code, clock.now())
    return code


def new_seals() -> int:
    """How many seals were applied for in this test; those of the sample area are older."""
    return Seal.objects.filter(applied_at__gte=clock.now()).count()


def state(code: str) -> str:
    return Seal.objects.get(code=code).state


def act(client: Client, code: str, name: str, **given: Any) -> Any:
    """Send the form of a step."""
    sent = {f"{name}-{field}": value for field, value in given.items()}
    return client.post(f"{LIST}{code}/{name}/", sent)


def stamp() -> SimpleUploadedFile:
    image = Image.new("RGB", (200, 200), "white")
    ImageDraw.Draw(image).ellipse((10, 10, 190, 190), outline=(215, 0, 15), width=8)
    kept = io.BytesIO()
    image.save(kept, format="PNG")
    return SimpleUploadedFile("样.png", kept.getvalue(), "image/png")


def test_a_seal_is_led_through_its_life_by_two_people() -> None:
    first, second = desk_of("sealer"), desk_of("approver")
    where = first.post(f"{LIST}apply/", WISH)["Location"]
    code = where.split("/")[3]

    assert "待审核" in text(second.get(where))
    act(second, code, "examine", passed="yes")
    act(first, code, "make")
    act(first, code, "register_filing", authority="样例公安机关", filed_on="2026-03-03",
        document="样公备〔2026〕1号")  # fmt: skip
    act(first, code, "activate")
    sealer2 = stories.staff("sealer2").account
    act(second, code, "authorise", account=str(sealer2), document_kinds=["document"],
        until="2026-12-31")  # fmt: skip
    page = text(first.get(where))

    assert state(code) == State.ACTIVE
    assert "使用中" in page
    assert "用印样例员：公文、通知" in page
    assert "2027年1月1日" in page
    assert "还剩 1095 天" in page


def test_a_suspended_seal_says_so_on_top() -> None:
    code = active()

    act(desk_of("approver"), code, "suspend", ground="保管检查", document="样〔2026〕3号")
    page = text(desk_of("sealer").get(f"{LIST}{code}/"))

    assert "这枚印章已停用" in page
    assert "保管检查" in page
    act(desk_of("approver"), code, "resume", ground="检查完毕")
    assert state(code) == State.ACTIVE


@pytest.mark.parametrize(
    ("name", "given", "sentence"),
    [
        ("suspend", {"ground": " ", "document": "样〔2026〕3号"}, "请写明依据"),
        ("cancel", {"ground": "撤销", "document": ""}, "请填写文号"),
        ("authorise", {"account": "", "document_kinds": ["document"]}, "请选择用印人"),
        ("authorise", {"account": "job:cases"}, "请至少选择一种文件"),
        ("authorise", {"account": "job:cases", "document_kinds": ["document"],
                       "until": "2025-01-01"}, "截止时间应当晚于开始时间"),
        ("limits", {"hourly_limit": "0"}, "每小时用印上限应当在"),
        ("limits", {"hourly_limit": "很多"}, "请填写整数"),
    ],
)  # fmt: skip
def test_a_step_that_cannot_be_taken_keeps_what_was_typed(
    name: str, given: dict[str, Any], sentence: str
) -> None:
    code = active()

    answer = act(desk_of("approver" if name != "cancel" else "sealer"), code, name, **given)

    assert answer.status_code == 422
    page = text(answer)
    assert sentence in page
    for value in given.values():
        assert not isinstance(value, str) or value.strip() in page
    assert state(code) == State.ACTIVE


def test_who_applied_is_not_offered_the_examination_and_cannot_send_it() -> None:
    code = applied()
    client = desk_of("sealer")

    assert "核对名称、图样" not in text(client.get(f"{LIST}{code}/"))
    answer = act(client, code, "examine", passed="yes")

    assert answer.status_code == 409
    assert "不能自己审核" in text(answer)
    assert state(code) == State.APPLIED


def test_a_step_somebody_else_took_first_is_said_on_the_page() -> None:
    code = active()
    act(desk_of("approver"), code, "suspend", ground="检查")

    answer = act(desk_of("sealer"), code, "suspend", ground="我也要停用")

    assert answer.status_code == 409
    assert "印章现在是“已停用”" in text(answer)
    assert "我也要停用" in text(answer)


def test_nobody_entrusts_a_seal_to_himself() -> None:
    code = active()
    own = str(stories.staff("sealer").account)

    answer = act(desk_of("sealer"), code, "authorise", account=own, document_kinds=["document"])

    assert answer.status_code == 409
    assert "不能把印章授权给自己" in text(answer)


def test_an_authorisation_is_taken_back_at_once() -> None:
    code = active()
    row = queries.authorisations(queries.seal(stories.staff("sealer"), code))[0]
    client = desk_of("approver")

    answer = client.post(f"{LIST}{code}/withdraw/{row.pk}/")

    assert answer["Location"] == f"{LIST}{code}/"
    assert "已收回" in text(client.get(f"{LIST}{code}/"))
    assert client.post(f"{LIST}{code}/withdraw/999999/").status_code == 404


def test_keys_are_prepared_and_requests_taken_to_the_authority() -> None:
    code = active()
    client = desk_of("sealer")

    assert client.get(f"{LIST}{code}/requests/seal/").status_code == 409
    act(client, code, "prepare")

    assert "证书请求" in text(client.get(f"{LIST}{code}/"))
    for which in ("seal", "pages"):
        answer = client.get(f"{LIST}{code}/requests/{which}/")
        assert answer["Content-Type"] == "application/pkcs10"
        assert answer.content.startswith(b"\x30\x82")
    assert client.get(f"{LIST}{code}/requests/other/").status_code == 404


def test_a_certificate_for_another_key_is_not_taken() -> None:
    code = active()
    client = desk_of("sealer")
    act(client, code, "prepare")
    old = Seal.objects.get(code=code).version
    assert old is not None
    wrong = SimpleUploadedFile("a.cer", bytes(old.certificate or b""))

    answer = act(client, code, "renew", ground="换发", certificate=wrong)

    assert answer.status_code == 422
    assert "不是为这枚印章的密钥签发的" in text(answer)
    assert "换发" in text(answer)


def test_the_picture_is_seen_before_anything_is_written() -> None:
    client = desk_of("sealer")

    answer = client.post(f"{LIST}apply/", {**WISH, "contact": "", "preview": "1"})
    address = re.search(r'class="seal-picture" src="([^"]+)"', text(answer))

    assert answer.status_code == 200
    assert address is not None
    picture = client.get(address[1].replace("&amp;", "&"))
    assert picture["Content-Type"] == "image/png"
    assert not new_seals()


def test_an_uploaded_picture_is_seen_and_need_not_be_sent_again() -> None:
    client = desk_of("sealer")
    sized = {**WISH, "width": "42", "height": "40"}

    page = text(client.post(f"{LIST}apply/", {**sized, "picture": stamp(), "preview": "1"}))
    token = re.search(r'name="kept" value="([^"]+)"', page)
    assert token is not None
    shown = client.get(f"{LIST}preview/", {"kept": token[1]})
    where = client.post(f"{LIST}apply/", {**sized, "kept": token[1]})["Location"]

    seal = Seal.objects.get(code=where.split("/")[3])
    assert (seal.width_mm, seal.height_mm, seal.shape) == (42, 40, "")
    assert bytes(seal.picture) == shown.content
    assert client.get(f"{where}picture/").content == shown.content
    assert desk_of("sealer2").get(f"{LIST}preview/", {"kept": token[1]}).status_code == 404
    assert client.get(f"{LIST}preview/", {"kept": token[1] + "x"}).status_code == 404


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"name": "道" * 60}, "不超过50个字"),
        ({"name": ""}, "请填写印章名称"),
        ({"line": ""}, "业务专用章请填写"),
        ({"contact": ""}, "请填写经办人"),
        ({"hourly_limit": "0"}, "每小时用印上限"),
        ({"picture": SimpleUploadedFile("a.png", b"<svg/>"), "width": "42", "height": "42"},
         "请上传 PNG"),
        ({"picture": SimpleUploadedFile("a.png", b"")}, "请选择印章图片"),
        ({"kept": "forged"}, ""),
    ],
)  # fmt: skip
def test_a_faulty_application_is_not_taken(given: dict[str, Any], sentence: str) -> None:
    answer = desk_of("sealer").post(f"{LIST}apply/", {**WISH, **given})

    assert answer.status_code in {404, 422}
    assert sentence in text(answer)
    assert not new_seals()


def test_the_fragment_shows_the_seal_or_says_what_is_wrong() -> None:
    client = desk_of("sealer")

    assert "seal-picture" in text(client.get(f"{LIST}look/", WISH))
    assert "请填写印章名称" in text(client.get(f"{LIST}look/", {**WISH, "name": ""}))
    assert client.get(f"{LIST}preview/", {**WISH, "name": ""}).status_code == 404
    assert client.get(f"{LIST}look/", {**WISH, "unit": "nowhere"}).status_code == 403


PAGES = ("", "orders/", "{code}/", "{code}/picture/", "{code}/order/", "{code}/statement/")
POSTS = (
    "orders/seal/", "{code}/examine/", "{code}/make/", "{code}/suspend/", "{code}/cancel/",
    "{code}/authorise/", "{code}/limits/", "{code}/order/", "{code}/statement/signed/",
    "{code}/withdraw/1/",
)  # fmt: skip


def test_only_seal_keepers_and_who_approves_come_here() -> None:
    code = active()
    welcome = {"approver"}

    for page in PAGES:
        address = LIST + page.format(code=code)
        assert {who for who in STAFF if desk_of(who).get(address).status_code == 200} == welcome
        assert desk_of("sealer").get(address).status_code == 200
        assert desk_of("damin", "public").get(address).status_code == 404
        assert Client().get(address)["Location"].startswith("/accounts/staff/login/")
    for who in sorted(set(STAFF) - welcome):
        client = desk_of(who)
        assert LIST not in text(client.get("/desk/find/"))
        for step in POSTS:
            assert client.post(LIST + step.format(code=code)).status_code == 404, (who, step)
    assert state(code) == State.ACTIVE


def test_who_approves_neither_applies_nor_seals() -> None:
    client = desk_of("approver")

    assert client.get(f"{LIST}apply/").status_code == 404
    assert client.post(f"{LIST}apply/", WISH).status_code == 404
    assert client.post(f"{LIST}orders/seal/", {"order": "x"}).status_code == 404
    assert not new_seals()


def test_a_seal_of_another_office_is_not_found() -> None:
    code = active("civ")
    make_staff("keeper_mkt", "sealing", "mkt")
    client = desk_of("keeper_mkt")

    assert code not in text(client.get(LIST))
    for page in (*PAGES[2:], "{code}/requests/seal/"):
        assert client.get(LIST + page.format(code=code)).status_code == 404, page
    for step in POSTS[1:]:
        sent = {"first": "2026-03-01", "last": "2026-03-03"}
        assert client.post(LIST + step.format(code=code), sent).status_code == 404, step
    assert state(code) == State.ACTIVE


def test_acts_are_posts_and_unknown_ones_are_not_found() -> None:
    code = active()
    client = desk_of("sealer")

    assert client.get(f"{LIST}{code}/suspend/").status_code == 405
    assert client.post(f"{LIST}{code}/destroy/").status_code == 404
    assert client.get(f"{LIST}9999999999999/").status_code == 404


def test_reading_writes_nothing() -> None:
    code = active()
    client = desk_of("sealer")

    with CaptureQueriesContext(connection) as seen:
        for page in PAGES:
            client.get(LIST + page.format(code=code))
    written = [one["sql"] for one in seen if one["sql"].startswith(("INSERT", "UPDATE"))]

    assert not [sql for sql in written if "django_session" not in sql]


def test_lists_cost_the_same_however_long_they_are(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for _ in range(3):
        applied()
    client = desk_of("sealer")

    with django_assert_max_num_queries(10):
        page = text(client.get(LIST, {"state": "applied"}))
    assert page.count("data-row-link") == 3 + 1
    assert "没有这种状态的印章" in text(client.get(LIST, {"state": "suspended"}))
