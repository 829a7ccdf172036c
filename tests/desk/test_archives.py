"""The pages of archives: lists, one archive, two people and a list, a restored case."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.archives.filed import archived
from tests.cases.circumstances import TUESDAY
from tests.desk.desks import STAFF, desk_of, text
from tests.identity.factories import YANG_DAMIN
from tongban.archives import services
from tongban.archives.models import Archive, ArchiveList
from tongban.archives.rules import ListKind
from tongban.base.actors import Actor, ActorKind, Post

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

LIST = "/desk/archives/"


@pytest.fixture
def archive() -> Archive:
    return archived()


def proposed(archive: Archive) -> ArchiveList:
    """A list of somebody else."""
    other = Actor(
        kind=ActorKind.STAFF, account=9001, name="另一人",
        posts=(Post(1, "approver", archive.unit),),
    )  # fmt: skip
    return services.propose(
        actor=other, kind=ListKind.TRANSFER, archives=[archive.number], reason="到期移交",
        now=TUESDAY,
    )  # fmt: skip


def test_the_list_shows_the_archive_with_few_queries(
    archive: Archive, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = desk_of("approver")
    with django_assert_max_num_queries(9):
        page = text(client.get(LIST))

    assert archive.number in page
    for named in (archive.number, f" {archive.case_number} "):
        assert archive.number in text(client.get(LIST, {"q": named}))
    assert "没有找到这份档案" in text(client.get(LIST, {"q": archive.number[:-1]}))


@pytest.mark.parametrize("username", sorted(set(STAFF) - {"approver", "supervisor", "operator"}))
def test_for_other_posts_there_is_no_such_page(username: str) -> None:
    for page in (LIST, f"{LIST}lists/"):
        assert desk_of(username).get(page).status_code == 404


def test_one_archive_with_its_checks(archive: Archive) -> None:
    client = desk_of("approver")

    client.post(f"{LIST}{archive.number}/check/")

    page = text(client.get(f"{LIST}{archive.number}/"))
    assert page.count("全部通过") == 2
    assert "长期保存" in page


def test_a_restored_case_is_shown_masked(archive: Archive) -> None:
    answer = desk_of("approver").post(f"{LIST}{archive.number}/restore/", follow=True)

    assert archive.case_number in text(answer)
    assert "提交申请" in text(answer)
    assert "submit" not in text(answer).partition("办理经过")[2].partition("文书")[0]
    assert YANG_DAMIN[1] not in text(answer)
    assert YANG_DAMIN[0] not in text(answer)


def test_the_package_is_given_for_a_purpose_only(archive: Archive) -> None:
    client = desk_of("approver")

    without = client.post(f"{LIST}{archive.number}/package/", {"purpose": ""})
    given = client.post(f"{LIST}{archive.number}/package/", {"purpose": "档案利用"})

    assert without.status_code == 302
    assert given["Content-Type"] == "application/zip"
    assert given.content.startswith(b"PK")


def test_a_list_without_a_reason_says_so_and_keeps_what_was_chosen(archive: Archive) -> None:
    answer = desk_of("approver").post(LIST, {"kind": "transfer", "archives": archive.number})

    assert answer.status_code == 422
    assert "请写明理由" in text(answer)
    assert "checked" in text(answer)


def test_whoever_proposed_sees_no_button(archive: Archive) -> None:
    client = desk_of("approver")

    answer = client.post(
        LIST, {"kind": "transfer", "archives": archive.number, "reason": "移交"}, follow=True
    )

    assert "等另一位负责人审批" in text(answer)
    assert 'value="approve"' not in text(answer)


def test_a_second_person_approves_with_the_receipt(archive: Archive) -> None:
    listed = proposed(archive)
    client, page = desk_of("approver"), f"{LIST}lists/{listed.number}/"

    without = client.post(page, {"answer": "approve", "words": "同意"})
    client.post(page, {"answer": "approve", "receipt": "JS-1"})

    assert without.status_code == 422
    assert 'value="同意"' in text(without)
    archive.refresh_from_db()
    assert (archive.kept, archive.receipt) == ("transferred", "JS-1")
