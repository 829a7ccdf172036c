"""Addresses of others: nobody opens them, and all of them look the same."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser import applying

if TYPE_CHECKING:
    from tests.browser.conftest import Meet
    from tests.browser.person import Person

pytestmark = pytest.mark.browser


def _addresses(owner: Person) -> list[str]:
    """A case, its papers and files, a draft with a file, a licence, a message: all one's own."""
    addresses = []
    for page in ("/cases/", "/licences/", "/messages/"):
        owner.go(page)
        addresses += _links(owner, page)
    case = next(one for one in addresses if re.fullmatch(r"/cases/\d+/", one))
    owner.go(case)
    addresses += [*_links(owner, case), f"{case}supplement/", f"{case}receipt/", f"{case}rating/"]
    applying.begin(owner, "社会保障卡申领")
    applying.bring(owner, "近期免冠照片")
    draft = owner.page.url.removeprefix(owner.address).partition("materials/")[0]
    addresses += [draft, f"{draft}check/", *_links(owner, "/cases/")]
    return sorted(set(addresses))


def _links(owner: Person, start: str) -> list[str]:
    """What the page that is shown links to below an address, unless it is public."""
    links = owner.page.locator("main a").evaluate_all("all => all.map((a) => a.pathname)")
    return [link for link in links if link.startswith(start) and link != start]


def _shown(person: Person, address: str) -> tuple[int, str]:
    answer = person.context.request.get(address, max_redirects=0)
    return answer.status, re.sub(r'value="\w+"|back=[^"]+', "", answer.text())


def _invented(address: str) -> str:
    """An address of the same kind at which there is nothing."""
    *before, last = re.split(r"(?<=/)(?=[^/]*\d)", address)
    number, rest = last.split("/", 1)
    return "".join([*before, number[:-5] + "99999", "/", rest])


def test_what_belongs_to_others_is_not_there(meet: Meet) -> None:
    owner, other = meet("damin"), meet("xiaohong")
    addresses = _addresses(owner)

    opened = {_shown(owner, one)[0] for one in addresses}
    differing = [one for one in addresses if _shown(other, one) != _shown(other, _invented(one))]
    statuses = {_shown(other, one)[0] for one in addresses}

    assert len(addresses) > 8
    assert opened <= {200, 302}
    assert (differing, statuses) == ([], {404})
    other.go(addresses[0], status=404)
    other.reads("没有找到这一页")


def test_a_clerk_of_another_hall_finds_nothing(meet: Meet) -> None:
    clerk, other = meet("clerk", staff=True), meet("clerk2", staff=True)
    clerk.go("/desk/")
    number = clerk.page.locator("#rows a").first.inner_text().strip()

    other.go(f"/desk/cases/{number}/", status=404)

    other.reads("没有找到这一页")
    assert other.context.request.get(f"/desk/cases/{number}/correction/").status == 404


def test_staff_and_people_keep_to_their_own_pages(meet: Meet) -> None:
    clerk, person, stranger = meet("clerk", staff=True), meet("damin"), meet()

    for address in ("/cases/", "/licences/", "/messages/", "/me/"):
        clerk.go(address, status=403)
    for address in ("/desk/", "/desk/walkin/", "/desk/board/", "/desk/failures/"):
        person.go(address, status=404)
    clerk.go("/desk/board/", status=404)
    stranger.go("/cases/")
    assert stranger.title() == "登录"
    stranger.go("/desk/")
    assert stranger.title() == "工作人员登录"
