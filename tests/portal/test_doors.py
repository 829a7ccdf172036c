"""Every page of a person is closed to strangers, staff and others; reading it writes nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.portal import visitors
from tests.portal.visitors import text
from tongban.cases import queries as cases
from tongban.demo.services import stories
from tongban.licences import queries as licences

if TYPE_CHECKING:
    from uuid import UUID

    from django.http.response import HttpResponseBase

OWN_LISTS = ["/cases/", "/licences/", "/footprint/", "/messages/", "/me/", "/me/agents/"]
NO_UUID = "00000000-0000-4000-8000-000000000000"
WRITING = ("INSERT", "UPDATE", "DELETE")


def same(answer: HttpResponseBase) -> str:
    """The page without the number of the request and its own address, which always differ."""
    return re.sub(r"<code>\w+</code>|back=[^\"]*", "", text(answer))


def draft_pages(pk: UUID | str) -> list[str]:
    return [f"/apply/{pk}/{step}" for step in ("", "materials/", "form/", "check/", "discard/")]


@pytest.mark.parametrize("address", OWN_LISTS)
def test_lists_are_for_people_who_signed_in(address: str, client: Client, clerk: Client) -> None:
    answer = client.get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert clerk.get(address).status_code == 403


def test_a_draft_is_its_owners_alone(client: Client, xiaohong: Client, clerk: Client) -> None:
    draft = visitors.draft()
    for address, unknown in zip(draft_pages(draft.pk), draft_pages(NO_UUID), strict=True):
        assert client.get(address).status_code == 302
        assert clerk.get(address).status_code == 403
        other, missing = xiaohong.get(address), xiaohong.get(unknown)
        assert other.status_code == missing.status_code == 404
        assert same(other) == same(missing)


@pytest.mark.parametrize(
    "step", ["questions/", "form/", "form/parts/", "submit/", "discard/", "materials/m6/files/"]
)
def test_nobody_else_changes_a_draft(step: str, client: Client, xiaohong: Client) -> None:
    draft = visitors.draft()
    address = f"/apply/{draft.pk}/{step}"

    assert client.post(address).status_code == 302
    sent = {"file": visitors.picture()} if "files" in step else {}
    other = xiaohong.post(address, sent)
    sent = {"file": visitors.picture()} if "files" in step else {}
    missing = xiaohong.post(f"/apply/{NO_UUID}/{step}", sent)
    assert other.status_code == missing.status_code == 404
    assert same(other) == same(missing)
    assert cases.draft(stories.person("damin"), draft.pk).case.version == draft.version


@pytest.mark.parametrize("page", ["", "receipt/", "withdraw/", "supplement/", "rating/"])
def test_a_case_is_its_applicants_alone(
    page: str, client: Client, xiaohong: Client, clerk: Client
) -> None:
    number = visitors.submitted().number
    address = f"/cases/{number}/{page}"

    assert client.get(address).status_code == 302
    assert clerk.get(address).status_code == 403
    other, missing = xiaohong.get(address), xiaohong.get(f"/cases/23010200000000000000/{page}")
    assert other.status_code == missing.status_code == 404
    assert same(other) == same(missing)
    if page not in {"", "receipt/"}:
        assert xiaohong.post(address).status_code == 404


def test_papers_and_files_are_their_applicants_alone(xiaohong: Client) -> None:
    view = cases.case(stories.person("damin"), str(visitors.submitted().number))
    paper = view.documents[0]
    file = next(row for material in view.materials for row in material.files.all())

    other = xiaohong.get(f"/cases/{view.case.number}/documents/{paper.pk}/")
    missing = xiaohong.get(f"/cases/{view.case.number}/documents/{NO_UUID}/")
    assert other.status_code == missing.status_code == 404
    assert same(other) == same(missing)
    for ref in (view.case.number, view.case.pk):
        other = xiaohong.get(f"/cases/{ref}/files/{file.pk}/")
        missing = xiaohong.get(f"/cases/{ref}/files/99999999/")
        assert other.status_code == missing.status_code == 404
        assert same(other) == same(missing)


@pytest.mark.parametrize("page", ["", "preview/", "file/"])
def test_a_licence_is_its_holders_alone(page: str, client: Client, xiaohong: Client) -> None:
    own = licences.own(stories.person("damin")).items[0]
    other = xiaohong.get(f"/licences/{own.identifier}/{page}")
    missing = xiaohong.get(f"/licences/nothing/{page}")

    assert client.get(f"/licences/{own.identifier}/{page}").status_code == 302
    assert other.status_code == missing.status_code == 404
    assert same(other) == same(missing)


def test_one_principal_does_not_see_the_other_ones_cases(damin: Client) -> None:
    number = visitors.submitted("food_business", "damin", visitors.FIRM).number

    assert damin.get(f"/cases/{number}/").status_code == 404
    assert str(number) not in text(damin.get("/cases/"))
    firm = visitors.for_firm()
    page = text(firm.get(f"/cases/{number}/"))
    assert "正在为 样例省样例市示例科技有限公司 办事" in page


def test_reading_writes_nothing(damin: Client) -> None:
    number, draft = visitors.submitted().number, visitors.draft("residence_permit")
    licence = licences.own(stories.person("damin")).items[0].identifier
    addresses = [
        "/", "/search/?q=食品", "/items/ssc/", "/verify/", *OWN_LISTS, f"/cases/{number}/",
        f"/cases/{number}/receipt/", f"/cases/{number}/withdraw/", f"/licences/{licence}/",
        *draft_pages(draft.pk),
    ]  # fmt: skip
    for address in addresses:
        with CaptureQueriesContext(connection) as seen:
            assert damin.get(address).status_code in {200, 302}, address
        written = [row["sql"] for row in seen if row["sql"].startswith(WRITING)]
        assert not [sql for sql in written if "django_session" not in sql], address


def test_an_expired_session_sends_back_to_the_page_with_the_form(client: Client) -> None:
    draft = visitors.draft()
    page = f"/apply/{draft.pk}/materials/"
    answer = client.post(
        f"{page}m6/files/", {"file": visitors.picture()}, HTTP_REFERER=f"http://testserver{page}"
    )
    assert answer["Location"] == f"/accounts/login/?next=%2Fapply%2F{draft.pk}%2Fmaterials%2F"

    abroad = client.post(f"/apply/{draft.pk}/form/", HTTP_REFERER="https://evil.example/x")
    assert abroad["Location"] == f"/accounts/login/?next=%2Fapply%2F{draft.pk}%2Fform%2F"

    swapped = client.post(
        f"/apply/{draft.pk}/form/parts/",
        HTTP_HX_REQUEST="true",
        HTTP_HX_CURRENT_URL=f"http://testserver/apply/{draft.pk}/form/",
    )
    assert swapped["HX-Redirect"] == f"/accounts/login/?next=%2Fapply%2F{draft.pk}%2Fform%2F"


def test_a_form_left_open_and_an_address_opened_by_hand_say_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    came = {"referer": "http://testserver/cases/?after=x"}

    stale = client.post("/events/retire/begin/", {"csrfmiddlewaretoken": "old"}, headers=came)
    abroad = client.post("/me/", headers={"referer": "https://elsewhere.invalid/trap"})
    by_hand = client.get("/events/retire/begin/")

    assert stale.status_code == abroad.status_code == 403
    assert 'href="/cases/?after=x"' in text(stale)
    assert "再交一次就行" in text(stale)
    assert "elsewhere" not in text(abroad)
    assert (by_hand.status_code, by_hand["Allow"]) == (405, "POST")
    assert "请后退一页，再点那一页上的按钮。" in text(by_hand)
