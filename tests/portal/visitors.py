"""Who visits the pages, and what they did before the test begins."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.jobs import drain
from tongban.base import clock
from tongban.cases import queries, services
from tongban.demo.services import stories
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase

    from tongban.cases.models import Case

FIRM = "91990101MACMPL0100"
ITEM = "teacher_qualification"
FACE = {
    "KZ_FDDBR": "样大民",
    "KZ_ZS": "样例省样例市样例区示范路1号",
    "KZ_JYCS": "样例省样例市样例区示范路1号",
    "KZ_ZTYT": "餐饮服务经营者",
    "KZ_JYXM": "热食类食品制售",
}
PICTURE = (resources.files("tongban.demo") / "data" / "picture.png").read_bytes()


def person(username: str) -> Client:
    """Somebody of the people's realm, signed in."""
    return _signed_in(username, "public")


def staff(username: str) -> Client:
    """A member of staff, signed in."""
    return _signed_in(username, "staff")


def for_firm() -> Client:
    """样大民, signed in, acting for the sample company."""
    client = person("damin")
    chosen = identity.find_by_number("001", FIRM)
    assert client.post("/accounts/acting/", {"principal": str(chosen)}).status_code == 302
    return client


def _signed_in(username: str, realm: str) -> Client:
    account = identity.account_named(username, realm=realm)
    assert account is not None
    client = Client()
    client.force_login(account)
    return client


def text(answer: HttpResponseBase) -> str:
    """The page as a person's browser gets it."""
    return bytes(getattr(answer, "content", b"")).decode()


def picture(name: str = "picture.png", content: bytes = PICTURE) -> SimpleUploadedFile:
    """A file to upload."""
    return SimpleUploadedFile(name, content)


def draft(item: str = ITEM, username: str = "damin", principal: str = "") -> Case:
    """A fresh draft of somebody's."""
    actor = stories.person(username, principal)
    return services.open_draft(actor=actor, item_key=item, now=clock.now())


def submitted(item: str = ITEM, username: str = "damin", principal: str = "") -> Case:
    """A case that was handed in and waits for the window."""
    return stories.apply(stories.person(username, principal), item, clock.now())


def asked_back(case: Case, sentence: str = "图片不清楚，看不清文字") -> str:
    """The window asks for the first uploaded material again; returns its key."""
    window = stories.staff("clerk")
    number = str(case.number)
    wanted = next(m for m in queries.case(window, number).materials if m.files.all())
    services.ask_supplement(
        actor=window,
        number=number,
        requests=[services.Request(wanted.key, sentence, "彩色扫描，文字清晰可读")],
        now=clock.now(),
    )
    return str(wanted.key)


def concluded() -> Case:
    """The company's food business case, granted, with its licence; every job has run."""
    case = submitted("food_business", "damin", FIRM)
    number, window, now = str(case.number), stories.staff("clerk"), clock.now()
    stories.check_all(window, case, now)
    services.accept(actor=window, number=number, now=now)
    for username, outcome in (
        ("handler", "forward"),
        ("reviewer", "forward"),
        ("approver", "grant"),
    ):
        examiner = stories.staff(username)
        view = queries.case(examiner, number)
        services.give_opinion(
            actor=examiner,
            number=number,
            task_key=view.waiting[0].task_key,
            outcome=outcome,
            opinion="材料齐全，符合条件",
            face=FACE if outcome == "grant" else None,
            version=view.case.version,
            now=clock.now(),
        )
    drain()
    return queries.case(stories.person("damin", FIRM), number).case
