"""Registering subjects, making accounts, signing up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests.identity.factories import (
    CHILD,
    ELDER,
    HK_RESIDENT,
    LEAP_DAY,
    LI_XIAOHONG,
    MACAO_RESIDENT,
    NOON,
    PASSWORD,
    PHONE,
    SNACK_SHOP,
    STANDARDS_BODY,
    TAIWAN_RESIDENT,
    TECH_COMPANY,
    TRADE_COMPANY,
    VOLUNTEERS,
    YANG_DAMIN,
    actor_of,
    make_enterprise,
    make_person,
    make_staff,
)
from tongban.base import audit
from tongban.base.actors import ANONYMOUS, SYSTEM
from tongban.base.errors import Forbidden, Refusal
from tongban.identity import queries, rules, services
from tongban.identity.models import Subject

pytestmark = pytest.mark.django_db

NAME, NUMBER = YANG_DAMIN


def register(**other: Any) -> Subject:
    given = {
        "actor": SYSTEM, "kind": "natural", "number_type": "111", "number": NUMBER, "name": NAME,
        **other,
    }  # fmt: skip
    return services.register(now=NOON, **given)


def test_one_number_is_registered_once_however_it_is_written() -> None:
    first = register()

    again = register(number="９９０１０１ 19900307 0015")

    assert again.id == first.id
    assert queries.find_by_number("111", " 990101199003070015") == first.id
    assert [entry.event for entry in audit.trail(str(first.id))] == ["identity.subject_registered"]


def test_nothing_personal_stands_in_the_table_in_clear() -> None:
    subject = register(phone=PHONE, email="yang@sample.example", address="样例省样例市示范路1号")
    services.create_account(
        actor=SYSTEM, username="yang", realm="public", password=PASSWORD,
        subject=subject.id, now=NOON,
    )  # fmt: skip

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(s)::text || row_to_json(a)::text FROM identity_subject s "
            "JOIN identity_account a ON a.subject_id = s.id"
        )
        stored = cursor.fetchone()[0]

    for plain in (NUMBER, NAME, PHONE, "yang@sample", "示范路"):
        assert plain not in stored
        assert plain.encode().hex() not in stored


def test_the_same_number_under_another_name_is_declined() -> None:
    register()

    with pytest.raises(services.NameDiffers):
        register(name="例小红")


@pytest.mark.parametrize(
    ("kind", "number_type", "number"),
    [("natural", "001", TECH_COMPANY[1]), ("legal", "111", NUMBER)],
)
def test_a_person_has_no_credit_code_and_an_enterprise_no_identity_card(
    kind: str, number_type: str, number: str
) -> None:
    with pytest.raises(services.KindDiffers):
        register(kind=kind, number_type=number_type, number=number)


@pytest.mark.parametrize(
    "wrong",
    [
        {"number": "990101199003070016"},
        {"number": "990101199902300015"},
        {"number_type": "999"},
        {"name": "  "},
        {"name": "<b>"},
        {"phone": "12345"},
        {"email": "not an address"},
    ],
)
def test_what_cannot_be_is_not_registered(wrong: dict[str, str]) -> None:
    with pytest.raises(Refusal):
        register(**wrong)

    assert not Subject.objects.exists()


def test_a_birth_date_counts_from_the_day_of_registration() -> None:
    tomorrow = (NOON + timedelta(days=1)).strftime("%Y%m%d")
    number = factories_number(tomorrow)

    with pytest.raises(rules.NumberInvalid, match="在今天之后"):
        register(number=number)


def factories_number(day: str) -> str:
    from tests.identity.factories import citizen_number

    return citizen_number(f"990101{day}001")


def test_production_takes_no_sample_numbers(settings: Any) -> None:
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"mode": "production"})

    with pytest.raises(rules.NumberInvalid, match="演示用"):
        register()


def test_a_stranger_registers_nobody() -> None:
    account, _ = make_person()

    for actor in (ANONYMOUS, actor_of(account), actor_of(make_staff("examiner", "handler"))):
        with pytest.raises(Forbidden):
            register(actor=actor, number=LI_XIAOHONG[1], name=LI_XIAOHONG[0])


def test_a_clerk_registers_whom_he_has_before_him() -> None:
    clerk = actor_of(make_staff())

    assert register(actor=clerk).name == NAME


def test_all_sample_people_and_enterprises_can_be_registered() -> None:
    people = (
        YANG_DAMIN, LI_XIAOHONG, CHILD, ELDER, LEAP_DAY, HK_RESIDENT, MACAO_RESIDENT,
        TAIWAN_RESIDENT,
    )  # fmt: skip
    for name, number in people:
        make_person(name, number)
    for name, uscc in (TECH_COMPANY, TRADE_COMPANY, SNACK_SHOP, VOLUNTEERS, STANDARDS_BODY):
        make_enterprise(name, uscc)

    assert Subject.objects.count() == 13


def test_a_user_name_is_no_number() -> None:
    _, subject = make_person()

    for username in ("10000000001", "990101199003070015", "Yang", "样大民", "a" * 40):
        with pytest.raises(services.UsernameInvalid):
            services.create_account(
                actor=SYSTEM, username=username, realm="public", password=PASSWORD,
                subject=subject.id, now=NOON,
            )  # fmt: skip


def test_one_person_has_one_account() -> None:
    _, subject = make_person()

    with pytest.raises(services.AccountExists):
        services.create_account(
            actor=SYSTEM, username="second", realm="public", password=PASSWORD,
            subject=subject.id, now=NOON,
        )  # fmt: skip


def test_staff_change_the_first_password_in_production_only(settings: Any) -> None:
    demo = make_staff("first")
    settings.TONGBAN = settings.TONGBAN.model_copy(update={"mode": "production"})

    assert not demo.must_change_password
    assert make_staff("second").must_change_password


def test_a_password_is_changed_by_its_owner_to_a_strong_one() -> None:
    account, _ = make_person()
    other, _ = make_person(*LI_XIAOHONG)

    for weak in ("short", "alllowercase", "Aa1-样大民", PASSWORD, "Password123"):
        with pytest.raises(rules.PasswordWeak):
            services.change_password(
                actor=actor_of(account), account_id=account.pk, password=weak, now=NOON
            )
    with pytest.raises(Forbidden):
        services.change_password(
            actor=actor_of(other), account_id=account.pk, password="Other-9-Birch", now=NOON
        )
    changed = services.change_password(
        actor=actor_of(account), account_id=account.pk, password="Other-9-Birch", now=NOON
    )

    assert changed.check_password("Other-9-Birch")


def test_contacts_are_changed_by_the_person_and_nobody_else() -> None:
    account, subject = make_person()
    stranger, _ = make_person(*LI_XIAOHONG)

    services.update_contact(
        actor=actor_of(account), subject_id=subject.id, phone=PHONE, email="Yang@sample.example",
        now=NOON,
    )  # fmt: skip
    with pytest.raises(queries.SubjectUnknown):
        services.update_contact(
            actor=actor_of(stranger), subject_id=subject.id, phone="10000009999", now=NOON
        )
    with pytest.raises(services.ContactTaken):
        services.update_contact(
            actor=actor_of(stranger), subject_id=stranger.subject_id or subject.id, phone=PHONE,
            now=NOON,
        )  # fmt: skip

    assert queries.account_named(PHONE, realm="public") == account
    assert queries.account_named("yang@SAMPLE.example", realm="public") == account


def test_a_level_is_raised_and_never_lowered() -> None:
    _, subject = make_person(confirmed=False)

    services.raise_level(actor=SYSTEM, subject_id=subject.id, level=5, now=NOON)
    services.raise_level(actor=SYSTEM, subject_id=subject.id, level=3, now=NOON)

    assert queries.subject(subject.id).level == 5


def test_a_clerk_resets_the_password_of_a_person_and_an_operator_that_of_staff() -> None:
    person, _ = make_person()
    clerk = make_staff("clerk", hall_code="daoli")
    operator = make_staff("operator", "operator")
    elsewhere = make_staff("elsewhere")

    once = services.reset_password(actor=actor_of(clerk), account_id=person.pk, now=NOON)
    services.reset_password(actor=actor_of(operator), account_id=clerk.pk, now=NOON)
    for actor, account in (
        (person, clerk), (clerk, operator), (operator, person), (elsewhere, person),
    ):  # fmt: skip
        with pytest.raises(queries.AccountUnknown):
            services.reset_password(actor=actor_of(actor), account_id=account.pk, now=NOON)

    person.refresh_from_db()
    assert person.check_password(once)
    assert person.must_change_password
    assert services.password_faults(make_person(*LI_XIAOHONG)[0], once) == ()
