"""Using a seal: on an order, by whom it was entrusted to, for that document, as often as agreed."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from PIL import Image

from tests.base.ofd import packages
from tests.identity.factories import NOON, actor_of, make_staff
from tests.seals import factories
from tests.seals.factories import JOB, SPOT, active, approver, keeper, ordered, sealed, sealer
from tongban.access import services as access
from tongban.base import audit, clock, ofd
from tongban.base.actors import ANONYMOUS, SYSTEM, Actor, ActorKind
from tongban.base.crypto import pki
from tongban.base.errors import Forbidden
from tongban.seals import queries, services
from tongban.seals.models import Impression, Order, SealVersion
from tongban.seals.rules import inspecting, stamping, uses
from tongban.seals.services.facing import PageUnfit

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytest_django import DjangoAssertNumQueries

    from tongban.seals.models import Seal

pytestmark = pytest.mark.django_db


def impress(order: Order, **options: Any) -> services.Sealed:
    whole: dict[str, Any] = {"actor": sealer(), "now": NOON} | options
    return services.impress(order_id=order.pk, **whole)


def test_a_document_is_sealed_on_an_order_by_another_person(
    outbox_names: Callable[[], list[str]],
) -> None:
    seal = active()
    order = ordered(seal, case_number="23010226000001")

    done = impress(order)

    report = inspecting.inspect(done.content, trust=pki.trust(), at=clock.now())
    assert report.verdict == "valid", report.plain()
    row = Impression.objects.get()
    assert (row.number, row.signed_digest, row.case_number, row.decision) == (
        1, done.digest.hex(), "23010226000001", "样批〔2026〕1号",
    )  # fmt: skip
    assert (row.ordered_by, row.account) == (approver().account, sealer().account)
    order.refresh_from_db()
    assert order.state == uses.OrderState.USED
    assert [e.event for e in audit.trail(seal.code)][-2:] == ["seals.ordered", "seals.impressed"]
    assert outbox_names()[-1] == "seals.used"
    kept = services.sealed_document(actor=keeper(), impression_id=done.impression_id)
    assert kept == done.content


def test_numbers_of_a_seal_have_no_gap_whatever_was_refused_between() -> None:
    seal = active()
    numbers = [sealed(seal).number]

    with pytest.raises(stamping.SpotOutside):
        sealed(seal, spots=[replace(SPOT, x=200)])
    numbers.append(sealed(seal).number)
    numbers.append(impress(ordered(seal)).number)

    assert numbers == [1, 2, 3]


def test_an_order_is_used_once() -> None:
    order = ordered(active())
    impress(order)

    with pytest.raises(uses.OrderUsed):
        impress(order)
    with pytest.raises(uses.OrderUsed):
        services.withdraw_order(actor=approver(), order_id=order.pk, now=NOON)
    assert Impression.objects.count() == 1


def test_an_order_that_was_taken_back_seals_nothing() -> None:
    order = ordered(active())
    services.withdraw_order(actor=approver(), order_id=order.pk, now=NOON)

    with pytest.raises(uses.OrderUsed, match="已经撤回"):
        impress(order)


def test_who_ordered_does_not_seal() -> None:
    seal = active()
    own = ordered(seal, actor=sealer())

    with pytest.raises(uses.SamePerson):
        impress(own)
    services.set_limits(
        actor=approver(), seal_code=seal.code, two_person=False, hourly_limit=None, now=NOON
    )

    assert impress(own).number == 1


def test_nobody_entrusts_a_seal_to_himself() -> None:
    code = active().code

    with pytest.raises(uses.SamePerson):
        services.authorise(
            actor=sealer(), seal_code=code, account_id=sealer().account,
            document_kinds=["document"], now=NOON,
        )  # fmt: skip


def test_a_seal_is_entrusted_to_seal_keepers_of_its_office_only() -> None:
    code = active().code

    for stranger in (keeper("civ"), approver(), actor_of(make_staff("clerk_mkt", "clerk", "mkt"))):
        with pytest.raises((uses.AuthorisationInvalid, uses.SamePerson)):
            services.authorise(
                actor=keeper(), seal_code=code, account_id=stranger.account,
                document_kinds=["document"], now=NOON,
            )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"job": "job:cases", "document_kinds": []}, "document_kinds"),
        ({"job": "job:cases", "document_kinds": ["a b"]}, "document_kinds"),
        ({"job": "cases", "document_kinds": ["document"]}, "account"),
        ({"document_kinds": ["document"]}, "account"),
        ({"job": "job:cases", "document_kinds": ["document"], "until": NOON}, "until"),
    ],
)
def test_an_authorisation_says_who_for_what_and_how_long(given: dict[str, Any], field: str) -> None:
    code = active().code

    with pytest.raises(uses.AuthorisationInvalid) as refused:
        services.authorise(actor=approver(), seal_code=code, now=NOON, **given)

    assert list(refused.value.fields) == [field]


def not_entrusted(seal: Seal) -> dict[str, Callable[[], Actor]]:
    def without_post() -> Actor:
        member = sealer()
        access.leave_post(
            actor=SYSTEM, account_id=member.account or 0, post_id=member.posts[0].id, now=NOON
        )
        return sealer_again()

    def sealer_again() -> Actor:
        return replace(sealer(), posts=())

    def withdrawn() -> Actor:
        row = next(a for a in queries.authorisations(seal) if a.account_id)
        services.withdraw_authorisation(
            actor=approver(), seal_code=seal.code, authorisation_id=row.pk, now=NOON
        )
        return sealer()

    return {"keeper": keeper, "approver": approver, "post": without_post, "withdrawn": withdrawn}


@pytest.mark.parametrize("who", ["keeper", "approver", "withdrawn"])
def test_nobody_else_of_the_office_may_seal(who: str) -> None:
    seal = active()
    order = ordered(seal, actor=SYSTEM)

    with pytest.raises(uses.NotAuthorised):
        impress(order, actor=not_entrusted(seal)[who]())
    assert not Impression.objects.exists()


def test_who_left_his_post_does_not_even_find_the_order() -> None:
    seal = active()
    order = ordered(seal)

    with pytest.raises(uses.OrderUnknown):
        impress(order, actor=not_entrusted(seal)["post"]())


@pytest.mark.parametrize(
    "actor", [ANONYMOUS, Actor(kind=ActorKind.PERSON, account=1), Actor(kind=ActorKind.CLIENT)]
)
def test_people_and_systems_find_no_order(actor: Actor) -> None:
    order = ordered(active())

    with pytest.raises(uses.OrderUnknown):
        impress(order, actor=actor)


def test_the_system_itself_is_entrusted_with_nothing() -> None:
    with pytest.raises(uses.NotAuthorised):
        impress(ordered(active()), actor=SYSTEM)


def test_a_seal_of_another_office_is_not_found() -> None:
    seal = active()
    order = ordered(seal)

    with pytest.raises(uses.OrderUnknown):
        impress(order, actor=sealer("civ"))
    with pytest.raises(uses.SealUnknown):
        ordered(seal, actor=approver("civ"))
    with pytest.raises(uses.OrderUnknown):
        services.ordered_document(actor=approver("civ"), order_id=order.pk)


def test_a_kind_of_document_nobody_was_entrusted_with_is_not_sealed() -> None:
    seal = active()

    with pytest.raises(uses.NotAuthorised):
        impress(ordered(seal, document_kind="contract"))
    with pytest.raises(uses.NotAuthorised):
        sealed(seal, document_kind="contract")
    with pytest.raises(uses.NotAuthorised):
        sealed(seal, job="job:cases")


def test_an_authorisation_begins_and_ends_by_the_clock() -> None:
    seal = active()
    order = ordered(seal, document_kind="contract")
    services.authorise(
        actor=approver(), seal_code=seal.code, account_id=sealer().account,
        document_kinds=["contract"], since=NOON + timedelta(hours=1),
        until=NOON + timedelta(hours=2), now=NOON,
    )  # fmt: skip

    for hours in (0, 2, 3):
        with pytest.raises(uses.NotAuthorised):
            impress(order, now=NOON + timedelta(hours=hours))
    assert impress(order, now=NOON + timedelta(hours=1)).number == 1


def test_a_document_that_was_changed_after_the_order_is_not_sealed() -> None:
    order = ordered(active())
    files = packages.blank()
    files["Doc_0/Pages/Page_0/Content.xml"] += b" "

    with pytest.raises(uses.DocumentChanged):
        impress(order, content=ofd.pack(files))

    assert impress(order, content=factories.document()).number == 1


def test_the_digest_of_a_document_does_not_depend_on_how_it_is_packed() -> None:
    files = packages.blank()
    other = dict(reversed(files.items()))

    assert uses.package_digest(files) == uses.package_digest(other)
    moved = {("A" + path if "Page" in path else path): files[path] for path in files}
    assert uses.package_digest(files) != uses.package_digest(moved)


def test_a_suspended_seal_seals_nothing_from_that_moment_on() -> None:
    seal = active()
    order = ordered(seal)
    services.suspend(actor=approver(), seal_code=seal.code, ground="查", now=NOON)

    for refused in (
        lambda: impress(order), lambda: sealed(seal), lambda: ordered(seal),
    ):  # fmt: skip
        with pytest.raises(uses.SealNotActive, match="已停用"):
            refused()
    services.resume(actor=approver(), seal_code=seal.code, ground="毕", now=NOON)
    assert impress(order).number == 1


def test_a_cancelled_seal_is_entrusted_to_nobody_and_seals_nothing() -> None:
    seal = active()
    order = ordered(seal)
    services.cancel(actor=keeper(), seal_code=seal.code, ground="撤", document="1", now=NOON)

    with pytest.raises(uses.SealNotActive):
        impress(order)
    with pytest.raises(uses.NotAuthorised):
        sealed(seal)
    assert all(row.withdrawn_at == NOON for row in queries.authorisations(seal))


def test_an_expired_certificate_stops_every_use() -> None:
    seal = active()
    order = ordered(seal)
    late = SealVersion.objects.get(seal=seal).valid_until
    assert late is not None

    with pytest.raises(uses.SealExpired):
        impress(order, now=late + timedelta(seconds=1))
    with pytest.raises(uses.SealExpired):
        sealed(seal, now=late + timedelta(seconds=1))
    assert impress(order, now=late).number == 1


def test_a_seal_is_used_as_often_in_an_hour_as_agreed() -> None:
    seal = active(hourly_limit=2)
    sealed(seal)
    order = ordered(seal)
    impress(order)

    with pytest.raises(uses.LimitReached):
        sealed(seal, now=NOON + timedelta(minutes=59))

    assert sealed(seal, now=NOON + timedelta(minutes=60)).number == 3
    services.set_limits(
        actor=approver(), seal_code=seal.code, two_person=True, hourly_limit=3, now=NOON
    )
    assert sealed(seal, now=NOON + timedelta(minutes=61)).number == 4


def test_a_clock_that_goes_slow_does_not_open_an_hour_again() -> None:
    seal = active(hourly_limit=2)
    sealed(seal, now=NOON + timedelta(minutes=60))
    sealed(seal, now=NOON + timedelta(minutes=59))

    for minutes in (59, 61):
        with pytest.raises(uses.LimitReached):
            sealed(seal, now=NOON + timedelta(minutes=minutes))


def test_times_of_a_seal_never_go_back() -> None:
    seal = active()
    sealed(seal, now=NOON + timedelta(seconds=5))
    sealed(seal, now=NOON)

    times = list(Impression.objects.order_by("number").values_list("at", flat=True))
    assert times == [NOON + timedelta(seconds=5)] * 2


@pytest.mark.parametrize(
    ("given", "refusal", "field"),
    [
        ({"decision": " "}, uses.DecisionMissing, "decision"),
        ({"title": ""}, uses.OrderInvalid, "title"),
        ({"title": "长" * 201}, uses.OrderInvalid, "title"),
        ({"document_kind": "各类"}, uses.OrderInvalid, "document_kind"),
        ({"case_number": "1" * 51}, uses.OrderInvalid, "case_number"),
    ],
)
def test_an_order_says_what_and_on_which_decision(
    given: dict[str, Any], refusal: type[Exception], field: str
) -> None:
    seal = active()

    with pytest.raises(refusal) as refused:
        ordered(seal, **given)

    assert list(getattr(refused.value, "fields", {})) == [field]
    assert not Order.objects.exists()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04 nothing"])
def test_only_ofd_packages_are_ordered(content: bytes) -> None:
    with pytest.raises(ofd.PackageRefused):
        ordered(active(), content=content)


def test_a_place_outside_the_page_is_declined_at_once() -> None:
    with pytest.raises(stamping.SpotOutside):
        ordered(active(), spots=[replace(SPOT, y=280)])


@pytest.mark.parametrize("box", ["0 0 5 297", "0 0 210 1600", "0 0 5000 5000"])
def test_a_page_that_is_no_page_is_not_ordered(box: str) -> None:
    files = {
        path: content.replace(b"0 0 210 297", box.encode())
        for path, content in packages.blank().items()
    }

    with pytest.raises(PageUnfit):
        ordered(active(), content=ofd.pack(files), spots=())


def test_the_face_of_a_large_document_is_a_picture_of_bounded_size() -> None:
    files = {
        path: content.replace(b"0 0 210 297", b"0 0 841 1189")
        for path, content in packages.blank(5).items()
    }

    order = ordered(active(), content=ofd.pack(files), spots=())

    face = services.ordered_face(actor=approver(), order_id=order.pk)
    with Image.open(io.BytesIO(face)) as picture:
        assert picture.width * picture.height < 4_100_000


def test_a_job_seals_for_its_office_on_a_decision_only() -> None:
    seal = active()
    outsider = actor_of(make_staff("approver_civ", "approver", "civ"))

    with pytest.raises(Forbidden):
        sealed(seal, actor=outsider)
    with pytest.raises(Forbidden):
        sealed(seal, actor=Actor(kind=ActorKind.PERSON, account=5))
    with pytest.raises(uses.DecisionMissing):
        sealed(seal, decision="")

    done = sealed(seal, decided_by=approver().account)
    row = Impression.objects.get(pk=int(done.impression_id))
    assert (row.job, row.account, row.ordered_by) == (JOB, None, approver().account)


def test_which_seal_a_job_would_use() -> None:
    seal = active()

    found = queries.seal_for("mkt", "licence", JOB)

    assert found is not None
    assert (found.code, found.is_usable, found.width_mm) == (seal.code, True, 42)
    assert queries.seal_for("mkt", "contract", JOB) is None
    assert queries.seal_for("civ", "licence", JOB) is None


def test_a_seal_in_use_is_preferred_to_a_suspended_one() -> None:
    first, second = active(), active()
    services.suspend(actor=approver(), seal_code=first.code, ground="查", now=NOON)

    assert sealed(first).seal_code == second.code


def test_two_offices_seal_one_document() -> None:
    first = sealed(active("mkt"), files=packages.blank())
    second = sealed(active("civ"), files=None, content=first.content, spots=[replace(SPOT, y=100)])

    report = inspecting.inspect(second.content, trust=pki.trust(), at=clock.now())
    assert report.verdict == "valid", report.plain()
    assert len(report.signatures) == 2


def test_what_was_sealed_before_a_renewal_stays_valid() -> None:
    seal = active()
    before = sealed(seal)
    services.renew(actor=keeper(), seal_code=seal.code, ground="续期", now=NOON)
    after = sealed(seal)

    for done in (before, after):
        report = inspecting.inspect(done.content, trust=pki.trust(), at=clock.now())
        assert report.verdict == "valid", report.plain()
    versions = Impression.objects.order_by("number").values_list("version__number", flat=True)
    assert list(versions) == [1, 2]


def test_the_seal_for_pdf_is_given_for_an_impression_as_long_as_the_seal_is_in_use() -> None:
    seal = active()
    done = sealed(seal)

    found = services.pages_seal(impression_id=done.impression_id, now=NOON)

    assert found.picture.startswith(b"\x89PNG")
    assert found.certificates[0].common_name == factories.NAME
    services.suspend(actor=approver(), seal_code=seal.code, ground="查", now=NOON)
    with pytest.raises(uses.SealNotActive):
        services.pages_seal(impression_id=done.impression_id, now=NOON)
    with pytest.raises(uses.OrderUnknown):
        services.pages_seal(impression_id="0", now=NOON)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE seals_impression SET number = 7",
        "DELETE FROM seals_impression",
        "UPDATE seals_order SET decision = 'x'",
        "UPDATE seals_order SET state = 'waiting', closed_at = NULL",
        "DELETE FROM seals_order",
        "UPDATE seals_sealcounter SET at = at - interval '1 hour'",
    ],
)
def test_the_database_lets_nobody_rewrite_a_use(statement: str) -> None:
    impress(ordered(active()))

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_sealing_by_a_job_takes_few_queries(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    seal = active()
    sealed(seal)

    with django_assert_num_queries(4):
        sealed(seal)
