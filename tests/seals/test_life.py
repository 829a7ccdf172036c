"""The life of a seal: each step by who may take it, in its order, and written down."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.identity.factories import NOON, actor_of, make_staff
from tests.seals import factories
from tests.seals.factories import active, applied, approver, examined, filed, keeper, made, sealer
from tongban.access.rules import Role
from tongban.base import audit, clock
from tongban.base.actors import SYSTEM
from tongban.base.crypto import keys, pki
from tongban.base.errors import Forbidden
from tongban.seals import queries, services
from tongban.seals.models import Seal, SealHistory, SealVersion
from tongban.seals.rules import inspecting, pictures, ses, states, uses
from tongban.seals.rules.states import SealStatus, State, Step
from tongban.seals.services import Wish

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db


def test_a_seal_goes_through_its_whole_life(outbox_names: Callable[[], list[str]]) -> None:
    code = active().code
    services.suspend(actor=approver(), seal_code=code, ground="检查", now=NOON)
    services.resume(actor=approver(), seal_code=code, ground="检查完毕", now=NOON)
    services.renew(actor=keeper(), seal_code=code, ground="证书将到期", now=NOON)
    services.cancel(
        actor=keeper(), seal_code=code, ground="机构撤销", document="样编〔2026〕9号", now=NOON
    )

    found = queries.seal(keeper(), code)
    assert found.state == State.CANCELLED
    assert found.filing_cancelled_on == date(2026, 1, 5)
    assert [row.step for row in reversed(queries.history(found))] == [
        "apply", "pass", "make", "file", "activate", "authorise", "authorise",
        "suspend", "resume", "renew", "cancel",
    ]  # fmt: skip
    assert [entry.event for entry in audit.trail(code)] == [
        "seals.applied", "seals.examined", "seals.made", "seals.filed", "seals.activated",
        "seals.authorised", "seals.authorised", "seals.suspended", "seals.resumed",
        "seals.renewed", "seals.cancelled",
    ]  # fmt: skip
    assert set(outbox_names()) == {"seals.changed"}


def test_codes_are_six_digits_of_the_division_and_seven_of_a_series() -> None:
    assert [applied().code, applied().code] == ["2301020000001", "2301020000002"]


def test_the_structure_is_signed_by_the_maker_over_the_certificate_of_the_seal() -> None:
    found = made()

    version = SealVersion.objects.get(seal=found)
    read = ses.read_seal(bytes(version.structure or b""))
    own = pki.read(bytes(version.certificate or b""))
    maker = pki.read(read.maker)
    key = maker.sm2_key
    assert key is not None
    assert (read.facts.version, read.facts.identifier, read.facts.name) == (
        4, found.code, factories.NAME,
    )  # fmt: skip
    assert read.facts.signers == (own.der,)
    assert own.public_key_der == keys.store().public_der(version.key_id)
    assert read.facts.valid_until == version.valid_until
    assert pki.trust().judge(own, at=NOON, usage="signing").trusted
    pages = pki.read(version.pages_certificates.encode())
    assert pages.public_key_der == keys.store().public_der(version.pages_key_id)


def test_a_renewed_seal_has_new_keys_and_the_old_version_stays_as_it_was() -> None:
    found = active()
    before = SealVersion.objects.get(seal=found)

    services.renew(actor=keeper(), seal_code=found.code, ground="证书将到期", now=NOON)

    after = queries.seal(keeper(), found.code).version
    assert after is not None
    assert (after.number, before.number) == (2, 1)
    assert {after.key_id, after.pages_key_id}.isdisjoint({before.key_id, before.pages_key_id})
    old = SealVersion.objects.get(pk=before.pk)
    assert bytes(old.structure or b"") == bytes(before.structure or b"")


def test_keys_of_replaced_and_cancelled_seals_sign_no_more(
    run_jobs: Callable[[], list[str]],
) -> None:
    found = active()
    old = SealVersion.objects.get(seal=found)
    services.renew(actor=keeper(), seal_code=found.code, ground="证书将到期", now=NOON)
    run_jobs()
    new = SealVersion.objects.get(seal=found, number=2)

    with pytest.raises(keys.KeyMissing):
        keys.store().sign_by(old.key_id, b"x")
    assert keys.store().sign_by(new.key_id, b"x")
    services.cancel(actor=keeper(), seal_code=found.code, ground="撤销", document="1号", now=NOON)
    run_jobs()
    with pytest.raises(keys.KeyMissing):
        keys.store().sign_by(new.pages_key_id, b"x")


def test_who_applied_does_not_examine() -> None:
    code = applied().code

    with pytest.raises(uses.SamePerson):
        services.examine(actor=keeper(), seal_code=code, passed=True, now=NOON)

    services.examine(actor=sealer(), seal_code=code, passed=True, now=NOON)
    assert queries.seal(keeper(), code).state == State.EXAMINED


def test_a_declined_application_says_why_and_stays_declined() -> None:
    code = applied().code

    with pytest.raises(states.GroundMissing) as missing:
        services.examine(actor=approver(), seal_code=code, passed=False, ground=" ", now=NOON)
    services.examine(actor=approver(), seal_code=code, passed=False, ground="名称有误", now=NOON)

    assert missing.value.fields["ground"] == "请写明审核不通过的依据。"
    with pytest.raises(states.StepNotAllowed):
        services.examine(actor=approver(), seal_code=code, passed=True, now=NOON)
    with pytest.raises(states.StepNotAllowed):
        services.make(actor=keeper(), seal_code=code, now=NOON)


STEPS: dict[str, Callable[[Any, str], Any]] = {
    "make": lambda who, code: services.make(actor=who, seal_code=code, now=NOON),
    "prepare": lambda who, code: services.prepare(actor=who, seal_code=code, now=NOON),
    "register_filing": lambda who, code: services.register_filing(
        actor=who, seal_code=code, authority="局", filed_on=NOON.date(), document="1", now=NOON
    ),
    "activate": lambda who, code: services.activate(actor=who, seal_code=code, now=NOON),
    "suspend": lambda who, code: services.suspend(actor=who, seal_code=code, ground="查", now=NOON),
    "resume": lambda who, code: services.resume(actor=who, seal_code=code, ground="毕", now=NOON),
    "renew": lambda who, code: services.renew(actor=who, seal_code=code, ground="期", now=NOON),
    "cancel": lambda who, code: services.cancel(
        actor=who, seal_code=code, ground="撤", document="1", now=NOON
    ),
    "examine": lambda who, code: services.examine(actor=who, seal_code=code, passed=True, now=NOON),
    "authorise": lambda who, code: services.authorise(
        actor=who, seal_code=code, job="job:cases", document_kinds=["document"], now=NOON
    ),
    "set_limits": lambda who, code: services.set_limits(
        actor=who, seal_code=code, two_person=False, hourly_limit=5, now=NOON
    ),
}
FROM: dict[str, Callable[[], Seal]] = {
    "examine": applied, "make": examined, "prepare": examined, "register_filing": made,
    "activate": filed, "suspend": active, "renew": active, "cancel": active, "authorise": active,
    "resume": factories.suspended, "set_limits": active,
}  # fmt: skip
BY_APPROVER = {"examine", "suspend", "resume", "authorise", "set_limits"}


@pytest.mark.parametrize("verb", sorted(STEPS))
def test_a_seal_of_another_office_is_not_found(verb: str) -> None:
    code = FROM[verb]().code

    for stranger in (keeper("civ"), approver("civ")):
        with pytest.raises(uses.SealUnknown):
            STEPS[verb](stranger, code)


@pytest.mark.parametrize("verb", sorted(STEPS))
def test_other_roles_of_the_office_do_not_find_it_either(verb: str) -> None:
    code = FROM[verb]().code

    for role in set(Role) - {Role.SEALING, Role.APPROVER}:
        with pytest.raises(uses.SealUnknown):
            STEPS[verb](actor_of(make_staff(f"other_{role}", role, "mkt")), code)


@pytest.mark.parametrize("verb", sorted(STEPS))
def test_seal_keepers_take_every_step_and_who_approves_some(verb: str) -> None:
    first, second = FROM[verb]().code, FROM[verb]().code

    STEPS[verb](sealer(), first)
    if verb in BY_APPROVER:
        STEPS[verb](approver(), second)
    else:
        with pytest.raises(Forbidden):
            STEPS[verb](approver(), second)


def test_only_a_seal_keeper_of_the_office_applies() -> None:
    for stranger in (keeper("civ"), approver(), actor_of(make_staff("clerk_mkt", "clerk", "mkt"))):
        with pytest.raises(Forbidden):
            applied(actor=stranger)
    assert not Seal.objects.exists()


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", [step for step in Step if step is not Step.APPLY])
def test_the_table_of_steps_says_what_follows_or_refuses(state: State, step: Step) -> None:
    if (state, step) in states.NEXT:
        assert states.next_state(state, step) is states.NEXT[state, step]
        assert step in states.steps_from(state)
    else:
        with pytest.raises(states.StepNotAllowed, match=states.STEP_LABELS[step]):
            states.next_state(state, step)
        assert step not in states.steps_from(state)


def test_no_step_leads_out_of_an_ended_life() -> None:
    assert not states.steps_from(State.CANCELLED)
    assert not states.steps_from(State.DECLINED)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"number": "12345"}, "number"),
        ({"number": "23010200000０1"}, "number"),
        ({"authority": " "}, "authority"),
        ({"filed_on": date(2026, 1, 6)}, "filed_on"),
    ],
)
def test_a_faulty_filing_is_declined_at_its_field(given: dict[str, Any], field: str) -> None:
    code = made().code
    filing: dict[str, Any] = {
        "authority": "样例区公安分局", "filed_on": date(2026, 1, 5), "document": "1号",
    } | given  # fmt: skip

    with pytest.raises(services.FilingInvalid) as refused:
        services.register_filing(actor=keeper(), seal_code=code, now=NOON, **filing)

    assert list(refused.value.fields) == [field]
    assert queries.seal(keeper(), code).state == State.MADE


def test_a_filing_number_stands_for_one_seal_only() -> None:
    first, second = filed(), made()

    with pytest.raises(services.FilingInvalid):
        services.register_filing(
            actor=keeper(), seal_code=second.code, number=str(first.filing_number),
            authority="局", filed_on=date(2026, 1, 5), document="1号", now=NOON,
        )  # fmt: skip


def test_a_seal_whose_certificate_ended_is_not_put_to_use() -> None:
    code = filed().code

    with pytest.raises(uses.SealExpired):
        services.activate(actor=keeper(), seal_code=code, now=NOON + timedelta(days=1096))


def test_how_a_seal_stood_at_any_moment() -> None:
    code = active().code
    hour = timedelta(hours=1)
    services.suspend(actor=approver(), seal_code=code, ground="查", now=NOON + hour)
    services.resume(actor=approver(), seal_code=code, ground="毕", now=NOON + 2 * hour)
    services.cancel(
        actor=keeper(), seal_code=code, ground="撤", document="1", now=NOON + 5000 * hour
    )

    assert queries.status_at(code, NOON - hour) is None
    assert queries.status_at(code, NOON + hour / 2) is SealStatus.NORMAL
    assert queries.status_at(code, NOON + hour) is SealStatus.SUSPENDED
    assert queries.status_at(code, NOON + 3 * hour) is SealStatus.NORMAL
    assert queries.status_at(code, NOON + 6000 * hour) is SealStatus.CANCELLED
    assert queries.status_at("2301029999999", NOON) is None


def test_a_seal_is_expired_after_its_certificate_until_it_is_renewed() -> None:
    code = active().code
    late = NOON + timedelta(days=1096)

    assert queries.status_at(code, late) is SealStatus.EXPIRED
    services.renew(actor=keeper(), seal_code=code, ground="续期", now=late)
    assert queries.status_at(code, late) is SealStatus.NORMAL
    assert queries.status_at(code, late - timedelta(hours=1)) is SealStatus.EXPIRED


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE seals_sealhistory SET ground = 'x'",
        "DELETE FROM seals_sealhistory",
        "UPDATE seals_seal SET name = '别的局'",
        "UPDATE seals_seal SET state = 'active' WHERE state = 'cancelled'",
        "DELETE FROM seals_seal",
        "UPDATE seals_sealversion SET picture = ''",
        "DELETE FROM seals_sealversion",
        "UPDATE seals_authorisation SET job = 'job:other' WHERE job <> ''",
        "DELETE FROM seals_authorisation",
        "UPDATE seals_sealcounter SET last = last + 2",
        "DELETE FROM seals_sealcounter",
    ],
)
def test_the_database_lets_nobody_rewrite_a_life(statement: str) -> None:
    code = active().code
    services.cancel(actor=keeper(), seal_code=code, ground="撤", document="1", now=NOON)

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert SealHistory.objects.filter(seal__code=code).count() == 8


def test_the_system_may_lay_a_seal_down_for_a_demonstration() -> None:
    make_staff("keeper_mkt", "sealing", "mkt")

    code = services.apply(
        actor=SYSTEM, unit="mkt", wish=Wish(name="道里区市场监督管理局"), contact="样例", now=NOON
    ).code

    assert services.examine(actor=SYSTEM, seal_code=code, passed=True, now=NOON).state == "examined"


@pytest.mark.parametrize("limit", [0, -1, 10_000_000])
def test_an_impossible_limit_is_declined(limit: int) -> None:
    with pytest.raises(pictures.SealNameInvalid) as refused:
        applied(hourly_limit=limit)

    assert list(refused.value.fields) == ["hourly_limit"]


def test_the_check_of_a_document_asks_how_its_seal_stood() -> None:
    seal = active()
    content = factories.sealed(seal, now=NOON + timedelta(hours=1)).content
    services.suspend(actor=approver(), seal_code=seal.code, ground="查", now=NOON)
    services.resume(
        actor=approver(), seal_code=seal.code, ground="毕", now=NOON + timedelta(hours=2)
    )

    def verdict(statuses: object) -> str:
        found = inspecting.inspect(
            content,
            trust=pki.trust(),
            at=clock.now(),
            statuses=statuses,  # type: ignore[arg-type]
        )
        return found.verdict

    assert verdict(None) == "valid"
    assert verdict(queries.status_at) == "invalid"
