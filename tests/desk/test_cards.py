"""A document reader at the counter: what it types, what the page does with it, what is printed."""

from __future__ import annotations

import http.client
import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tools import card_reader

from tests.cases import circumstances
from tests.desk.desks import desk_of, text
from tongban.cases import queries
from tongban.cases.models import Case, CaseMaterial
from tongban.demo.services import stories
from tongban.desk.walkin import cards
from tongban.desk.walkin.cards import Card, CardUnreadable

NUMBER = "99020119491231004X"
LINE = f"试建国|男|汉|19491231|样例区示范路1号|{NUMBER}|样例区公安分局|20200101|长期"
FIRM = "91990101MACMPL0100"


@pytest.mark.parametrize(
    ("line", "card"),
    [
        (LINE, Card("111", NUMBER, "试建国")),
        (LINE.replace("|", ","), Card("111", NUMBER, "试建国")),
        (LINE.replace("|", "^"), Card("111", NUMBER, "试建国")),
        (f"{NUMBER.lower()}\t女\t样例族\t试小红", Card("111", NUMBER, "试小红")),
        (NUMBER, Card("111", NUMBER)),
        (f"姓名：试建国；公民身份号码：{NUMBER}", Card("111", NUMBER, "试建国")),
        (FIRM, Card("001", FIRM)),
        (
            f"统一社会信用代码:{FIRM};名称:样例省样例市示例科技有限公司",
            Card("001", FIRM, "样例省样例市示例科技有限公司"),
        ),
    ],
)
def test_a_line_is_read_however_its_reader_writes_it(line: str, card: Card) -> None:
    assert cards.read(line) == card


@pytest.mark.parametrize("line", ["", "试建国|男", "1" * 5000, "\x00\x00"])
def test_a_line_without_a_number_is_declined_at_its_field(line: str) -> None:
    with pytest.raises(CardUnreadable) as declined:
        cards.read(line)

    assert "card" in declined.value.fields


def test_a_card_read_after_the_item_opens_the_application() -> None:
    answer = desk_of("clerk").post("/desk/walkin/", {"item": circumstances.PERMIT, "card": LINE})

    assert answer.status_code == 302
    draft = Case.objects.get(pk=answer["Location"].split("/")[-2])
    assert queries.draft(stories.staff("clerk"), draft.pk).applicant.name == "试*国"


def test_a_card_read_first_waits_for_the_item() -> None:
    clerk = desk_of("clerk")

    read = text(clerk.post("/desk/walkin/", {"card": LINE, "item": ""}))
    given = {"number_type": "111", "number": NUMBER, "name": "试建国"}
    found = text(clerk.post("/desk/walkin/", {"find": "1", "q": "居住证", **given}))
    taken = clerk.post("/desk/walkin/", {"item": circumstances.PERMIT, "q": "居住证", **given})

    assert f'value="{NUMBER}"' in read
    assert 'name="item" value="residence_permit"' in found
    assert taken.status_code == 302


def test_an_unreadable_card_keeps_what_was_typed() -> None:
    answer = desk_of("clerk").post(
        "/desk/walkin/", {"card": "???", "item": circumstances.PERMIT, "name": "试建国"}
    )

    assert answer.status_code == 422
    assert "没有读到证件号码" in text(answer)
    assert 'value="试建国"' in text(answer)


def test_scanned_pages_come_in_together_and_are_graded_when_compared() -> None:
    clerk = desk_of("clerk")
    where = clerk.post("/desk/walkin/", {"item": circumstances.PERMIT, "card": LINE})["Location"]
    draft = Case.objects.get(pk=where.split("/")[-2])
    key = next(one.key for one in draft.materials.order_by("seq") if not one.source)
    pages = [
        SimpleUploadedFile(f"第{at}页.png", circumstances.PICTURE + bytes(at), "image/png")
        for at in (1, 2)
    ]

    clerk.post(f"{where}materials/{key}/", {"scan": pages, "compared": "yes"})

    material = CaseMaterial.objects.get(case=draft, key=key)
    assert (material.trust, material.files.count()) == ("B", 2)
    clerk.post(f"{where}materials/{key}/", {"scan": [SimpleUploadedFile("3.png", b"")]})
    material.refresh_from_db()
    assert material.files.count() == 2


def test_all_missing_papers_are_taken_in_with_one_key() -> None:
    clerk = desk_of("clerk")
    where = clerk.post("/desk/walkin/", {"item": circumstances.PERMIT, "card": LINE})["Location"]

    clerk.post(f"{where}papers/")

    view = queries.draft(stories.staff("clerk"), Case.objects.get(pk=where.split("/")[-2]).pk)
    needed = [one for one in view.materials if one.need == "必要"]
    assert needed
    assert all(one.source for one in needed)


def test_a_slip_and_a_label_are_printed_for_whoever_may_see_the_case() -> None:
    number = circumstances.submitted()
    paper = queries.case(stories.staff("clerk"), number).documents[0]
    clerk, stranger = desk_of("clerk"), desk_of("clerk2")

    slip = text(clerk.get(f"/desk/walkin/slips/{number}/{paper.pk}/"))
    label = text(clerk.get(f"/desk/walkin/labels/{number}/"))

    assert "收件凭证" in slip
    assert "<svg" in slip
    assert paper.code in slip
    assert slip.index("desk/slip") > slip.index("base/print")  # else the strip is printed as A4
    assert "样*民" in label
    assert "样大民" not in slip + label
    for address in (f"/desk/walkin/slips/{number}/{paper.pk}/", f"/desk/walkin/labels/{number}/"):
        assert stranger.get(address).status_code == 404


def test_the_simulated_reader_hands_a_card_over_once_and_takes_none_from_pages() -> None:
    server = card_reader.serve(0, "http://127.0.0.1:8000")

    def ask(way: str, path: str, content: bytes = b"", **headers: str) -> tuple[int, str, str]:
        asked = http.client.HTTPConnection("127.0.0.1", server.server_port)
        asked.request(way, path, content, headers)
        answer = asked.getresponse()
        told = answer.read().decode()
        asked.close()
        return answer.status, told, answer.headers["Access-Control-Allow-Origin"]

    try:
        assert ask("POST", "/lay", LINE.encode())[0] == 204
        assert ask("GET", "/card") == (200, LINE, "http://127.0.0.1:8000")
        assert ask("GET", "/card")[:2] == (204, "")
        assert ask("POST", "/lay", LINE.encode(), Origin="http://elsewhere.example")[0] == 404
    finally:
        threading.Thread(target=server.shutdown).start()
        server.server_close()
