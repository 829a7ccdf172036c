"""The licence library at the desk: looked into with a reason, acted upon by the office."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.desk.desks import STAFF, desk_of, text
from tests.identity.factories import make_staff
from tests.licences.batches import as_csv, row
from tests.licences.factories import issue_licence, make_subject, person
from tongban.access import queries as access
from tongban.base import clock
from tongban.base.models import AuditEntry
from tongban.licences import services
from tongban.licences.models import Licence, LicenceAct, PaperSheet

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

PAGE = "/desk/licences/"
WHY = {"purpose": "核对变更申请", "case_number": "TB2026"}
DECISION = {
    "reason": "违法经营",
    "legal_ground": "《行政处罚法》第九条",
    "document_number": "样市监罚〔2026〕1号",
    "document_name": "行政处罚决定书",
}


@pytest.fixture
def manager() -> Client:
    make_staff("licence_keeper", "licensing", "mkt")
    return desk_of("licence_keeper")


@pytest.fixture
def licence() -> Licence:
    holder = make_subject("91990100MACMPL029E", "样例贸易有限公司", "001")
    return issue_licence(holder, "food_business_licence", now=clock.now())


def search(client: Client, value: str, by: str = "number", **other: str) -> Any:
    return client.post(PAGE, {"by": by, "value": value, **WHY, **other})


def act(client: Client, licence: Licence, step: str, **other: Any) -> Any:
    return client.post(f"{PAGE}{licence.identifier}/acts/{step}/", {**DECISION, **other})


@pytest.mark.parametrize("by", ["number", "identifier", "holder"])
def test_a_licence_is_found_on_record(manager: Client, licence: Licence, by: str) -> None:
    value = {
        "number": licence.number.lower(),
        "identifier": licence.identifier.lower(),
        "holder": "91990100macmpl029e",
    }[by]

    page = text(search(manager, value, by))

    assert "查到的证照" in page
    assert licence.number in page
    look = access.footprint(person(licence.holder_id)).items[0]
    assert (look.purpose, look.case_number) == ("核对变更申请", "TB2026")
    assert AuditEntry.objects.get(event="licences.library_searched").facts["by"] == by


def test_nothing_found_is_on_record_too(manager: Client) -> None:
    assert "没有查到" in text(search(manager, "NO-SUCH"))

    assert AuditEntry.objects.get(event="licences.library_searched").facts["found"] == 0


def test_without_a_case_or_a_law_a_neighbour_is_not_looked_up(
    manager: Client, licence: Licence
) -> None:
    answer = search(manager, "91990100MACMPL029E", "holder", case_number="")
    aimless = search(manager, "91990100MACMPL029E", "holder", purpose=" ")
    by_law = search(
        manager, licence.number, case_number="", legal_basis="《食品安全法》第一百一十条"
    )

    assert (answer.status_code, aimless.status_code) == (403, 422)
    assert "没有办件、也没有依据" in text(answer)
    assert licence.number not in text(answer)
    assert licence.number in text(by_law)
    assert access.footprint(person(licence.holder_id)).items[0].purpose == "核对变更申请"


def test_another_offices_licences_are_not_found(licence: Licence) -> None:
    make_staff("other_keeper", "licensing", "edu")
    client = desk_of("other_keeper")

    assert "没有查到" in text(search(client, licence.number))
    client.get(PAGE)
    session = client.session
    session["licence_grounds"] = {licence.identifier: ["x", "TB1", ""]}
    session.save()
    assert client.get(f"{PAGE}{licence.identifier}/").status_code == 404


@pytest.mark.parametrize(
    "username", [name for name in STAFF if name not in {"approver", "operator"}]
)
def test_others_have_no_library(username: str) -> None:
    client = desk_of(username)

    for path in ("", "collection/", "paper/", "objections/"):
        assert client.get(f"{PAGE}{path}").status_code == 404


def test_a_licence_is_opened_only_after_a_reason_was_given(
    manager: Client, licence: Licence
) -> None:
    before = manager.get(f"{PAGE}{licence.identifier}/")
    search(manager, licence.number)
    page = manager.get(f"{PAGE}{licence.identifier}/")

    assert before.status_code == 302
    assert f"identifier={licence.identifier}" in before["Location"]
    assert "样例贸易有限公司" in text(page)
    assert "暂扣" in text(page)
    looks = access.footprint(person(licence.holder_id)).items
    assert len(looks) == 2


def test_the_search_pins_its_queries(
    manager: Client, licence: Licence, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(20):
        search(manager, licence.number)


def test_a_licence_is_suspended_and_given_back(manager: Client, licence: Licence) -> None:
    search(manager, licence.number)

    done = act(manager, licence, "暂扣")
    page = text(manager.get(f"{PAGE}{licence.identifier}/"))
    act(manager, licence, "恢复")

    assert done.status_code == 302
    assert "正在暂扣" in page
    licence.refresh_from_db()
    assert licence.state == "valid"


def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    manager: Client, licence: Licence
) -> None:
    search(manager, licence.number)

    answer = act(manager, licence, "暂扣", document_number="", effective_on="2020-01-01")

    assert answer.status_code == 422
    assert "请填写决定文书的文号" in text(answer)
    assert "生效日不能早于颁发日期" in text(answer)
    assert "违法经营" in text(answer)
    assert not LicenceAct.objects.filter(licence=licence).exists()


def test_a_change_leads_to_the_new_version(manager: Client, licence: Licence) -> None:
    search(manager, licence.number)
    form = text(manager.get(f"{PAGE}{licence.identifier}/acts/变更/"))
    face = {f"face-{key}": value for key, value in licence.face.items()}

    done = act(manager, licence, "变更", **{**face, "face-KZ_FDDBR": "例小红"})
    newer = Licence.objects.get(serial=licence.serial, version=2)

    assert "新版本的照面" in form
    assert done["Location"].endswith(f"{newer.identifier}/")
    assert newer.face["KZ_FDDBR"] == "例小红"
    assert "由新版本代替" in text(manager.get(f"{PAGE}{licence.identifier}/"))


def test_an_act_ahead_waits_and_can_be_called_off(manager: Client, licence: Licence) -> None:
    search(manager, licence.number)
    act(manager, licence, "注销", effective_on="2026-03-20")
    page = text(manager.get(f"{PAGE}{licence.identifier}/"))
    waiting = LicenceAct.objects.get(licence=licence)

    off = manager.post(
        f"{PAGE}waiting/{waiting.pk}/", {"identifier": licence.identifier, "reason": "写错了"}
    )

    assert "等待生效" in page
    assert off.status_code == 302
    assert "写错了" in text(manager.get(f"{PAGE}{licence.identifier}/"))


def test_the_decisions_file_can_be_read_by_its_office(manager: Client, licence: Licence) -> None:
    pdf = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    search(manager, licence.number)
    act(manager, licence, "暂扣", document=SimpleUploadedFile("决定书.pdf", pdf))
    made = LicenceAct.objects.get(licence=licence)
    make_staff("other_keeper", "licensing", "edu")

    answer = manager.get(f"{PAGE}documents/{made.pk}/")

    assert answer.content == pdf
    assert desk_of("other_keeper").get(f"{PAGE}documents/{made.pk}/").status_code == 404


def test_a_licence_is_printed_on_a_sheet_once(manager: Client, licence: Licence) -> None:
    numbers = {"unit": "mkt", "type_key": "food_business_licence"}
    manager.post(f"{PAGE}paper/receive/", {**numbers, "first": "JY0001", "last": "JY0009"})
    search(manager, licence.number)
    form = text(manager.get(f"{PAGE}{licence.identifier}/print/"))

    printed = manager.post(f"{PAGE}{licence.identifier}/print/", {"serial": "JY0001"})
    again = manager.post(f"{PAGE}{licence.identifier}/print/", {"serial": "JY0002"})
    used = manager.post(
        f"{PAGE}{licence.identifier}/print/", {"serial": "JY0001", "reason": "卡纸"}
    )

    assert 'value="JY0001"' in form
    assert printed.content.startswith(b"%PDF")
    assert (again.status_code, used.status_code) == (422, 409)
    assert "再打一张要写明原因" in text(again)
    assert PaperSheet.objects.filter(state="used").count() == 1
    fate = text(manager.get(f"{PAGE}paper/sheets/", {"serial": "jy0001"}))
    assert "打印" in fate
    assert licence.identifier in fate


def test_paper_is_moved_by_forms(
    manager: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    numbers = {"unit": "mkt", "type_key": "food_business_licence"}
    span = {**numbers, "first": "JY0001", "last": "JY0009"}

    manager.post(f"{PAGE}paper/receive/", span)
    wrong = manager.post(f"{PAGE}paper/receive/", span)
    manager.post(f"{PAGE}paper/hand-out/", {**numbers, "first": "JY0001", "place": "3号窗口"})
    manager.post(f"{PAGE}paper/return/", {**numbers, "first": "JY0001", "place": "3号窗口"})
    manager.post(f"{PAGE}paper/void/", {**numbers, "first": "JY0001", "reason": "水浸"})
    manager.post(f"{PAGE}paper/count/", {**numbers, "found": "8"})
    with django_assert_max_num_queries(12):
        page = text(manager.get(f"{PAGE}paper/"))

    assert wrong.status_code == 409
    for word in ("入库", "领用", "退回", "作废", "盘点", "水浸", "账面 8 张，找到 8 张"):
        assert word in page
    assert manager.get(f"{PAGE}paper/nonsense/").status_code == 404


def test_an_approver_reads_the_register_and_moves_nothing() -> None:
    client = desk_of("approver")

    assert client.get(f"{PAGE}paper/").status_code == 200
    assert client.get(f"{PAGE}paper/receive/").status_code == 404
    assert 'type="file"' not in text(client.get(f"{PAGE}collection/"))


def upload(client: Client, content: bytes, number: str = "2026-1") -> Any:
    file = SimpleUploadedFile("批次.csv", content, content_type="text/csv")
    return client.post(f"{PAGE}collection/", {"unit": "mkt", "number": number, "file": file})


def test_a_batch_is_uploaded_and_reported(
    manager: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    office = row()
    good = upload(manager, as_csv([office], "gb18030"))
    bad = upload(manager, as_csv([row("2", ZZBFRQ="x")]), "2026-2")
    taken = upload(manager, as_csv([row("3")]), "2026-1")
    unread = upload(manager, b"\xff\xfe", "2026-3")
    with django_assert_max_num_queries(12):
        page = text(manager.get(f"{PAGE}collection/"))

    assert "每一行都没有问题" in text(manager.get(good["Location"]))
    report = text(manager.get(bad["Location"]))
    assert "一行也没有收" in report
    assert "日期不对" in report
    assert "日期不对" in text(manager.get(f"{bad['Location']}report.csv"))
    assert (taken.status_code, unread.status_code) == (409, 422)
    assert "编码认不出来" in text(unread)
    assert ("已收下" in page, "没有收" in page) == (True, True)


def test_an_objection_is_answered(manager: Client, licence: Licence) -> None:
    services.object_to(
        actor=person(licence.holder_id), identifier=licence.identifier,
        words="法定代表人写错了", now=clock.now(),
    )  # fmt: skip
    listed = text(manager.get(f"{PAGE}objections/"))
    found = licence.objections.get()
    path = f"{PAGE}objections/{found.pk}/"
    page = text(manager.get(path))
    face = {f"face-{key}": value for key, value in licence.face.items()}

    silent = manager.post(path, {"outcome": "refuse", "answer": ""})
    done = manager.post(
        path,
        {**DECISION, **face, "face-KZ_FDDBR": "例小红", "answer": "已更正", "outcome": "correct"},
    )

    assert "法定代表人写错了" in listed
    assert "现在的照面" in page
    assert (silent.status_code, done.status_code) == (422, 302)
    found.refresh_from_db()
    assert (found.outcome, found.answer) == ("corrected", "已更正")
    assert Licence.objects.get(identifier=found.successor).face["KZ_FDDBR"] == "例小红"
    assert "已更正" in text(manager.get(path))


def test_an_objection_is_refused_with_reasons(manager: Client, licence: Licence) -> None:
    made = services.object_to(
        actor=person(licence.holder_id), identifier=licence.identifier,
        words="有效期太短", now=clock.now(),
    )  # fmt: skip

    manager.post(
        f"{PAGE}objections/{made.pk}/", {"outcome": "refuse", "answer": "有效期由法律规定"}
    )

    made.refresh_from_db()
    assert made.outcome == "refused"
    assert "没有要答复的异议" in text(manager.get(f"{PAGE}objections/"))


def test_a_grade_is_raised_with_evidence(manager: Client) -> None:
    upload(manager, as_csv([row()]))
    licence = Licence.objects.get(origin="collected")
    search(manager, licence.identifier, "identifier")

    form = manager.get(f"{PAGE}{licence.identifier}/grade/")
    answer = manager.post(
        f"{PAGE}{licence.identifier}/grade/",
        {"grade": "A", "reason": "查档", "evidence": "档案7"},
    )

    assert "颁发机构直接制作" in text(form)
    assert answer.status_code == 409
    assert "有效电子印章" in text(answer)
