"""A case at the counter: looked at, accepted, sent back once, refused, taken back."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases import circumstances
from tests.desk.desks import case, desk_of, opinion, post, text, view
from tongban.access.models import DataAccess
from tongban.base.models import AuditEntry
from tongban.cases.models import CaseMaterial

MAX = 2 * 1024 * 1024


def check(number: str, key: str, **data: str) -> int:
    client = desk_of("clerk")
    return client.post(f"/desk/cases/{number}/materials/{key}/check/", data).status_code


def test_the_page_shows_the_form_masked_and_opening_it_writes_nothing() -> None:
    number = circumstances.submitted()
    client = desk_of("clerk")
    client.get("/desk/")
    before = (AuditEntry.objects.count(), DataAccess.objects.count())

    shown = text(client.get(f"/desk/cases/{number}/"))

    assert "样*民" in shown
    for hidden in ("样大民", "990101199003070015", "10000000001", "示范路7号"):
        assert hidden not in shown
    assert "申请人登记信息" in shown
    assert "受理或一次性告知：还剩 5 个工作日" in shown
    assert (AuditEntry.objects.count(), DataAccess.objects.count()) == before


def test_full_numbers_are_shown_once_to_who_says_why_and_the_look_is_recorded() -> None:
    number = circumstances.submitted()
    client = desk_of("clerk")

    shown = post(client, number, "applicant", purpose="电话联系申请人")
    again = text(client.get(f"/desk/cases/{number}/"))

    assert "990101199003070015" in text(shown)
    assert shown["Cache-Control"] == "private, no-store"
    assert "990101199003070015" not in again
    looked = DataAccess.objects.order_by("-id").first()
    assert looked is not None
    assert (looked.purpose, looked.case_number, looked.actor_name) == (
        "电话联系申请人", number, "窗口样例员",
    )  # fmt: skip


@pytest.mark.parametrize("purpose", ["", "  ", "长" * 201])
def test_without_a_reason_nothing_is_shown(purpose: str) -> None:
    number = circumstances.submitted()
    before = DataAccess.objects.count()

    answer = post(desk_of("clerk"), number, "applicant", purpose=purpose)

    assert answer.status_code == 422
    assert "请写明查看的事由" in text(answer)
    assert "990101199003070015" not in text(answer)
    assert DataAccess.objects.count() == before


def test_each_material_is_shown_with_its_file_or_licence_and_every_look_is_recorded() -> None:
    number = circumstances.submitted()
    client = desk_of("clerk")
    photo = circumstances.uploaded(number)
    seen = next(one for one in view(number).materials if one.licence)
    file = view(number).materials[-1].files.get()
    before = DataAccess.objects.count()

    page = text(client.get(f"/desk/cases/{number}/", {"m": photo}))
    picture = client.get(f"/desk/cases/{number}/files/{file.pk}/")
    licence = client.get(f"/desk/cases/{number}/materials/{seen.key}/licence/")

    assert f'aria-current="true"><a href="?m={photo}#material"' in page
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert (licence.status_code, licence["Content-Type"]) == (200, "image/png")
    assert DataAccess.objects.count() == before + 2


def test_files_and_papers_of_another_hall_are_not_found() -> None:
    number = circumstances.submitted()
    stranger = desk_of("clerk2")
    found = view(number)
    file = found.materials[-1].files.get()
    paper = found.documents[0]

    answers = [
        stranger.get(f"/desk/cases/{number}/files/{file.pk}/"),
        stranger.get(f"/desk/cases/{number}/documents/{paper.pk}/"),
        stranger.get(f"/desk/cases/{number}/materials/m2/licence/"),
    ]

    assert [one.status_code for one in answers] == [404, 404, 404]


def test_a_paper_opens_as_pdf() -> None:
    number = circumstances.submitted()

    answer = desk_of("clerk").get(f"/desk/cases/{number}/documents/{view(number).documents[0].pk}/")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("inline; filename*=UTF-8''")
    assert answer.content.startswith(b"%PDF")


def test_materials_are_checked_one_after_the_other_then_the_case_is_accepted() -> None:
    number = circumstances.submitted()
    client = desk_of("clerk")
    early = post(client, number, "acceptance")
    for _ in view(number).materials:
        key = text(client.get(f"/desk/cases/{number}/")).split("/materials/")[1].split("/")[0]
        answer = client.post(
            f"/desk/cases/{number}/materials/{key}/check/", {"verdict": "good", "remark": ""}
        )
        assert answer.status_code == 302

    accepted = post(client, number, "acceptance")

    assert (early.status_code, "还有材料没有核对" in text(early)) == (409, True)
    assert accepted.status_code == 302
    assert case(number).state == "accepted"
    assert "受理通知书" in text(client.get(f"/desk/cases/{number}/"))


def test_a_material_that_will_not_do_needs_a_reason_and_what_was_typed_stays() -> None:
    number = circumstances.submitted()
    client = desk_of("clerk")
    key = circumstances.uploaded(number)
    where = f"/desk/cases/{number}/materials/{key}/check/"

    silent = client.post(where, {"verdict": "wrong", "remark": " "})
    huge = client.post(where, {"verdict": "wrong", "remark": "长" * 501})
    good = client.post(where, {"verdict": "wrong", "remark": "看不清"})

    assert (silent.status_code, "请写明哪里不符合" in text(silent)) == (422, True)
    assert (huge.status_code, "长" * 501 in text(huge)) == (422, True)
    assert good.status_code == 302
    assert CaseMaterial.objects.get(case__number=number, key=key).remark == "看不清"


def test_ten_megabytes_of_text_are_declined_by_size() -> None:
    number = circumstances.submitted()
    before = case(number).version

    answer = desk_of("clerk").post(
        f"/desk/cases/{number}/materials/m1/check/", {"verdict": "wrong", "remark": "x" * 5 * MAX}
    )

    assert answer.status_code in {400, 413}
    assert case(number).version == before


def test_a_precheck_is_noted_and_a_step_from_an_old_page_is_declined() -> None:
    number = circumstances.checked()
    client = desk_of("clerk")
    old = case(number).version

    noted = post(client, number, "precheck")
    stale = post(client, number, "acceptance", version=old)
    unreadable = post(client, number, "acceptance", version="x")

    assert noted.status_code == 302
    assert (stale.status_code, "刚被别人改过" in text(stale)) == (409, True)
    assert f'name="version" value="{case(number).version}"' in text(stale)
    assert unreadable.status_code == 409
    assert case(number).state == "prechecked"


def test_corrections_are_asked_for_once_with_every_word_kept_when_declined() -> None:
    number = circumstances.submitted()
    client = desk_of("clerk")
    key = circumstances.uploaded(number)
    page = text(client.get(f"/desk/cases/{number}/correction/"))

    nothing = post(client, number, "correction", **{f"wrong-{key}": "太暗"})
    unsaid = post(client, number, "correction", **{f"pick-{key}": "on"})
    huge = post(client, number, "correction", **{f"pick-{key}": "on", f"wrong-{key}": "长" * 301})
    sent = post(client, number, "correction", **{f"pick-{key}": "on", f"wrong-{key}": "太暗"})
    second = post(client, number, "correction", **{f"pick-{key}": "on", f"wrong-{key}": "又"})

    assert all(one.name in page for one in view(number).materials)
    assert "只能告知一次" in page
    assert (nothing.status_code, "请勾选要补正的材料" in text(nothing)) == (422, True)
    assert "太暗" in text(nothing)
    assert (unsaid.status_code, "请写明哪里不对" in text(unsaid)) == (422, True)
    assert (huge.status_code, "最多写 300 个字" in text(huge)) == (422, True)
    assert sent.status_code == 302
    assert case(number).state == "correction"
    assert (second.status_code, "又" in text(second)) == (409, True)
    assert client.get(f"/desk/cases/{number}/correction/").status_code == 404


def test_after_a_correction_no_second_notice_can_be_sent() -> None:
    number = circumstances.asked()
    client = desk_of("clerk")
    key = circumstances.uploaded(number)
    scan = SimpleUploadedFile("a.png", circumstances.PICTURE, "image/png")
    client.post(f"/desk/cases/{number}/materials/{key}/brought/", {"scan": scan})
    assert post(client, number, "supplement").status_code == 302

    answer = post(client, number, "correction", **{f"pick-{key}": "on", f"wrong-{key}": "再补"})

    assert answer.status_code == 409
    assert case(number).state == "submitted"
    page = text(client.get(f"/desk/cases/{number}/"))
    assert page.count("/correction/") == 1
    assert "还要补别的？请监察人员准许" in page


def test_paper_that_was_asked_for_is_taken_in_at_the_counter() -> None:
    number = circumstances.asked()
    client = desk_of("clerk")
    key = circumstances.uploaded(number)

    early = post(client, number, "supplement")
    taken = client.post(f"/desk/cases/{number}/materials/{key}/brought/")
    done = post(client, number, "supplement")

    assert early.status_code == 422
    assert (taken.status_code, done.status_code) == (302, 302)
    assert case(number).state == "submitted"
    assert CaseMaterial.objects.get(case__number=number, key=key).source == "paper"


def test_a_file_that_is_not_what_it_says_is_declined() -> None:
    number = circumstances.asked()
    key = circumstances.uploaded(number)
    fake = SimpleUploadedFile("a.pdf", b"MZ\x90\x00 not a paper", "application/pdf")

    answer = desk_of("clerk").post(f"/desk/cases/{number}/materials/{key}/brought/", {"scan": fake})

    assert answer.status_code in {409, 422}
    assert case(number).state == "correction"


def test_a_refusal_needs_reasons_and_ends_the_case() -> None:
    number = circumstances.submitted()
    client = desk_of("clerk")

    silent = post(client, number, "refusal", reasons=" ", competent_office="样例市公安局")
    refused = post(client, number, "refusal", reasons="不属于本机关职权\n依据第三十二条")

    assert (silent.status_code, "请写明不予受理的理由" in text(silent)) == (422, True)
    assert "样例市公安局" in text(silent)
    assert refused.status_code == 302
    assert case(number).state == "refused"
    assert "不予受理" in text(client.get(f"/desk/cases/{number}/"))


def test_a_case_is_taken_back_for_its_applicant_without_a_reason() -> None:
    number = circumstances.submitted()

    answer = post(desk_of("clerk"), number, "withdrawal", reason="")

    assert answer.status_code == 302
    assert case(number).state == "withdrawn"


@pytest.mark.parametrize("who", ["handler", "approver", "supervisor"])
@pytest.mark.parametrize("step", ["acceptance", "precheck", "refusal", "withdrawal"])
def test_other_posts_take_no_step_of_the_counter(who: str, step: str) -> None:
    number = circumstances.checked()

    answer = post(desk_of(who), number, step, reasons="x", reason="x")

    assert answer.status_code == 403
    assert case(number).state == "submitted"


def test_what_is_decided_on_the_spot_is_accepted_and_decided_on_one_page() -> None:
    number = circumstances.checked(circumstances.CARD)
    client = desk_of("clerk")
    assert post(client, number, "acceptance").status_code == 302
    page = text(client.get(f"/desk/cases/{number}/"))

    incomplete = opinion(client, number, "grant")
    face = {f"face-{key}": value for key, value in circumstances.FACES["ssc"].items()}
    granted = opinion(client, number, "grant", **face)

    assert 'name="face-KZ_KH"' in page
    assert incomplete.status_code == 422
    assert granted.status_code == 302
    assert case(number).state == "granted"


def test_the_case_answers_the_keyboard() -> None:
    number = circumstances.submitted()

    page = text(desk_of("clerk").get(f"/desk/cases/{number}/", {"m": "m2"}))

    keys = {f'data-key="{key}"' for key in "jkuyxrab"}
    assert {key for key in keys if key in page} == keys
