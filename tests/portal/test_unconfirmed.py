"""Whoever signed up with the number of another sees nothing of his, and reads what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.identity.factories import LEAP_DAY, YANG_DAMIN
from tests.jobs import drain
from tests.portal import visitors
from tests.portal.visitors import text
from tongban.access import queries as access
from tongban.access import services as granting
from tongban.base import clock
from tongban.base.actors import ANONYMOUS, SYSTEM, Actor, Channel
from tongban.base.errors import NotFound
from tongban.cases import queries as cases
from tongban.cases import services
from tongban.demo.services import stories
from tongban.feedback import queries as feedback
from tongban.identity import queries as people
from tongban.identity import services as identity
from tongban.licences import queries as licences
from tongban.notices import queries as notices

if TYPE_CHECKING:
    from tongban.identity.models import Account

SAYS = "您的身份还没有核验"
PASSWORD = "Lake-7-Poplar"


def signed_up(number: str, name: str, phone: str) -> Account:
    """Somebody who typed this number into the sign-up page."""
    return identity.sign_up(
        actor=ANONYMOUS, number_type="111", number=number, name=name, phone=phone,
        password=PASSWORD, now=clock.now(),
    )  # fmt: skip


def browser(account: Account) -> Client:
    client = Client()
    client.force_login(account)
    return client


def actor(account: Account) -> Actor:
    return access.actor_for(people.account(account.pk), channel=Channel.WEB)


@pytest.fixture
def squatter() -> Client:
    """Somebody who signed up with the number and the name of 样大民."""
    return browser(signed_up(YANG_DAMIN[1], YANG_DAMIN[0], "10000000066"))


def addresses_of_damin() -> list[str]:
    """Everything that is filed under 样大民's number, page by page."""
    case, draft = visitors.submitted(), visitors.draft("residence_permit")
    drain()
    damin = stories.person("damin")
    view = cases.case(damin, str(case.number))
    licence = licences.own(damin).items[0].identifier
    message = notices.inbox(damin).items[0].pk
    file = next(row for material in view.materials for row in material.files.all())
    return [
        f"/cases/{case.number}/", f"/cases/{case.number}/receipt/",
        f"/cases/{case.number}/documents/{view.documents[0].pk}/",
        f"/cases/{case.number}/files/{file.pk}/", f"/cases/{case.number}/withdraw/",
        f"/apply/{draft.pk}/", f"/apply/{draft.pk}/form/", f"/apply/{draft.pk}/check/",
        f"/licences/{licence}/", f"/licences/{licence}/preview/", f"/licences/{licence}/file/",
        f"/messages/{message}/", "/cases/", "/licences/", "/footprint/", "/accounts/acting/",
    ]  # fmt: skip


def test_every_page_of_the_number_says_what_to_do_instead(squatter: Client, damin: Client) -> None:
    for address in addresses_of_damin():
        assert damin.get(address).status_code in {200, 302}, address
        answer = squatter.get(address)
        assert answer.status_code == 403, address
        page = text(answer)
        assert SAYS in page, address
        assert "样例区示范路1号" in page, address


def test_nothing_can_be_begun_or_changed(squatter: Client) -> None:
    case, draft = visitors.submitted(), visitors.draft("residence_permit")

    for address in (
        "/items/residence_permit/apply/", f"/apply/{draft.pk}/submit/",
        f"/apply/{draft.pk}/discard/", f"/cases/{case.number}/withdraw/",
        f"/cases/{case.number}/rating/", f"/apply/{draft.pk}/form/",
    ):  # fmt: skip
        assert squatter.post(address).status_code in {403, 404}, address
    assert cases.draft(stories.person("damin"), draft.pk).case.version == draft.version


def test_ones_own_page_and_messages_open_and_hold_nothing_filed(squatter: Client) -> None:
    addresses_of_damin()

    own, inbox = squatter.get("/me/"), squatter.get("/messages/")

    assert (own.status_code, inbox.status_code) == (200, 200)
    for page in (text(own), text(inbox)):
        assert SAYS in page
        assert YANG_DAMIN[1] not in page
    assert "还没有消息" in text(inbox)
    assert "样例区示范路1号" in text(own)
    assert "100****0066" in text(own)
    assert squatter.get("/").status_code == 200
    assert squatter.get("/items/residence_permit/").status_code == 200


def test_the_queries_know_nothing_of_him_either() -> None:
    addresses_of_damin()
    concluded = str(visitors.concluded().number)
    him = actor(signed_up(YANG_DAMIN[1], YANG_DAMIN[0], "10000000066"))

    assert not cases.my_cases(him).items
    assert not cases.drafts(him)
    assert not cases.to_do(him)
    assert not licences.own(him).items
    assert not notices.inbox(him).items
    assert not access.footprint(him).items
    assert not access.empowerments(him)
    assert feedback.rating(him, concluded) is None
    assert not feedback.unrated(him)
    for read in (cases.case, feedback.may_rate):
        with pytest.raises(NotFound):
            read(him, concluded)


def test_the_api_declines_him(squatter: Client) -> None:
    for address in ("/api/v1/cases", "/api/v1/licences"):
        answer = squatter.get(address)
        assert (answer.status_code, answer.json()["code"]) == (403, "base.not_confirmed")


def test_reading_writes_nothing(squatter: Client) -> None:
    for address in ("/me/", "/messages/", "/cases/", "/licences/"):
        with CaptureQueriesContext(connection) as seen:
            squatter.get(address)
        written = [one["sql"] for one in seen if one["sql"].startswith(("INSERT", "UPDATE"))]
        assert not [sql for sql in written if "django_session" not in sql], address


def test_what_a_clerk_filed_is_shown_to_the_confirmed_person_and_never_to_the_squatter() -> None:
    name, number = LEAP_DAY
    clerk, now = stories.staff("clerk"), clock.now()
    draft = services.take_in(
        actor=clerk, number_type="111", id_number=number, name=name, phone="10000000055",
        item_key="residence_permit", now=now,
    )  # fmt: skip
    person = people.find_by_number("111", number)
    squatting = signed_up(number, name, "10000000066")
    own = signed_up(number, name, "10000000077")

    assert draft.applicant_id == person
    assert actor(squatting).is_unconfirmed
    assert actor(own).is_unconfirmed
    card = people.masked(draft.applicant_id)
    assert card.phone == "100****0055"

    identity.confirm(
        actor=clerk,
        account_id=own.pk,
        number_type="111",
        number=number,
        name=name,
        phone="10000000077",
        now=now,
    )

    assert actor(own).principal == person
    assert actor(squatting).is_unconfirmed
    assert browser(own).get("/cases/").status_code == 200
    assert browser(squatting).get("/cases/").status_code == 403
    assert people.masked(draft.applicant_id).phone == "100****0077"


def test_an_enterprise_cannot_be_reached_through_an_unconfirmed_account() -> None:
    firm = people.find_by_number("001", visitors.FIRM)
    person = identity.register(
        actor=SYSTEM, kind="natural", number_type="111", number=LEAP_DAY[1], name=LEAP_DAY[0],
        now=clock.now(),
    )  # fmt: skip
    assert firm is not None
    granting.empower(actor=SYSTEM, agent=person.id, principal=firm, now=clock.now())
    squatter = browser(signed_up(LEAP_DAY[1], LEAP_DAY[0], "10000000066"))
    session = squatter.session
    session["principal"] = str(firm)
    session.save()

    assert squatter.get("/licences/").status_code == 403
    assert squatter.post("/accounts/acting/", {"principal": str(firm)}).status_code == 403
