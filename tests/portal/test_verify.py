"""Anybody checks: by file, number, identifier, code; the four answers, and never too often."""

from __future__ import annotations

import base64
import html
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.portal import visitors
from tests.portal.visitors import text
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.cases import queries as cases
from tongban.cases import services as case_services
from tongban.demo.services import stories
from tongban.identity import queries as identity
from tongban.licences import queries as licences
from tongban.licences import services
from tongban.licences.rules import acts

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

MIB = 1024 * 1024


def licence() -> tuple[str, bytes]:
    """The company's business licence: its identifier and its file."""
    firm = stories.person("damin", visitors.FIRM)
    identifier = licences.own(firm).items[0].identifier
    content, _ = services.download(actor=firm, identifier=identifier, now=clock.now())
    return identifier, content


def by_file(client: Client, content: bytes, name: str = "licence.ofd") -> HttpResponseBase:
    return client.post("/verify/", {"way": "file", "file": SimpleUploadedFile(name, content)})


def kept(page: str) -> dict[str, Any]:
    """The report that the page holds for downloading."""
    found = re.search(r'href="data:application/json;base64,([^"]+)" download=', page)
    assert found is not None
    report: dict[str, Any] = json.loads(base64.b64decode(html.unescape(found[1])))
    return report


def test_a_true_file_is_valid(client: Client) -> None:
    page = text(by_file(client, licence()[1]))

    assert "verdict-valid" in page
    assert "样例省样例市示例科技有限公司" in page
    assert "证书可信" in page
    report = kept(page)
    assert report["finding"]["verdict"] == "有效"
    assert report["report"]["signatures"][0]["steps"][0]["result"] == "ok"


def test_a_pdf_made_from_it_is_valid_and_told_of_in_the_same_way(client: Client) -> None:
    firm = stories.person("damin", visitors.FIRM)
    content, name = services.download(
        actor=firm, identifier=licence()[0], form="pdf", now=clock.now()
    )
    page = text(by_file(client, content, name))

    assert "verdict-valid" in page
    assert "签名正确，签名时的内容没有改动" in page
    assert kept(page)["report"]["verdict"] == "valid"


def test_a_suspended_licence_says_so_whatever_is_checked(client: Client) -> None:
    identifier, content = licence()
    decision = acts.Decision("样例", "样例法第一条", "样〔2026〕1号")
    services.act(
        actor=SYSTEM, identifier=identifier, step=acts.Step.SUSPEND, decision=decision,
        now=clock.now(),
    )  # fmt: skip

    for page in (
        text(by_file(client, content)),
        text(client.get("/verify/", {"q": identifier})),
    ):
        assert "verdict-invalid" in page
        assert "起暂扣，暂扣期间不能使用" in page


def test_a_copy_says_what_it_was_made_for(client: Client) -> None:
    firm = stories.person("damin", visitors.FIRM)
    used = services.use_own(
        actor=firm, identifier=licence()[0], user_name="样例房产中介", purpose="租房", days=7,
        now=clock.now(),
    )  # fmt: skip
    content, name = services.take_copy(actor=firm, use_id=used.pk, now=clock.now())

    page = text(by_file(client, content, name))

    assert "verdict-valid" in page
    assert "这是加注件" in page
    assert "<dd>租房</dd>" in page


def test_of_a_version_that_was_replaced_one_comes_to_the_new_one(client: Client) -> None:
    identifier, content = licence()
    newer = services.change(
        actor=SYSTEM, identifier=identifier, step=acts.Step.CHANGE, face={"KZ_FDDBR": "例小红"},
        decision=acts.Decision("变更法定代表人", "样例法第二条", "样〔2026〕2号"),
        now=clock.now(),
    )  # fmt: skip

    page = text(by_file(client, content))

    assert "verdict-invalid" in page
    assert f'href="/verify/?q={newer.identifier}"' in page
    assert "verdict-valid" in text(client.get("/verify/", {"q": newer.identifier}))


@pytest.mark.parametrize("place", [5000, -5000])
def test_one_changed_byte_is_tampering(client: Client, place: int) -> None:
    content = bytearray(licence()[1])
    content[place] ^= 1

    assert "verdict-tampered" in text(by_file(client, bytes(content)))


def test_a_file_of_somebody_else_is_unknown(client: Client) -> None:
    assert "verdict-unknown" in text(by_file(client, b"%PDF-1.7\nsomething else\n%%EOF"))
    assert "verdict-unknown" in text(by_file(client, visitors.PICTURE, "x.png"))


def test_what_cannot_be_checked_is_said(client: Client) -> None:
    missing = client.post("/verify/", {"way": "file"})
    assert missing.status_code == 422
    assert "请先选择" in text(missing)
    huge = by_file(client, b"%PDF" + b"0" * (60 * MIB))
    assert huge.status_code == 422
    assert "超过 50 MB" in text(huge)
    assert client.post("/verify/", {"q": "  "}).status_code == 422


def test_a_number_an_identifier_and_nonsense(client: Client) -> None:
    identifier, _ = licence()
    assert "verdict-valid" in text(client.get("/verify/", {"q": identifier}))
    assert "verdict-valid" in text(client.post("/verify/", {"q": visitors.FIRM}))
    assert "verdict-unknown" in text(client.get("/verify/", {"q": "JY99999999999999"}))
    misspelt = client.get("/verify/", {"q": f"{identifier[:-1]}?"})
    assert misspelt.status_code in {200, 422}
    assert "verdict-valid" not in text(misspelt)
    assert client.get("/verify/", {"q": "长" * 3_000}).status_code in {200, 422}


def test_a_persons_own_number_finds_nothing(client: Client) -> None:
    page = text(client.get("/verify/", {"q": "990101199003070015"}))

    assert "verdict-unknown" in page
    assert "样" not in page.split("verdict-unknown")[1].split("再核验")[0]


def test_a_forged_code_is_tampering(client: Client) -> None:
    identifier, _ = licence()
    forged = f"ZZ1|{identifier}|2026-01-05|{'A' * 86}"

    assert "verdict-tampered" in text(client.get("/verify/", {"q": forged}))


def test_a_revoked_licence_says_why_and_since_when(client: Client) -> None:
    identifier, content = licence()
    services.revoke(
        actor=SYSTEM,
        identifier=identifier,
        kind="吊销",
        reason="样例",
        legal_ground="样例法第一条",
        now=clock.now(),
    )
    page = text(by_file(client, content))

    assert "verdict-invalid" in page
    assert "被吊销" in page


def test_a_paper_is_checked_by_its_code(client: Client) -> None:
    number = visitors.submitted().number
    paper = cases.case(stories.person("damin"), str(number)).documents[0]
    page = text(client.get(f"/verify/paper/{paper.code}/"))

    assert "收件凭证" in page or paper.title in page
    assert "真实" in page
    assert "样大民" not in page
    assert "电子印章" not in page
    case_services.seal_paper(document_id=paper.pk, now=clock.now())
    page = text(client.get(f"/verify/paper/{paper.code}/"))
    assert "电子印章的 OFD 文件" in page
    assert "我的办件" in page
    assert "样大民" not in page
    assert str(number) not in page
    assert client.get(f"/verify/paper/{paper.code}").status_code == 200
    for typed in (paper.code.lower(), f"https://node/verify/paper/{paper.code}"):
        found = client.get("/verify/", {"q": typed})
        assert found["Location"] == f"/verify/paper/{paper.code}/", typed
    assert "verdict-unknown" in text(client.get("/verify/", {"q": "ABCDEFGHJKLM"}))
    assert "查无此文书" in text(client.get("/verify/paper/ABCDEFGHJKLM/"))
    assert "查无此文书" in text(client.get(f"/verify/paper/{'长' * 90}/"))


def test_the_sealed_file_of_a_paper_says_which_paper_it_is(client: Client) -> None:
    number = str(visitors.submitted().number)
    actor = stories.person("damin")
    paper = cases.case(actor, number).documents[0]
    case_services.seal_paper(document_id=paper.pk, now=clock.now())
    content, name = case_services.open_sealed(actor=actor, number=number, document_id=paper.pk)
    broken = bytearray(content)
    broken[len(content) // 2] ^= 1

    page, bad = text(by_file(client, content, name)), text(by_file(client, bytes(broken), name))

    assert "verdict-valid" in page
    for words in ("收件凭证", str(paper.facts["issuer"]), "摘要和记录一致", paper.code):
        assert words in page, words
    assert "不是本平台" not in page
    assert "样大民" not in page
    assert kept(page)["finding"]["paper"]["code"] == paper.code
    assert "verdict-tampered" in bad
    assert "和这个文件不一致" in bad
    other = text(by_file(client, b"PK\x03\x04", name))
    assert "verdict-unknown" in other
    assert "也不是本平台盖章的文书" in other

    def asked(body: bytes) -> HttpResponseBase:
        file = SimpleUploadedFile(name, body)
        return Client(enforce_csrf_checks=True).post("/api/v1/verify/paper/file", {"file": file})

    said = asked(content).json()  # type: ignore[attr-defined]
    assert (said["verdict"], said["code"], said["is_recorded"]) == ("真实", paper.code, True)
    assert said["seal"].startswith(paper.facts["issuer"])
    assert asked(bytes(broken)).json()["verdict"] == "被篡改"  # type: ignore[attr-defined]
    assert asked(licence()[1]).status_code == 404


def test_nobody_tries_numbers_one_after_the_other(client: Client) -> None:
    answers = [client.get("/verify/", {"q": f"JY{n:014d}"}).status_code for n in range(31)]

    assert answers[:30] == [200] * 30
    late = client.get("/verify/", {"q": "JY00000000000099"})
    assert late.status_code == 429
    assert late["Retry-After"]
    assert client.get("/verify/").status_code == 200


def test_staff_and_people_may_check_too(damin: Client, clerk: Client) -> None:
    assert identity.find_by_number("001", visitors.FIRM)
    for visitor in (damin, clerk):
        assert "verdict-valid" in text(visitor.get("/verify/", {"q": visitors.FIRM}))


def test_programs_check_and_fetch_at_the_addresses_of_the_contract() -> None:
    """Through everything that stands before the API, without a session."""
    program = Client(enforce_csrf_checks=True)
    missing = program.get("/api/v1/status-lists/0")
    services.publish_lists(now=clock.now())

    listed = program.get("/api/v1/status-lists/0")
    unchanged = program.get("/api/v1/status-lists/0", headers={"if-none-match": listed["ETag"]})
    file = SimpleUploadedFile("licence.ofd", licence()[1])
    checked = program.post("/api/v1/verify/file", {"file": file})
    keys = program.get("/api/v1/verification-keys")

    assert (missing.status_code, listed.status_code, unchanged.status_code) == (404, 200, 304)
    assert listed["Content-Type"] == "application/statuslist+jwt"
    assert checked.json()["finding"]["verdict"] == "有效"
    assert checked.json()["report"]["verdict"] == "valid"
    purposes = {each["purpose"] for each in keys.json()["items"]}
    assert purposes == {"licences", "status", "credentials"}


def test_page_and_api_count_together(client: Client) -> None:
    for n in range(30):
        client.get("/verify/", {"q": f"JY{n:014d}"})

    late = client.get("/api/v1/verify/1.2.156.3005.2")
    assert (late.status_code, late.json()["code"]) == (429, "base.too_many")
    assert client.get("/api/v1/verification-keys").status_code == 200
