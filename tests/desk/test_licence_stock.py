"""Paper licences into the library: stock of the own office, originals shown at a counter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.desk.desks import desk_of, text
from tests.identity.factories import make_staff
from tests.licences.factories import make_subject
from tongban.licences.models import Licence

if TYPE_CHECKING:
    from django.test import Client

PAGE = "/desk/licences/stock/"
TYPE = "public_place_hygiene"
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ENTERED = ("converted", "compared")
HOLDER = "91990100MACMPL029E"


@pytest.fixture
def manager() -> Client:
    make_staff("licence_keeper", "licensing", "mkt")
    return desk_of("licence_keeper")


@pytest.fixture(autouse=True)
def _holder() -> None:
    make_subject(HOLDER, "样例贸易有限公司", "001")


def send(client: Client, way: str = "convert", **other: Any) -> Any:
    """The form, filled in; `other` replaces inputs."""
    typed = {
        "issuer": "mkt", "number_type": "001", "holder": HOLDER.lower(),
        "number": "样卫公证字〔2024〕第7号", "issued_on": "2024-03-05", "valid_until": "2028-03-04",
        "reason": "清理存量证照", "evidence": "发证档案 2024-7 卷",
        "face-KZ_FDDBR": "样大民", "face-KZ_DZ": "样例省样例市样例区示范路1号",
        "face-KZ_XKXM": "理发店",
        "scan": SimpleUploadedFile("证.pdf", PDF, "application/pdf"),
    }  # fmt: skip
    return client.post(f"{PAGE}{way}/?type={TYPE}", {**typed, **other})


def test_an_office_takes_its_old_paper_in(manager: Client) -> None:
    chosen = manager.get(f"{PAGE}convert/")
    asked = text(manager.get(f"{PAGE}convert/?type={TYPE}"))

    answer = send(manager)

    licence = Licence.objects.get(origin__in=ENTERED)
    assert "是哪一种证照" in text(chosen)
    assert "许可项目" in asked
    assert answer["Location"] == f"/desk/licences/{licence.identifier}/"
    assert (licence.trust_grade, licence.origin, licence.issuer_id) == (
        "B", "converted", licence.issuer_id,
    )  # fmt: skip
    assert "样卫公证字〔2024〕第7号" in text(manager.get(answer["Location"]))


def test_a_clerk_enters_what_he_has_compared() -> None:
    clerk = desk_of("clerk")

    answer = send(clerk, "compare", reason="与原件核对一致", evidence="原件由本人出示")

    licence = Licence.objects.get(origin__in=ENTERED)
    assert (licence.trust_grade, licence.origin) == ("C", "compared")
    assert answer["Location"] == f"{PAGE}compare/"
    assert "可信等级 C" in text(clerk.get(answer["Location"]))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"holder": "91990100MACMPL0000"}, "还没有登记这个主体"),
        ({"holder": ""}, "请填写持证主体代码。"),
        ({"number": ""}, "请填写证照上的编号。"),
        ({"issued_on": "昨天"}, "请写成真实的日期"),
        ({"issued_on": "2999-01-01"}, "颁发日期不能在今天以后。"),
        ({"evidence": ""}, "请写明凭什么确认"),
        ({"scan": ""}, "请选择扫描件。"),
        ({"scan": SimpleUploadedFile("证.pdf", b"MZ\x90", "application/pdf")}, "扩展名不符"),
        ({"face-KZ_DZ": ""}, "地址"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    manager: Client, typed: dict[str, Any], sentence: str
) -> None:
    answer = send(manager, **typed)

    page = text(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert "清理存量证照" in page
    assert "理发店" in page
    assert not Licence.objects.filter(origin__in=ENTERED).exists()


def test_the_same_paper_twice_is_declined(manager: Client) -> None:
    send(manager)

    answer = send(manager)

    assert answer.status_code in {409, 422}
    assert Licence.objects.filter(origin__in=ENTERED).count() == 1


@pytest.mark.parametrize(
    ("who", "way", "issuer"),
    [("clerk", "convert", "mkt"), ("handler", "compare", "mkt"), ("handler", "convert", "mkt")],
)
def test_others_enter_nothing(who: str, way: str, issuer: str) -> None:
    answer = send(desk_of(who), way, issuer=issuer)

    assert answer.status_code == 403
    assert not Licence.objects.filter(origin__in=ENTERED).exists()


def test_an_office_enters_no_stock_of_another(manager: Client) -> None:
    answer = send(manager, issuer="civ")

    assert answer.status_code == 422
    assert not Licence.objects.filter(origin__in=ENTERED).exists()
