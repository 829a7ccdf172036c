"""Uses of licences: recorded before anything leaves, annotated, and visible to the holder."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.access.ledgers import leaves
from tests.jobs import drain
from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    OTHER_PERSON,
    issue_licence,
    make_licence,
    make_subject,
    official,
    person,
)
from tests.licences.parties import BANK, authorise, bank, bank_clerk, firm_agent, use, window
from tongban.access import queries as access
from tongban.access import services as granting
from tongban.access.models import Consent, DataAccess
from tongban.access.rules import consents
from tongban.base import files, ofd
from tongban.base.actors import ANONYMOUS
from tongban.base.crypto import sm3
from tongban.base.errors import Forbidden
from tongban.base.ledger import canonical, sources
from tongban.base.models import AuditEntry
from tongban.licences import queries, services
from tongban.licences.models import LicenceUse
from tongban.licences.rules import acts, uses
from tongban.notices.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.base.actors import Actor
    from tongban.identity.models import Subject
    from tongban.licences.models import Licence

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]


@pytest.fixture
def holder() -> Subject:
    return make_subject()


@pytest.fixture
def licence(holder: Subject) -> Licence:
    return make_licence(holder, "household_register")


def text(content: bytes) -> str:
    return "".join(run.text for run in ofd.runs(ofd.open_package(content)))


def sealed_digest(content: bytes) -> str:
    """What the seal on a copy signed: SM3 of its `Signature.xml`."""
    (seal,) = ofd.signatures(ofd.open_package(content))
    return sm3.digest(seal.description).hex()


def end(licence: Licence) -> None:
    services.revoke(
        actor=official("licensing"), identifier=licence.identifier, kind="注销",
        reason="本人申请", legal_ground="《行政许可法》第七十条", now=NOON,
    )  # fmt: skip


def test_a_use_is_written_before_a_copy_leaves(
    holder: Subject, licence: Licence, outbox_names: Callable[[], list[str]]
) -> None:
    consent = authorise(person(holder), licence, items=("KZ_HH", "KZ_HZXM"))

    used = use(consent)
    content, name = services.take_copy(actor=bank_clerk(), use_id=used.pk, now=NOON)

    assert sealed_digest(content) == used.digest
    assert name.endswith("加注件.ofd")
    look = DataAccess.objects.get(subject=holder)
    assert (look.reader_id, look.basis_kind, look.consent_id, look.use, look.unit) == (
        bank().id, "consent", consent.pk, used.pk, "mkt",
    )  # fmt: skip
    assert look.what == ["电子证照：居民户口簿", "户号", "户主姓名"]
    assert outbox_names()[-1] == "licences.used"
    assert AuditEntry.objects.get(event="licences.used").facts["digest"] == used.digest
    assert [leaf.reference for leaf in leaves("licence.used")] == [str(used.pk)]


def test_the_copy_carries_the_note_and_the_chosen_items_only(
    holder: Subject, licence: Licence
) -> None:
    used = use(authorise(person(holder), licence, items=("KZ_HH", "KZ_HZXM")))

    content, _name = services.take_copy(actor=bank_clerk(), use_id=used.pk, now=NOON)

    words = text(content)
    assert "000012345" in words
    assert "示范路1号" not in words
    assert f"仅供{BANK['name']}用于核验贷款申请人身份" in words.replace("\n", "")
    noted = ofd.info(ofd.open_package(content)).custom
    assert noted["JZJZZSJ"] == "2026-01-05T12:00:00+0800"
    assert noted["JZJZZZ"] == BANK["name"]
    assert noted["JZJZZSY"] == "核验贷款申请人身份"
    assert noted["JZJYXQJZSJ"] == "20260204120000"


def test_the_holder_is_told_at_once(holder: Subject, licence: Licence) -> None:
    use(authorise(person(holder), licence))

    drain()

    told = Message.objects.get(template="licence.used", subject=holder)
    assert BANK["name"] in told.body
    assert "核验贷款申请人身份" in told.body
    received = Message.objects.get(template="consent.given", subject=bank())
    assert "样*民" in received.body


def test_a_look_gives_values_and_no_file(holder: Subject, licence: Licence) -> None:
    used = use(authorise(person(holder), licence, mode="view", items=("KZ_HH",)))

    row, values = services.read_values(actor=bank_clerk(), use_id=used.pk, now=NOON)

    shown = [(one.name, one.value) for one in values]
    assert shown[0] == ("持证主体", "样大民")
    assert [pair for pair in shown if pair[0] in {"户号", "住址"}] == [("户号", "000012345")]
    assert (row.is_copy, row.items) == (False, ("户号",))
    with pytest.raises(uses.ViewOnly):
        services.take_copy(actor=bank_clerk(), use_id=used.pk, now=NOON)


def test_uses_are_counted_and_end(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), licence, uses=2)
    use(consent)
    use(consent)

    with pytest.raises(consents.ConsentClosed, match="次数已经用完"):
        use(consent)

    consent.refresh_from_db()
    assert (consent.uses_made, LicenceUse.objects.count()) == (2, 2)


def test_the_same_form_sent_twice_is_one_use(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), licence, uses=2)

    first, again = use(consent, dedupe="form-1"), use(consent, dedupe="form-1")

    assert first.pk == again.pk
    assert Consent.objects.get().uses_made == 1


@pytest.mark.parametrize(("day", "sentence"), [(-1, "开始日期还没到"), (177, "已经到期")])
def test_before_and_after_its_days_a_consent_is_closed(
    holder: Subject, licence: Licence, day: int, sentence: str
) -> None:
    consent = authorise(person(holder), licence)

    with pytest.raises(consents.ConsentClosed, match=sentence):
        use(consent, now=NOON + timedelta(days=day))
    assert not LicenceUse.objects.exists()


def test_taken_back_means_at_once(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), licence)
    used = use(consent)
    granting.revoke_consent(actor=person(holder), consent_id=consent.pk, now=NOON)

    with pytest.raises(consents.ConsentClosed, match="已经撤回"):
        use(consent)
    with pytest.raises(consents.ConsentClosed, match="已经撤回"):
        services.take_copy(actor=bank_clerk(), use_id=used.pk, now=NOON)


@pytest.mark.parametrize("purpose", ["", "   ", "用" * 201])
def test_no_use_without_a_purpose(holder: Subject, licence: Licence, purpose: str) -> None:
    consent = authorise(person(holder), licence)

    with pytest.raises(uses.UseInvalid) as refused:
        use(consent, purpose=purpose)

    assert list(refused.value.fields) == ["purpose"]
    assert Consent.objects.get().uses_made == 0


def test_a_huge_form_is_declined(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), licence)

    with pytest.raises(uses.UseInvalid):
        use(consent, purpose="用" * 1_000_000, case_number="9" * 1_000_000)


def test_an_ended_licence_is_not_used(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), licence)
    used = use(consent)
    end(licence)

    with pytest.raises(uses.LicenceUnusable):
        use(consent)
    with pytest.raises(uses.LicenceUnusable):
        services.take_copy(actor=bank_clerk(), use_id=used.pk, now=NOON)
    assert Consent.objects.get().uses_made == 1


def test_of_a_type_the_newest_in_force_is_used(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), type_key="household_register")

    assert use(consent).licence_id == licence.pk
    end(licence)
    with pytest.raises(uses.LicenceUnusable, match="没有有效的这种证照"):
        use(consent)


def test_another_side_finds_neither_consent_nor_use(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), licence)
    used = use(consent)
    neighbours = (firm_agent(), person(make_subject(**OTHER_PERSON)), official("clerk"), ANONYMOUS)

    for stranger in neighbours:
        with pytest.raises(access.ConsentUnknown):
            use(consent, stranger)
        for read in (services.take_copy, services.read_values):
            with pytest.raises(queries.UseUnknown):
                read(actor=stranger, use_id=used.pk, now=NOON)
    assert LicenceUse.objects.count() == 1


@pytest.mark.parametrize("change", [{"uses_allowed": 1000}, {"purpose": "别的用途"}, {"items": []}])
def test_a_row_changed_behind_our_back_gives_nothing_out(
    holder: Subject, licence: Licence, change: dict[str, Any]
) -> None:
    consent = authorise(person(holder), licence, items=("KZ_HH",))
    Consent.objects.update(**change)

    with pytest.raises(consents.ConsentBroken):
        use(consent)
    assert not LicenceUse.objects.exists()


def test_a_forged_signature_gives_nothing_out(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), licence)
    Consent.objects.update(signature=bytes([consent.signature[0] ^ 1]) + consent.signature[1:])

    with pytest.raises(consents.ConsentBroken):
        use(consent)


def test_the_record_of_a_use_cannot_be_changed(holder: Subject, licence: Licence) -> None:
    use(authorise(person(holder), licence))

    for change in (
        lambda: LicenceUse.objects.update(purpose="别的用途"),
        lambda: LicenceUse.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


def test_the_leaf_agrees_with_the_row_and_with_nothing_else(
    holder: Subject, licence: Licence
) -> None:
    used = use(authorise(person(holder), licence, items=("KZ_HH",)))
    (leaf,) = leaves("licence.used")
    source = sources.found("licence.used")
    assert source is not None
    assert source.census is not None

    ((reference, facts),) = source.rows([str(used.pk)])

    assert reference == str(used.pk)
    assert leaf.salt is not None
    salt, digest = bytes(leaf.salt), bytes(leaf.digest)
    assert canonical.digest(salt, facts) == digest
    assert canonical.digest(salt, {**facts, "purpose": "x"}) != digest
    second = use(authorise(person(holder), licence), now=NOON + timedelta(minutes=1))
    assert list(source.census(str(used.pk), 10)) == [str(second.pk)]


def test_later_than_ten_minutes_it_is_another_look(holder: Subject, licence: Licence) -> None:
    used = use(authorise(person(holder), licence))
    for minutes, looks in ((10, 1), (11, 2)):
        moment = NOON + timedelta(minutes=minutes)
        services.take_copy(actor=bank_clerk(), use_id=used.pk, now=moment)
        assert DataAccess.objects.count() == looks

    with pytest.raises(uses.CopyExpired):
        services.take_copy(actor=bank_clerk(), use_id=used.pk, now=NOON + timedelta(days=31))
    assert AuditEntry.objects.filter(event="licences.copy_taken").count() == 2


def test_a_copy_stays_the_same_byte_for_byte(holder: Subject, licence: Licence) -> None:
    used = use(authorise(person(holder), licence))

    later = NOON + timedelta(days=2)
    first, _ = services.take_copy(actor=bank_clerk(), use_id=used.pk, now=NOON)
    again, _ = services.take_copy(actor=bank_clerk(), use_id=used.pk, now=later)

    assert first == again


def test_an_office_uses_it_for_a_case(holder: Subject, licence: Licence) -> None:
    used = services.use_by_law(
        actor=window(), identifier=licence.identifier, purpose="办理居住证",
        case_number="TB2026000001", now=NOON,
    )  # fmt: skip

    content, _name = services.take_copy(actor=window(), use_id=used.pk, now=NOON)
    assert content.startswith(b"PK")
    look = DataAccess.objects.get()
    assert (look.basis_kind, look.case_number, look.unit) == ("law", "TB2026000001", "mkt")
    assert used.unit == "mkt"


def test_an_official_download_for_a_case_is_a_use(holder: Subject, licence: Licence) -> None:
    content, name = services.download(
        actor=window(), identifier=licence.identifier, purpose="办理居住证", case_number="TB1",
        now=NOON,
    )  # fmt: skip

    assert name.endswith("加注件.ofd")
    assert sealed_digest(content) == LicenceUse.objects.get().digest
    assert "用于办理居住证" in text(content).replace("\n", "")


@pytest.mark.parametrize(
    ("actor", "other", "refusal"),
    [
        (official("clerk"), {"case_number": " "}, uses.UseInvalid),
        (official("clerk"), {"purpose": ""}, uses.UseInvalid),
        (official("clerk"), {"legal_basis": "法" * 201}, uses.UseInvalid),
        (official("supervisor"), {}, Forbidden),
        (official("operator"), {}, Forbidden),
        (ANONYMOUS, {}, Forbidden),
        (official("clerk"), {"identifier": "1.2.156.3005.2"}, queries.LicenceUnknown),
    ],
)
def test_no_look_at_a_neighbour_without_a_ground(
    licence: Licence, actor: Actor, other: dict[str, str], refusal: type[Exception]
) -> None:
    facts: dict[str, Any] = {
        "identifier": licence.identifier, "purpose": "看看邻居", "case_number": "TB1", **other,
    }  # fmt: skip
    with pytest.raises(refusal):
        services.use_by_law(actor=actor, now=NOON, **facts)
    assert not LicenceUse.objects.exists()
    assert not DataAccess.objects.exists()


def test_a_person_cannot_claim_a_law(licence: Licence) -> None:
    with pytest.raises(Forbidden):
        services.use_by_law(
            actor=bank_clerk(), identifier=licence.identifier, purpose="看看", case_number="TB1",
            now=NOON,
        )  # fmt: skip


def test_a_holder_makes_a_copy_for_somebody_he_names(
    holder: Subject, licence: Licence, outbox_names: Callable[[], list[str]]
) -> None:
    used = services.use_own(
        actor=person(holder), identifier=licence.identifier, user_name="样例房产中介",
        purpose="租房", items=("KZ_HH",), days=7, now=NOON,
    )  # fmt: skip

    content, _ = services.take_copy(actor=person(holder), use_id=used.pk, now=NOON)
    assert "仅供样例房产中介用于租房" in text(content).replace("\n", "")
    assert not DataAccess.objects.exists()
    assert "licences.used" not in outbox_names()
    with pytest.raises(uses.UseInvalid) as refused:
        services.use_own(
            actor=person(holder), identifier=licence.identifier, user_name="", purpose="",
            days=91, now=NOON,
        )  # fmt: skip
    assert sorted(refused.value.fields) == ["days", "purpose", "user_name"]


def test_each_of_several_holders_sees_the_use(holder: Subject) -> None:
    partner = make_subject(**OTHER_PERSON)
    shared = issue_licence(
        holder, "household_register", holders=(holder.id, partner.id), number="000099999"
    )
    consent = authorise(person(holder), shared)

    use(consent, firm_bank(partner))

    assert {look.subject_id for look in DataAccess.objects.all()} == {holder.id, partner.id}


def firm_bank(_partner: Subject) -> Actor:
    """Somebody of the bank who is no holder himself."""
    return person(make_subject("99020119491231004X", "试建国"), principal=bank())


def test_the_holder_lists_the_uses_of_a_licence_and_the_user_his(
    holder: Subject, licence: Licence
) -> None:
    consent = authorise(person(holder), licence)
    for _each in range(3):
        use(consent)

    with CaptureQueriesContext(connection) as ran:
        page = queries.uses_of(person(holder), licence.identifier, limit=2)
    assert len(ran) == 2
    rest = queries.uses_of(person(holder), licence.identifier, after=page.next, limit=2)
    assert len({row.id for row in (*page.items, *rest.items)}) == 3
    assert {row.user_name for row in page.items} == {BANK["name"]}
    assert len(queries.uses_made(bank_clerk()).items) == 3
    assert queries.uses_made(firm_agent()).items == []
    with pytest.raises(queries.LicenceUnknown):
        queries.uses_of(person(make_subject(**ENTERPRISE)), licence.identifier)


def test_a_suspended_licence_is_neither_used_nor_shown(holder: Subject, licence: Licence) -> None:
    consent = authorise(person(holder), licence)
    services.act(
        actor=official("licensing"), identifier=licence.identifier, step="暂扣",
        decision=acts.Decision("核查", "《行政处罚法》第九条", "样公〔2026〕1号"), now=NOON,
    )  # fmt: skip

    with pytest.raises(uses.LicenceUnusable):
        use(consent)
    with pytest.raises(uses.LicenceUnusable):
        services.show(actor=person(holder), identifier=licence.identifier, now=NOON)
    assert not LicenceUse.objects.exists()


def test_a_copy_is_forgotten_once_it_counts_no_more(holder: Subject, licence: Licence) -> None:
    used = use(authorise(person(holder), licence))
    assert files.is_kept(used.file_digest)

    assert services.forget_copies(now=used.expires_at) == 0
    assert services.forget_copies(now=used.expires_at + timedelta(days=1)) == 1
    assert services.forget_copies(now=used.expires_at + timedelta(days=2)) == 0
    assert not files.is_kept(used.file_digest)
    assert LicenceUse.objects.filter(pk=used.pk).exists()
