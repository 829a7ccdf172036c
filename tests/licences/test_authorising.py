"""Letting a named user use a licence: the artefact, its limits, and taking it back."""

from __future__ import annotations

import base64
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    OTHER_PERSON,
    PERSON,
    make_licence,
    make_subject,
    official,
    person,
)
from tests.licences.parties import BANK, authorise, bank_clerk, firm_agent
from tongban.access import queries as access
from tongban.access import services as granting
from tongban.access.models import Consent
from tongban.access.rules import consents
from tongban.base.actors import ANONYMOUS, SYSTEM
from tongban.base.crypto import sm2
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry
from tongban.licences import queries, services
from tongban.licences.rules import uses

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.identity.models import Subject
    from tongban.licences.models import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]


@pytest.fixture
def holder() -> Subject:
    return make_subject()


@pytest.fixture
def licence(holder: Subject) -> Licence:
    return make_licence(holder, "household_register")


def test_a_consent_is_signed_listed_and_told(
    holder: Subject, licence: Licence, outbox_names: Callable[[], list[str]]
) -> None:
    consent = authorise(person(holder), licence, items=("KZ_HZXM", "KZ_HH"))

    row = access.consents_given(person(holder)).items[0]
    assert (row.id, row.receiver_name, row.items) == (
        consent.pk,
        BANK["name"],
        ("KZ_HH", "KZ_HZXM"),
    )
    assert access.consents_received(bank_clerk()).items[0].giver_name == "样*民"
    assert outbox_names()[-1] == "access.consent_given"
    entry = AuditEntry.objects.get(event="access.consent_given")
    assert entry.facts["resource"] == f"licence:{licence.identifier}"


def test_the_artefact_says_everything_and_is_checked_with_a_public_key_alone(
    holder: Subject, licence: Licence
) -> None:
    consent = authorise(person(holder), licence, items=("KZ_HH",))

    file = access.consent_file(bank_clerk(), consent.pk)

    said, signature = file["consent"], file["signature"]
    assert said["giver"]["name"] == "样大民"
    assert said["giver"]["number"] != PERSON["number"]
    assert said["receiver"]["number"] == BANK["number"]
    assert said["purpose"] == {"code": "loan", "text": "核验贷款申请人身份"}
    assert said["items"] == {"all": False, "keys": ["KZ_HH"]}
    assert said["period"] == {"since": "2026-01-05", "until": "2026-06-30"}
    assert (said["uses"], said["mode"], len(said["conditions"])) == (3, "copy", 3)
    key = sm2.PublicKey(bytes.fromhex(signature["public_key"]))
    message = consents.message(consents.canonical(said))
    sm2.verify(key, message, base64.b64decode(signature["value"]))
    changed = consents.message(consents.canonical({**said, "uses": 1000}))
    with pytest.raises(sm2.InvalidSignature):
        sm2.verify(key, changed, base64.b64decode(signature["value"]))


def test_an_agent_gives_it_for_his_enterprise() -> None:
    licence = make_licence(make_subject(**ENTERPRISE))

    consent = authorise(firm_agent(), licence)

    said = access.consent_file(firm_agent(), consent.pk)["consent"]
    assert said["giver"]["name"] == ENTERPRISE["name"]
    assert said["giver"]["agent"] == str(make_subject().id)


def test_a_type_is_allowed_while_one_is_held(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), type_key="household_register")

    assert consent.resource == "type:household_register"
    with pytest.raises(uses.LicenceUnusable):
        authorise(person(holder), type_key="graduation_certificate")
    with pytest.raises(queries.TypeUnknown):
        authorise(person(holder), type_key="no_such_type")


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("purpose", {"purpose": "  "}),
        ("purpose", {"purpose": "用" * 201}),
        ("purpose_code", {"purpose_code": "sale"}),
        ("mode", {"mode": "store"}),
        ("uses", {"uses": 0}),
        ("uses", {"uses": 1001}),
        ("since_on", {"since_on": date(2026, 1, 4)}),
        ("until_on", {"until_on": date(2026, 1, 4)}),
        ("until_on", {"until_on": date(2029, 1, 6)}),
        ("items", {"items": ("KZ_NOT_HERE",)}),
        ("number", {"number": "91990100MACMPL0300"}),
        ("number", {"number": "9" * 5000}),
        ("number", {"name": "另一家公司"}),
        ("number", {"number": PERSON["number"], "name": PERSON["name"]}),
        ("number", {"number": " "}),
        ("name", {"name": ""}),
    ],
)
def test_what_cannot_be_allowed_is_said_at_its_field(
    holder: Subject, licence: Licence, field: str, wrong: dict[str, Any]
) -> None:
    with pytest.raises(consents.ConsentInvalid) as refused:
        authorise(person(holder), licence, **wrong)

    assert list(refused.value.fields) == [field]
    assert not Consent.objects.exists()


def test_the_last_possible_day_and_the_most_uses_are_taken(
    holder: Subject, licence: Licence
) -> None:
    consent = authorise(person(holder), licence, until_on=date(2029, 1, 5), uses=1000)

    assert (consent.until_on, consent.uses_allowed) == (date(2029, 1, 5), 1000)


def test_a_wrong_name_and_a_wrong_number_are_told_alike(holder: Subject, licence: Licence) -> None:
    sentences = []
    make_subject(**OTHER_PERSON)
    for wrong in ({"number": OTHER_PERSON["number"]}, {"number": "990101199003070031"}):
        with pytest.raises(consents.ConsentInvalid) as refused:
            authorise(person(holder), licence, **wrong)
        sentences.append(refused.value.fields["number"])

    assert sentences[0] == sentences[1]


@pytest.mark.parametrize("actor", [ANONYMOUS, SYSTEM, official("licensing")])
def test_who_is_no_person_allows_nothing(licence: Licence, actor: Any) -> None:
    with pytest.raises(Forbidden):
        authorise(actor, licence)


def test_nobody_allows_what_another_holds(licence: Licence) -> None:
    with pytest.raises(queries.LicenceUnknown):
        authorise(person(make_subject(**OTHER_PERSON)), licence)


def test_an_ended_licence_is_not_allowed(holder: Subject, licence: Licence) -> None:
    services.revoke(
        actor=official("licensing"),
        identifier=licence.identifier,
        kind="注销",
        reason="本人申请",
        legal_ground="《行政许可法》第七十条",
        now=NOON,
    )

    with pytest.raises(uses.LicenceUnusable):
        authorise(person(holder), licence)


def test_a_consent_is_known_to_its_two_sides_only(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), licence)
    stranger = person(make_subject(**ENTERPRISE))

    for side in (person(holder), bank_clerk()):
        assert access.consent(side, consent.pk).id == consent.pk
    for read in (access.consent, access.consent_file):
        with pytest.raises(access.ConsentUnknown):
            read(stranger, consent.pk)
    for other in (stranger, bank_clerk(), official("clerk"), ANONYMOUS):
        with pytest.raises(access.ConsentUnknown):
            granting.revoke_consent(actor=other, consent_id=consent.pk, now=NOON)


def test_it_is_taken_back_once(
    holder: Subject, licence: Licence, outbox_names: Callable[[], list[str]]
) -> None:
    consent = authorise(person(holder), licence)

    first = granting.revoke_consent(actor=person(holder), consent_id=consent.pk, now=NOON)
    later = NOON + timedelta(hours=1)
    again = granting.revoke_consent(actor=person(holder), consent_id=consent.pk, now=later)

    assert first.revoked_at == again.revoked_at == NOON
    assert outbox_names().count("access.consent_revoked") == 1
    assert AuditEntry.objects.filter(event="access.consent_revoked").count() == 1


def test_lists_take_the_same_queries_however_long(
    holder: Subject, licence: Licence, django_assert_num_queries: Any
) -> None:
    for _each in range(3):
        authorise(person(holder), licence)

    with django_assert_num_queries(2):
        assert len(access.consents_given(person(holder), limit=1).items) == 1
    with django_assert_num_queries(2):
        assert len(access.consents_given(person(holder)).items) == 3
    pages = access.consents_received(bank_clerk(), limit=2)
    rest = access.consents_received(bank_clerk(), after=pages.next, limit=2)
    assert len({row.id for row in (*pages.items, *rest.items)}) == 3


def test_where_a_consent_stands_on_each_day() -> None:
    facts: dict[str, Any] = {
        "since_on": date(2026, 2, 1), "until_on": date(2026, 2, 2), "allowed": 2, "made": 0,
        "revoked": False,
    }  # fmt: skip

    def on(day: int, **other: Any) -> consents.Standing:
        return consents.standing(**{**facts, **other}, today=date(2026, 2, 1) + timedelta(day))

    assert [on(-1), on(0), on(1), on(2)] == ["pending", "open", "open", "expired"]
    assert on(0, made=2) == "exhausted"
    assert on(0, revoked=True) == on(2, revoked=True) == "revoked"


def test_three_years_end_on_the_28th_where_there_is_no_29th() -> None:
    assert consents.years_after(date(2028, 2, 29), 3) == date(2031, 2, 28)
