"""Signing up online opens nothing; what a clerk has seen at the counter does."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.identity.factories import (
    LI_XIAOHONG,
    NOON,
    PASSWORD,
    PHONE,
    TECH_COMPANY,
    YANG_DAMIN,
    actor_of,
    make_enterprise,
    make_person,
    make_staff,
)
from tongban.access import queries as access
from tongban.base import audit
from tongban.base.actors import ANONYMOUS, SYSTEM, Actor
from tongban.base.errors import Forbidden, Refusal
from tongban.identity import queries, rules, services
from tongban.identity.models import Account, Claim, Subject

pytestmark = pytest.mark.django_db

NAME, NUMBER = YANG_DAMIN
SQUATTERS_PHONE = "10000000066"


def sign_up(**other: Any) -> Account:
    given = {
        "number_type": "111", "number": NUMBER, "name": NAME, "phone": PHONE,
        "password": PASSWORD, **other,
    }  # fmt: skip
    return services.sign_up(actor=ANONYMOUS, now=NOON, **given)


def walk_in(**other: Any) -> Subject:
    given = {"number": NUMBER, "name": NAME, "phone": "10000000009", **other}
    return services.register(actor=SYSTEM, kind="natural", number_type="111", now=NOON, **given)


def clerk() -> Actor:
    return actor_of(make_staff("clerk", hall_code="daoli"))


def confirm(account: Account, **other: Any) -> Account:
    given = {"actor": clerk(), "number": NUMBER, "name": NAME, "phone": PHONE, **other}
    services.confirm(account_id=account.pk, number_type="111", now=NOON, **given)
    return queries.account(account.pk)


def release(account: Account, **other: Any) -> Account:
    given = {"actor": clerk(), "number": NUMBER, **other}
    services.release(account_id=account.pk, number_type="111", now=NOON, **given)
    return queries.account(account.pk)


def events(subject: str) -> list[str]:
    return [one.event for one in audit.trail(subject)]


def test_who_signed_up_is_nobody_yet() -> None:
    account = sign_up()

    actor = actor_of(account)

    assert actor.is_unconfirmed
    assert (actor.subject, actor.principal, access.principals(actor)) == (None, None, ())
    assert not Subject.objects.exists()
    assert account.username not in {NAME, NUMBER}
    assert events(f"account:{account.pk}") == ["identity.signed_up"]


@pytest.mark.parametrize("known", ["never heard of", "walked in", "has an account", "claimed"])
@pytest.mark.parametrize("name", [NAME, "例小红"])
def test_signing_up_is_the_same_whatever_is_known_of_the_number(known: str, name: str) -> None:
    if known == "walked in":
        walk_in()
    if known == "has an account":
        make_person()
    if known == "claimed":
        sign_up(phone=SQUATTERS_PHONE)
    before = list(Subject.objects.order_by("id").values())

    account = sign_up(name=name)

    assert actor_of(account).is_unconfirmed
    assert list(Subject.objects.order_by("id").values()) == before


def test_nobody_signs_up_with_the_telephone_of_another() -> None:
    make_person(phone=PHONE)

    with pytest.raises(services.CannotSignUp):
        sign_up(number=LI_XIAOHONG[1], name=LI_XIAOHONG[0])

    assert not Claim.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"phone": ""},
        {"phone": "000-12345678"},
        {"password": "short-1A"[:7]},
        {"password": f"Aa-{NUMBER[-6:]}"},
        {"password": "Aa1-" + PHONE},
        {"number": "990101199003070016"},
        {"number_type": "001", "number": TECH_COMPANY[1]},
        {"name": " "},
    ],
)
def test_a_faulty_sign_up_leaves_nothing_behind(wrong: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        sign_up(**wrong)

    assert not Claim.objects.exists()
    assert not Account.objects.exists()


def test_nothing_of_a_claim_stands_in_the_table_in_clear() -> None:
    sign_up()

    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(c)::text FROM identity_claim c")
        stored = cursor.fetchone()[0]

    for plain in (NUMBER, NAME, PHONE):
        assert plain not in stored
        assert plain.encode().hex() not in stored


@pytest.mark.parametrize(("level", "acts"), [(2, False), (3, False), (4, True), (5, True)])
def test_an_account_acts_from_the_level_of_a_real_person_on(level: int, *, acts: bool) -> None:
    account, subject = make_person(confirmed=False)
    services.raise_level(actor=SYSTEM, subject_id=subject.id, level=level, now=NOON)
    account.refresh_from_db()

    assert actor_of(account).is_unconfirmed is not acts


def test_an_empowerment_counts_only_for_whom_a_clerk_has_seen() -> None:
    account, subject = make_person(confirmed=False)
    enterprise = make_enterprise(agent=subject)

    actor = actor_of(account, enterprise)

    assert (actor.principal, access.principals(actor)) == (None, ())
    assert not access.may_act_for(actor, enterprise.id)
    services.raise_level(actor=SYSTEM, subject_id=subject.id, level=5, now=NOON)
    assert actor_of(queries.account(account.pk), enterprise).principal == enterprise.id


def test_a_confirmed_account_opens_what_was_filed_at_the_counter() -> None:
    person = walk_in()
    account = sign_up()

    confirmed = confirm(account)

    assert actor_of(confirmed).principal == person.id
    card = queries.subject(person.id)
    assert (card.level, card.phone) == (rules.Assurance.FACE_TO_FACE, PHONE)
    assert not Claim.objects.exists()
    assert queries.account_named(NUMBER, realm="public") == confirmed
    assert queries.account_named(PHONE, realm="public") == confirmed
    assert events(str(person.id))[-1] == "identity.level_raised"
    assert events(f"account:{account.pk}") == ["identity.signed_up", "identity.account_confirmed"]


def test_confirming_registers_whom_nobody_knew_by_the_name_on_the_document() -> None:
    confirmed = confirm(sign_up(name="样大明"))

    assert confirmed.display_name == NAME
    assert confirmed.subject is not None
    assert confirmed.subject.name == NAME


def test_confirming_twice_is_confirming_once() -> None:
    account = sign_up()
    confirm(account)

    confirm(account)

    assert events(f"account:{account.pk}").count("identity.account_confirmed") == 1


def test_confirming_another_name_than_the_one_on_record_is_declined() -> None:
    walk_in()
    account = sign_up()

    with pytest.raises(services.NameDiffers):
        confirm(account, name="样大明")

    assert actor_of(queries.account(account.pk)).is_unconfirmed


@pytest.mark.parametrize("said", ["10000000001", "+86 100 0000 0001", "１００００００００01"])
def test_the_person_says_the_telephone_number_of_his_account(said: str) -> None:
    assert queries.is_confirmed(confirm(sign_up(), phone=said))


@pytest.mark.parametrize("said", ["", "10000000002", SQUATTERS_PHONE])
def test_an_account_whose_telephone_the_person_does_not_know_is_not_confirmed(said: str) -> None:
    walk_in()
    account = sign_up()

    with pytest.raises(services.PhoneDiffers):
        confirm(account, phone=said)

    assert actor_of(queries.account(account.pk)).is_unconfirmed
    assert Claim.objects.exists()


def test_an_account_is_confirmed_only_for_the_number_it_claims() -> None:
    account = sign_up()
    _, other = make_person(*LI_XIAOHONG, confirmed=False)

    with pytest.raises(queries.AccountUnknown):
        confirm(account, number=LI_XIAOHONG[1], name=LI_XIAOHONG[0])

    assert queries.subject(other.id).level == rules.Assurance.REGISTERED


def test_one_person_gets_one_account() -> None:
    confirm(sign_up())
    second = sign_up(phone=SQUATTERS_PHONE)

    with pytest.raises(services.AnotherAccount):
        confirm(second, phone=SQUATTERS_PHONE)

    assert actor_of(queries.account(second.pk)).is_unconfirmed


def test_only_a_clerk_of_a_hall_confirms_and_releases() -> None:
    account = sign_up()
    reviewer = make_staff("reviewer", "reviewer", hall_code="daoli")
    nowhere = make_staff("nowhere", "clerk")
    person, _ = make_person(*LI_XIAOHONG)

    for actor in (ANONYMOUS, *(actor_of(one) for one in (account, person, reviewer, nowhere))):
        with pytest.raises(Forbidden):
            confirm(account, actor=actor)
        with pytest.raises(Forbidden):
            release(account, actor=actor)

    assert actor_of(queries.account(account.pk)).is_unconfirmed


def test_the_person_himself_is_not_in_the_way_of_a_squatter_nor_the_other_way_round() -> None:
    squatter = sign_up(phone=SQUATTERS_PHONE, name="例小红")
    own = sign_up()

    assert release(squatter).is_active is False
    confirmed = confirm(own)

    assert actor_of(confirmed).principal == queries.find_by_number("111", NUMBER)
    assert queries.account_named(SQUATTERS_PHONE, realm="public") is None
    assert events(f"account:{squatter.pk}")[-1] == "identity.account_released"
    assert sign_up(phone=SQUATTERS_PHONE, number=LI_XIAOHONG[1], name=LI_XIAOHONG[0])


def test_an_account_confirmed_by_mistake_loses_the_person_and_his_contacts() -> None:
    account = confirm(sign_up(phone=SQUATTERS_PHONE), phone=SQUATTERS_PHONE)
    person = queries.find_by_number("111", NUMBER)

    closed = release(account)

    assert (closed.is_active, closed.subject_id) == (False, None)
    assert person is not None
    assert queries.subject(person).phone == ""
    assert actor_of(confirm(sign_up())).principal == person


def test_an_account_of_another_number_is_not_released() -> None:
    account = sign_up()

    with pytest.raises(queries.AccountUnknown):
        release(account, number=LI_XIAOHONG[1])

    assert queries.account(account.pk).is_active


def test_the_counter_sees_every_account_of_a_number_masked() -> None:
    make_person(phone="10000000008")
    sign_up(name="例小红")
    make_person(*LI_XIAOHONG)

    shown = queries.accounts_using("111", NUMBER, name=NAME)

    assert [(one.confirmed, one.same_name, one.phone) for one in shown] == [
        (True, True, "100****0008"),
        (False, False, "100****0001"),
    ]
    assert NUMBER not in repr(shown)
    assert NAME not in repr(shown)
