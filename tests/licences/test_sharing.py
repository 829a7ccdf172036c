"""The sharing interface: search, query, files, verification, by law, consent and code."""

from __future__ import annotations

import base64
from datetime import timedelta
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from django.test import Client
from lxml import etree
from PIL import Image

from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    PERSON,
    make_licence,
    make_subject,
    person,
)
from tests.licences.parties import authorise
from tests.licences.sharers import WHY, ask, bank_token, post, token
from tongban.access.models import DataAccess
from tongban.base import audit, ofd
from tongban.licences import services
from tongban.licences.models import LicenceUse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tongban.identity.models import Subject
    from tongban.licences.models import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def firm() -> Subject:
    return make_subject(**ENTERPRISE)


@pytest.fixture
def licence(firm: Subject) -> Licence:
    return make_licence(firm)


def whose(**other: Any) -> dict[str, Any]:
    return {"holderCode": ENTERPRISE["number"], "holderTypeCode": "001", **WHY, **other}


def which(licence: Licence, **other: Any) -> dict[str, Any]:
    return {"certificateIdentifier": licence.identifier, **WHY, **other}


def test_a_token_is_got_and_its_answer_tells_how_long_it_lasts() -> None:
    from tongban.access import services as access
    from tongban.base.actors import SYSTEM

    token()
    secret = access.renew_secret(actor=SYSTEM, key="office-1", now=NOON)

    told = ask("token", {"appName": "office-1", "appSecret": secret}, "", requestId="r-1")

    assert (told["data"]["expiresIn"], told["head"]["requestId"]) == (7200, "r-1")
    assert ask("search", whose(), told["data"]["accessToken"])["head"]["status"] == "0"


def test_a_search_lists_the_directory_and_nothing_of_the_face(
    firm: Subject, licence: Licence
) -> None:
    told = ask("search", whose(), token())

    (line,) = told["data"]
    assert line["certificateIdentifier"] == licence.identifier
    assert (line["status"], line["statusName"]) == ("01", "有效")
    assert line["items"]["ZZMC"] == "营业执照"
    assert not [key for key in line["items"] if key.startswith(("KZ_", "CZZT_"))]
    assert "CZZT" not in line["items"]
    look = DataAccess.objects.get(subject=firm)
    assert (look.purpose, look.what) == (WHY["useCause"], ["证照目录：营业执照"])


def test_a_search_is_narrowed_by_type_and_number(licence: Licence) -> None:
    bearer = token()
    kind, number = licence.type.type_code, licence.number

    assert len(ask("search", whose(certTypeCode=kind, certNo=number), bearer)["data"]) == 1
    assert ask("search", whose(certNo="无此编号"), bearer)["data"] == []
    assert ask("search", whose(certTypeCode="1" * 21), bearer)["data"] == []


def test_a_search_that_finds_nothing_is_in_the_trail() -> None:
    assert ask("search", whose(), token())["data"] == []

    (entry,) = [one for one in audit.trail("") if one.event == "licences.library_searched"]
    assert (entry.facts["found"], entry.purpose) == (0, WHY["useCause"])


def test_an_office_queries_a_licence_by_law_and_the_holder_reads_of_it(
    firm: Subject, licence: Licence
) -> None:
    told = ask("query-info", which(licence), token())

    values = told["data"]["certData"]
    assert (values["CZZT"], values["KZ_FDDBR"]) == ([ENTERPRISE["name"]], "样大民")
    use = LicenceUse.objects.get()
    assert (str(use.pk), use.mode, use.unit) == (told["data"]["useId"], "view", "mkt")
    look = DataAccess.objects.get(subject=firm)
    assert (look.use, look.case_number, look.actor_name) == (
        use.pk, WHY["caseNumber"], "样例系统office-1",
    )  # fmt: skip


def test_identifiers_in_small_and_full_width_letters_are_understood(licence: Licence) -> None:
    wide = "".join(chr(ord(one) + 0xFEE0) for one in licence.identifier)
    bearer = token()

    for written in (licence.identifier.lower(), wide, f" {licence.identifier} "):
        told = ask("query-info", which(licence, certificateIdentifier=written), bearer)
        assert told["data"]["certificateIdentifier"] == licence.identifier


def test_a_query_by_holder_uses_each_licence_of_the_type(licence: Licence) -> None:
    told = ask("query-by-holder", whose(certTypeCode=licence.type.type_code), token())

    (one,) = told["data"]
    assert one["certificateIdentifier"] == licence.identifier
    assert LicenceUse.objects.get().basis_kind == "law"


def test_a_bank_queries_by_consent_and_gets_what_was_allowed() -> None:
    holder = make_subject()
    licence = make_licence(holder, "resident_id")
    authorise(person(holder), licence, items=("KZ_MZ",), uses=1)
    bearer = bank_token()

    told = ask("query-info", which(licence), bearer)
    spent = ask("query-info", which(licence), bearer)

    values = told["data"]["certData"]
    assert (values["KZ_MZ"], "KZ_ZZ" in values) == ("汉", False)
    assert LicenceUse.objects.get().basis_kind == "consent"
    assert spent["head"]["code"] == "1"


def test_a_consent_for_a_type_is_found_by_holder() -> None:
    holder = make_subject()
    licence = make_licence(holder, "resident_id")
    authorise(person(holder), type_key="resident_id")
    asked = {
        "holderCode": PERSON["number"], "holderTypeCode": "111",
        "certTypeCode": licence.type.type_code, **WHY,
    }  # fmt: skip
    bearer = bank_token()

    found = ask("search", asked, bearer)
    told = ask("query-by-holder", asked, bearer)

    assert len(found["data"]) == 1
    assert [one["certificateIdentifier"] for one in told["data"]] == [licence.identifier]


def test_the_code_a_holder_shows_is_his_consent_once() -> None:
    holder = make_subject()
    licence = make_licence(holder, "resident_id")
    shown = services.show(actor=person(holder), identifier=licence.identifier, now=NOON)
    bearer = bank_token()
    asked = {"qrcode": shown.token, **WHY}

    unfit = ask("query-by-qr", {**asked, "certCodes": ["1" * 21]}, bearer)
    told = ask("query-by-qr", {**asked, "certCodes": [licence.type.type_code]}, bearer)
    again = ask("query-by-qr", asked, bearer)

    assert unfit["head"]["code"] == "3"
    assert told["data"]["certData"]["CZZT"] == [PERSON["name"]]
    assert again["head"]["code"] == "6"
    assert LicenceUse.objects.get().basis_kind == "presented"


def test_a_copy_says_for_whom_and_until_when(licence: Licence) -> None:
    told = ask(
        "download-file",
        {
            "certificateIdentifier": licence.identifier, "caseNumber": "TB1", "fileType": "ofd",
            "certificateCopyCause": "核验经营资格", "certificateCopyExpiringTime": "20260107120000",
            "certificateCopyCreator": "样例窗口",
        },
        token(),
    )["data"]  # fmt: skip

    custom = ofd.info(ofd.open_package(base64.b64decode(told["content"]))).custom
    xml = etree.fromstring(base64.b64decode(told["zzzmxx"]))
    assert (custom["JZJZZSY"], custom["JZJYXQJZSJ"]) == ("核验经营资格", "20260107120000")
    assert {one.tag: one.text for one in xml} == dict(custom)
    use = LicenceUse.objects.get()
    assert (use.mode, use.digest) == ("copy", told["digest"])
    assert use.actor_name == "样例系统office-1 样例窗口"


def test_a_copy_is_a_picture_too_with_its_watermark(licence: Licence) -> None:
    told = ask("download-file", which(licence, fileType="png"), token())["data"]

    own = person(make_subject(), principal=licence.holder_id)
    plain = services.preview(actor=own, identifier=licence.identifier, now=NOON)
    with (
        Image.open(BytesIO(base64.b64decode(told["content"]))) as drawn,
        Image.open(BytesIO(plain)) as without,
    ):
        assert (drawn.format, drawn.size) == ("PNG", without.size)
        assert drawn.tobytes() != without.tobytes()


def test_a_file_id_works_once_for_the_system_that_asked(licence: Licence) -> None:
    bearer, other = token(), token("office-2")
    told = ask("download-url", which(licence), bearer)["data"]

    def fetch(text: str) -> Any:
        path = f"/api/v1/sharing/files/{told['fileId']}"
        return Client().get(path, headers={"Authorization": f"Bearer {text}"})

    stolen, first, second = fetch(other), fetch(bearer), fetch(bearer)

    assert told["content"].endswith(f"/api/v1/sharing/files/{told['fileId']}")
    assert [stolen.status_code, first.status_code, second.status_code] == [404, 200, 404]
    assert first.content.startswith(b"PK")
    assert second.json()["code"] == "licences.file_gone"
    assert LicenceUse.objects.count() == 1


def test_a_file_id_lasts_five_minutes(licence: Licence) -> None:
    bearer = token()
    told = ask("download-url", which(licence), bearer)["data"]

    with time_machine.travel(NOON + timedelta(minutes=5, seconds=1), tick=False):
        late = Client().get(
            f"/api/v1/sharing/files/{told['fileId']}", headers={"Authorization": f"Bearer {bearer}"}
        )

    assert late.status_code == 404


def test_a_file_is_verified_and_a_changed_byte_is_found(licence: Licence) -> None:
    bearer = token()
    copy = base64.b64decode(ask("download-file", which(licence), bearer)["data"]["content"])
    changed = bytearray(copy)
    changed[len(copy) // 2] ^= 1

    good = ask("verify-file", {"content": base64.b64encode(copy).decode()}, bearer)["data"]
    bad = ask("verify-file", {"content": base64.b64encode(bytes(changed)).decode()}, bearer)
    none = ask("verify-file", {"content": base64.b64encode(b"x").decode()}, bearer)["data"]

    assert (good["valid"], good["items"]["ZZBS"]) == (True, licence.identifier)
    assert bad["data"]["valid"] is False
    assert (none["valid"], none["verdict"], none["items"]) == (False, "查无此证", None)


def test_information_is_compared_as_a_whole_and_on_record(firm: Subject, licence: Licence) -> None:
    bearer = token()
    right = {"CZZT": ENTERPRISE["name"], "KZ_FDDBR": "样大民"}

    def equal(items: dict[str, str]) -> Any:
        return ask("verify-info", which(licence, items=items), bearer)["data"]["equal"]

    assert equal(right) is True
    assert equal({**right, "KZ_FDDBR": "例小红"}) is False
    assert equal({**right, "KZ_NOTHING": ""}) is False
    assert (
        list(DataAccess.objects.filter(subject=firm).values_list("what", flat=True))
        == [["比对：营业执照"]] * 3
    )


def test_the_face_of_a_type_is_explained(licence: Licence) -> None:
    told = ask("remark-info", {"certTypeCode": licence.type.type_code}, token())

    labels = {one["name"]: one["label"] for one in told["data"]}
    assert labels["KZ_FDDBR"].startswith("法定代表人")
    assert all(name.startswith("KZ_") for name in labels)


def test_a_suspended_licence_is_searched_and_not_used(licence: Licence) -> None:
    services.revoke(
        actor=person_of_office(), identifier=licence.identifier, kind="注销",
        reason="歇业", legal_ground="《中华人民共和国行政许可法》第七十条", now=NOON,
    )  # fmt: skip
    bearer = token()

    assert ask("search", whose(), bearer)["data"][0]["statusName"] == "注销"
    assert ask("query-info", which(licence), bearer)["head"]["code"] == "5"


def person_of_office() -> Any:
    from tests.licences.factories import official

    return official("licensing")


def test_what_is_asked_for_comes_back_with_the_answer(licence: Licence) -> None:
    from tongban.base.crypto import sm3

    answer = post("query-info", which(licence), token(), requestId="q-7")

    head = answer.json()["head"]
    assert (head["requestId"], head["client"]) == ("q-7", "office-1")
    assert head["request"] == sm3.digest(answer.wsgi_request.body).hex()
    assert answer["Cache-Control"] == "private, no-store"
