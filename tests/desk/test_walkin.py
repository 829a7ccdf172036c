"""A person at the counter, from his document to the receipt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cases import circumstances
from tests.desk.desks import case, desk_of, text
from tongban.base import clock
from tongban.cases import queries
from tongban.cases.models import Case
from tongban.demo.services import stories
from tongban.demo.services.samples import sample_form
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from django.test import Client

    from tongban.cases.queries import CaseView

DAMIN = {"number_type": "111", "number": "990101199003070015", "name": "样大民"}
NEWCOMER = {"number_type": "111", "number": "99020119491231004X", "name": "试建国"}


def begin(client: Client, item: str = circumstances.PERMIT, **person: str) -> Any:
    return client.post("/desk/walkin/", {"item": item, **(DAMIN | person)})


def draft_of(answer: Any) -> str:
    assert answer.status_code == 302, text(answer)
    return str(answer["Location"])


def found(where: str) -> CaseView:
    return queries.draft(stories.staff("clerk"), Case.objects.get(pk=where.split("/")[-2]).pk)


def posted(values: dict[str, Any]) -> dict[str, Any]:
    said = {True: "是", False: "否"}
    return {
        name: said[value] if isinstance(value, bool) else value for name, value in values.items()
    }


def test_items_are_found_on_the_same_screen_by_everyday_words() -> None:
    shown = text(desk_of("clerk").get("/desk/walkin/", {"q": "开饭馆"}))
    chosen = text(desk_of("clerk").get("/desk/walkin/", {"item": "food_business"}))

    assert "食品经营许可（新办）" in shown
    assert 'name="item" value="food_business"' in chosen


def test_a_person_is_taken_in_and_his_licences_are_there_at_once() -> None:
    where = draft_of(begin(desk_of("clerk")))

    view = found(where)

    assert view.case.channel == "window"
    assert view.case.form["person_name"] == "样大民"
    assert "licence" in {one.source for one in view.materials}
    assert "样*民" in text(desk_of("clerk").get("/desk/walkin/"))


def test_somebody_new_is_registered_by_the_document_he_shows() -> None:
    number = "990102201506010037"
    assert identity.find_by_number("111", number) is None

    begin(desk_of("clerk"), number=number, name="样小宝", phone="10000000077")

    assert identity.find_by_number("111", number) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "990101199003070016"},
        {"number": ""},
        {"number": "9" * 41},
        {"name": ""},
        {"name": "样小民"},
        {"number_type": "001"},
        {"number_type": "x"},
        {"item": "nonsense"},
        {"item": ""},
    ],
)
def test_a_wrong_document_opens_nothing_and_what_was_typed_stays(wrong: dict[str, str]) -> None:
    before = Case.objects.count()

    answer = desk_of("clerk").post(
        "/desk/walkin/", {"item": circumstances.PERMIT, **DAMIN, **wrong}
    )

    assert answer.status_code in {404, 409, 422}
    assert 'id="errors"' in text(answer)
    assert Case.objects.count() == before


def test_the_whole_way_to_the_receipt_and_on_to_the_case() -> None:
    client = desk_of("clerk")
    where = draft_of(begin(client))
    view = found(where)
    photo = next(one for one in view.materials if one.name == "近期免冠照片")
    proof = next(one for one in view.materials if one.name == "居住地住址证明")
    scan = SimpleUploadedFile("a.png", circumstances.PICTURE, "image/png")

    early = client.post(f"{where}submission/")
    client.post(f"{where}materials/{photo.key}/", {"scan": scan})
    client.post(f"{where}materials/{proof.key}/")
    today = clock.today()
    form = sample_form(view.definition, view.case.form, today=today)
    saved = client.post(f"{where}form/", posted(form))
    page = text(client.get(saved["Location"]))
    handed_in = client.post(f"{where}submission/")
    again = client.post(f"{where}submission/")

    assert early.status_code == 422
    assert saved["Location"] == f"{where}check/"
    assert "样大民" in page
    assert "disabled" not in page.split("submission/")[1].split("</form>")[0]
    number = handed_in["Location"].split("/")[-2]
    assert again["Location"] == handed_in["Location"]
    assert (case(number).state, case(number).place) == ("submitted", "daoli")
    assert "收件" in text(client.get(handed_in["Location"]))


def test_a_form_with_faults_is_kept_and_says_where() -> None:
    client = desk_of("clerk")
    where = draft_of(begin(client))

    answer = client.post(f"{where}form/", {"person_name": "样大民", "person_mobile": "12"})

    assert answer.status_code == 422
    assert 'id="id_person_mobile_error"' in text(answer)
    assert 'value="12"' in text(answer)
    assert found(where).case.form["person_mobile"] == "12"


def test_a_form_of_endless_text_is_declined() -> None:
    client = desk_of("clerk")
    where = draft_of(begin(client))

    answer = client.post(f"{where}form/", {"person_name": "长" * 300_000})

    assert answer.status_code == 422
    assert "person_name" not in found(where).case.form or (
        len(found(where).case.form["person_name"]) < 100
    )


def test_answers_change_the_materials_and_a_wrong_answer_is_declined() -> None:
    client = desk_of("clerk")
    firm = {
        "number_type": "001",
        "number": circumstances.FIRM,
        "name": "样例省样例市示例科技有限公司",
    }
    where = draft_of(begin(client, circumstances.FOOD, **firm))
    definition = found(where).definition
    keys = [scenario.key for scenario in definition.scenarios]
    right = {scenario.key: scenario.options[-1].key for scenario in definition.scenarios}

    wrong = client.post(f"{where}answers/", right | {keys[0]: "nonsense"})
    changed = client.post(f"{where}answers/", right)

    assert (wrong.status_code, "请从列出的选项中选择" in text(wrong)) == (422, True)
    assert changed.status_code == 302
    assert "连锁总部许可信息" not in {one.name for one in found(where).materials}


def test_a_scan_and_a_paper_can_be_given_back() -> None:
    client = desk_of("clerk")
    where = draft_of(begin(client))
    photo = next(one for one in found(where).materials if one.name == "近期免冠照片")
    scan = SimpleUploadedFile("a.png", circumstances.PICTURE, "image/png")
    client.post(f"{where}materials/{photo.key}/", {"scan": scan})
    file = photo.files.get()

    shown = client.get(f"{where}files/{file.pk}/")
    client.post(f"{where}materials/{photo.key}/back/", {"file": file.pk})
    client.post(f"{where}materials/{photo.key}/")
    client.post(f"{where}materials/{photo.key}/back/")

    assert shown["Content-Type"] == "image/png"
    photo.refresh_from_db()
    assert (photo.source, photo.files.count()) == ("", 0)


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"<html></html>"])
def test_a_scan_that_is_no_paper_is_declined(content: bytes) -> None:
    client = desk_of("clerk")
    where = draft_of(begin(client))
    photo = next(one for one in found(where).materials if one.name == "近期免冠照片")
    scan = SimpleUploadedFile("a.png", content, "image/png")

    answer = client.post(f"{where}materials/{photo.key}/", {"scan": scan})

    assert answer.status_code == 422
    assert photo.files.count() == 0


@pytest.mark.parametrize("who", ["clerk2", "handler", "supervisor"])
def test_a_draft_is_there_for_the_clerk_who_types_it_in_only(who: str) -> None:
    where = draft_of(begin(desk_of("clerk")))
    client = desk_of(who)

    shown = [client.get(where), client.get(f"{where}check/")]
    taken = [client.post(f"{where}{step}/") for step in ("submission", "discard", "form")]

    assert {answer.status_code for answer in (*shown, *taken)} == {404}
    assert found(where).case.state == "draft"


def test_a_draft_is_deleted_by_its_clerk() -> None:
    client = desk_of("clerk")
    where = draft_of(begin(client))

    answer = client.post(f"{where}discard/")

    assert answer["Location"] == "/desk/walkin/"
    assert client.get(where).status_code == 404
