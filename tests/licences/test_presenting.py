"""Presenting at a counter: a code for a minute, for one use, by somebody else."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from tests.licences.factories import (
    NOON,
    OTHER_PERSON,
    make_licence,
    make_subject,
    official,
    person,
)
from tests.licences.parties import BANK, bank_clerk, firm_agent, window
from tongban.access.models import DataAccess
from tongban.base.actors import ANONYMOUS, SYSTEM
from tongban.base.errors import Forbidden
from tongban.licences import queries, services
from tongban.licences.models import LicenceUse, PresentCode
from tongban.licences.rules import uses

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.identity.models import Subject
    from tongban.licences.models import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
SECOND = timedelta(seconds=1)


@pytest.fixture
def holder() -> Subject:
    return make_subject()


@pytest.fixture
def licence(holder: Subject) -> Licence:
    return make_licence(holder, "resident_id")


def show(holder: Subject, licence: Licence, **other: Any) -> services.Code:
    facts: dict[str, Any] = {"now": NOON, "identifier": licence.identifier, **other}
    return services.show(actor=person(holder), **facts)


def redeem(code: services.Code | str, actor: Actor | None = None, **other: Any) -> LicenceUse:
    token = code if isinstance(code, str) else code.token
    facts: dict[str, Any] = {
        "purpose": "核验来人身份", "case_number": "TB1", "now": NOON + 30 * SECOND, **other,
    }  # fmt: skip
    return services.redeem(actor=actor or window(), token=token, **facts)


def test_a_window_redeems_a_code_and_gets_an_annotated_copy(
    holder: Subject, licence: Licence
) -> None:
    code = show(holder, licence)

    used = redeem(code)

    content, _name = services.take_copy(actor=window(), use_id=used.pk, now=NOON + 31 * SECOND)
    assert content.startswith(b"PK")
    assert (used.basis_kind, used.unit, used.licence_id) == ("presented", "mkt", licence.pk)
    look = DataAccess.objects.get(subject=holder)
    assert (look.basis_kind, look.use, look.purpose) == ("presented", used.pk, "核验来人身份")


def test_the_holder_sees_who_it_was(holder: Subject, licence: Licence) -> None:
    code = show(holder, licence)
    before = queries.code(person(holder), licence.identifier, code.id)
    redeem(code, bank_clerk())

    after = queries.code(person(holder), licence.identifier, code.id)

    assert (before.redeemed_at, before.user_name) == (None, "")
    assert (after.user_name, after.purpose) == (BANK["name"], "核验来人身份")


def test_only_a_digest_of_the_token_is_kept(holder: Subject, licence: Licence) -> None:
    code = show(holder, licence)

    kept = PresentCode.objects.get()
    assert len(code.token) == 32
    assert code.token.encode() not in bytes(kept.token_digest)
    assert len(bytes(kept.token_digest)) == 32
    assert "".join(code.groups) == code.token


def test_a_typed_token_may_be_spelt_with_blanks_and_in_small_letters(
    holder: Subject, licence: Licence
) -> None:
    code = show(holder, licence)

    assert redeem(" ".join(code.groups).lower()).licence_id == licence.pk


def test_a_code_works_once(holder: Subject, licence: Licence) -> None:
    code = show(holder, licence)
    redeem(code)

    with pytest.raises(uses.CodeUsed, match="已经用过"):
        redeem(code, bank_clerk())
    assert LicenceUse.objects.count() == 1


def test_a_code_lasts_a_minute(holder: Subject, licence: Licence) -> None:
    code = show(holder, licence)

    with pytest.raises(uses.CodeLate, match="60秒"):
        redeem(code, now=NOON + 60 * SECOND)
    assert redeem(code, now=NOON + 59 * SECOND).licence_id == licence.pk


def test_a_newer_code_takes_the_place_of_the_older(holder: Subject, licence: Licence) -> None:
    older = show(holder, licence)
    newer = show(holder, licence, now=NOON + 10 * SECOND)

    with pytest.raises(uses.CodeLate):
        redeem(older)
    assert redeem(newer).licence_id == licence.pk


def test_old_codes_are_swept_away(holder: Subject, licence: Licence) -> None:
    for hours in range(3):
        show(holder, licence, now=NOON + timedelta(hours=2 * hours))

    assert PresentCode.objects.count() == 1


@pytest.mark.parametrize("guess", ["", "A" * 32, "样" * 32, "0" * 100_000])
def test_a_guessed_code_is_unknown(holder: Subject, licence: Licence, guess: str) -> None:
    show(holder, licence)

    with pytest.raises(uses.CodeUnknown):
        redeem(guess)


def test_a_code_shows_its_own_licence_only(holder: Subject, licence: Licence) -> None:
    other = make_licence(holder, "household_register")
    code = show(holder, other)

    assert redeem(code).licence_id == other.pk
    with pytest.raises(uses.CodeUnknown):
        queries.code(person(holder), licence.identifier, code.id)
    with pytest.raises(queries.LicenceUnknown):
        queries.code(bank_clerk(), other.identifier, code.id)


def test_nobody_checks_himself(holder: Subject, licence: Licence) -> None:
    code = show(holder, licence)

    with pytest.raises(uses.OwnUse):
        redeem(code, firm_agent())
    assert not LicenceUse.objects.exists()


@pytest.mark.parametrize("purpose", ["", " ", "用" * 201])
def test_whoever_scans_says_why(holder: Subject, licence: Licence, purpose: str) -> None:
    code = show(holder, licence)

    with pytest.raises(uses.UseInvalid) as refused:
        redeem(code, purpose=purpose)
    assert list(refused.value.fields) == ["purpose"]
    assert redeem(code).licence_id == licence.pk


@pytest.mark.parametrize("actor", [ANONYMOUS, SYSTEM, official("operator"), official("supervisor")])
def test_who_has_no_official_post_redeems_nothing(
    holder: Subject, licence: Licence, actor: Actor
) -> None:
    code = show(holder, licence)

    with pytest.raises(Forbidden):
        redeem(code, actor)


def test_a_private_person_redeems_nothing(holder: Subject, licence: Licence) -> None:
    code = show(holder, licence)

    with pytest.raises(services.EnterpriseNeeded):
        redeem(code, person(make_subject(**OTHER_PERSON)))


def test_a_licence_that_ended_is_neither_shown_nor_redeemed(
    holder: Subject, licence: Licence
) -> None:
    code = show(holder, licence)
    services.revoke(
        actor=official("licensing"), identifier=licence.identifier, kind="注销",
        reason="本人申请", legal_ground="《行政许可法》第七十条", now=NOON,
    )  # fmt: skip

    with pytest.raises(uses.LicenceUnusable, match="已失效"):
        redeem(code)
    with pytest.raises(uses.LicenceUnusable):
        show(holder, licence)


def test_nobody_shows_anothers_licence(licence: Licence) -> None:
    with pytest.raises(queries.LicenceUnknown):
        show(make_subject(**OTHER_PERSON), licence)
    for nobody in (ANONYMOUS, official("clerk")):
        with pytest.raises(Forbidden):
            services.show(actor=nobody, identifier=licence.identifier, now=NOON)
