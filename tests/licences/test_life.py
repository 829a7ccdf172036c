"""What is done to a licence after its issue, and what everybody learns of it."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction

from tests.base.ledger.circumstances import tamper
from tests.licences.factories import (
    ENTERPRISE,
    NOON,
    issue_licence,
    make_subject,
    official,
    person,
)
from tongban.base import audit
from tongban.base.actors import SYSTEM
from tongban.base.errors import Forbidden
from tongban.base.ledger import canonical, checking, sources
from tongban.base.ledger.models import LedgerLeaf
from tongban.base.models import AuditEntry, OutboxEvent
from tongban.licences import jobs, queries, services
from tongban.licences.models import Licence, LicenceAct, WaitingAct
from tongban.licences.rules import acts, states
from tongban.licences.rules.acts import DecisionIncomplete, StepNotPossible
from tongban.licences.rules.face_values import FaceInvalid
from tongban.notices.models import Message

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("licence_types")]
MANAGER = official("licensing")
LATER = NOON + timedelta(days=3)
TODAY = date(2026, 1, 8)
DECISION = acts.Decision(
    "违法经营", "《行政处罚法》第九条", "样市监罚〔2026〕1号", "行政处罚决定书"
)


@pytest.fixture
def licence() -> Licence:
    return issue_licence(make_subject(**ENTERPRISE), "food_business_licence")


def of_licences(names: list[str]) -> list[str]:
    """Without what is told about the seals of the office."""
    return [name for name in names if name.startswith("licences.")]


def act(licence: Licence, step: str, **other: Any) -> LicenceAct:
    given: dict[str, Any] = {"actor": MANAGER, "decision": DECISION, "now": LATER, **other}
    return services.act(identifier=licence.identifier, step=step, **given)


def change(licence: Licence, step: str = "变更", **other: Any) -> Licence:
    given: dict[str, Any] = {"actor": MANAGER, "decision": DECISION, "now": LATER, **other}
    return services.change(identifier=licence.identifier, step=step, **given)


def decision(**other: Any) -> acts.Decision:
    return acts.Decision(**{**{f: getattr(DECISION, f) for f in DECISION.__slots__}, **other})


def found(licence: Licence) -> str:
    finding = services.verify_identifier(licence.identifier, now=LATER)
    return f"{finding.verdict}：{finding.reason}"


def test_a_suspended_licence_says_so_and_can_be_given_back(
    licence: Licence, outbox_names: Callable[[], list[str]]
) -> None:
    act(licence, "暂扣")
    suspended = found(licence)
    act(licence, "恢复", now=LATER + timedelta(days=1))

    assert suspended == "暂扣：证照真实，但从2026年1月8日起暂扣，暂扣期间不能使用。"
    assert found(licence).startswith("有效")
    assert of_licences(outbox_names()) == [
        "licences.issued",
        "licences.suspended",
        "licences.resumed",
    ]
    entries = AuditEntry.objects.filter(subject=licence.identifier).order_by("id")
    assert [e.event for e in entries] == [
        "licences.issued",
        "licences.suspended",
        "licences.resumed",
    ]
    assert [(a.place, a.step) for a in licence.acts.order_by("place")] == [(1, "暂扣"), (2, "恢复")]


def test_a_suspended_licence_is_not_among_those_in_force(licence: Licence) -> None:
    act(licence, "暂扣")

    held = queries.held_by(licence.holder_id, ["food_business_licence"], TODAY)

    assert list(held) == []
    assert queries.own_licence(person(licence.holder_id), licence.identifier).state == "suspended"


@pytest.mark.parametrize("step", ["变更", "换发", "延续"])
def test_nothing_takes_the_place_of_a_suspended_licence(licence: Licence, step: str) -> None:
    act(licence, "暂扣")

    with pytest.raises(StepNotPossible, match=f"正在暂扣，不能{step}"):
        change(licence, step)

    assert Licence.objects.count() == 1


@pytest.mark.parametrize("step", ["暂扣", "恢复", "年检"])
def test_an_ended_licence_is_left_alone(licence: Licence, step: str) -> None:
    act(licence, "注销")

    with pytest.raises(StepNotPossible, match=f"已经失效，不能再{step}"):
        act(licence, step)
    with pytest.raises(states.AlreadyEnded):
        act(licence, "吊销")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"legal_ground": ""}, "legal_ground"),
        ({"document_number": ""}, "document_number"),
        ({"document_number": "样\n1"}, "document_number"),
        ({"effective_on": date(2026, 1, 4)}, "effective_on"),
        ({"effective_on": date(2036, 1, 4)}, "effective_on"),
    ],
)
def test_a_decision_says_why_by_what_and_from_when(
    licence: Licence, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(DecisionIncomplete) as declined:
        act(licence, "暂扣", decision=decision(**wrong))

    assert list(declined.value.fields) == [field]
    assert not LicenceAct.objects.exists()


def test_what_was_never_suspended_is_not_given_back(licence: Licence) -> None:
    with pytest.raises(StepNotPossible, match="没有暂扣"):
        act(licence, "恢复")
    act(licence, "暂扣")
    with pytest.raises(StepNotPossible, match="不能再次暂扣"):
        act(licence, "暂扣")
    with pytest.raises(DecisionIncomplete, match="有内容"):
        act(licence, "恢复", decision=decision(effective_on=date(2026, 1, 7)))


@pytest.mark.parametrize(
    ("actor", "refusal"),
    [
        (official("licensing", "edu"), queries.LicenceUnknown),
        (official("clerk"), queries.LicenceUnknown),
        (official("handler"), Forbidden),
    ],
)
def test_only_the_issuing_office_acts(licence: Licence, actor: Any, refusal: type) -> None:
    for step in ("暂扣", "年检"):
        with pytest.raises(refusal):
            act(licence, step, actor=actor)
    with pytest.raises(refusal):
        change(licence, actor=actor)

    assert not LicenceAct.objects.exists()


def test_an_identifier_may_be_written_small_and_wide(licence: Licence) -> None:
    wide = licence.identifier.lower().translate({n: n + 0xFEE0 for n in range(0x21, 0x7F)})

    services.act(
        actor=official("approver"), identifier=wide, step="暂扣", decision=DECISION, now=LATER
    )

    licence.refresh_from_db()
    assert (licence.state, licence.suspended_on) == ("suspended", TODAY)


def test_a_change_makes_the_next_version_and_the_old_one_points_to_it(
    licence: Licence, outbox_names: Callable[[], list[str]]
) -> None:
    newer = change(licence, face={"KZ_FDDBR": "例小红"})
    licence.refresh_from_db()

    assert (newer.version, newer.serial, newer.number) == (2, licence.serial, licence.number)
    assert newer.face["KZ_FDDBR"] == "例小红"
    assert newer.face["KZ_JYCS"] == licence.face["KZ_JYCS"]
    assert (newer.valid_from, newer.valid_until) == (licence.valid_from, licence.valid_until)
    assert newer.metadata["GLZZBS"] == licence.identifier
    assert newer.personal["ZZBGYY"] == "变更：违法经营"
    assert (licence.state, licence.replaced_by) == ("ended", newer.identifier)
    assert found(licence).endswith(f"新版本的证照标识：{newer.identifier}。")
    assert found(newer).startswith("有效")
    assert of_licences(outbox_names())[1:] == ["licences.changed", "licences.issued"]


def test_a_changed_holder_is_written_on_the_face(licence: Licence) -> None:
    other = make_subject("91990100MACMPL029E", "样例贸易有限公司", "001")

    newer = change(licence, holders=(other.id,))

    assert newer.holder_names == ("样例贸易有限公司",)
    assert newer.face["KZ_JYZMC"] == "样例贸易有限公司"
    assert newer.face["KZ_TYSHXYDM"] == "91990100MACMPL029E"


def test_a_renewal_begins_anew_and_a_replacement_too(licence: Licence) -> None:
    renewed = change(licence, "延续")
    replaced = change(renewed, "换发", valid_until=date(2027, 1, 1))

    assert (renewed.valid_from, renewed.valid_until) == (TODAY, date(2031, 1, 7))
    assert (replaced.version, replaced.valid_until) == (3, date(2027, 1, 1))
    versions = queries.versions_of(licence)
    assert [one.version for one in versions] == [3, 2, 1]
    assert [one.step for one in queries.acts_of(licence)] == ["换发", "延续"]


def test_what_has_expired_is_replaced_but_not_renewed() -> None:
    licence = issue_licence(
        make_subject(**ENTERPRISE), "food_business_licence", valid_until=date(2026, 1, 6)
    )

    with pytest.raises(StepNotPossible, match="已经过期，不能延续"):
        change(licence, "延续")
    assert change(licence, "换发").version == 2


def test_a_wrong_face_changes_nothing(licence: Licence) -> None:
    with pytest.raises(FaceInvalid):
        change(licence, face={"KZ_XXX": "1"})

    licence.refresh_from_db()
    assert (licence.state, LicenceAct.objects.count()) == ("valid", 0)


def test_an_act_of_tomorrow_waits_for_the_sweep(
    licence: Licence, outbox_names: Callable[[], list[str]]
) -> None:
    act(licence, "暂扣", decision=decision(effective_on=date(2026, 1, 10)))
    waiting = found(licence)
    early = services.sweep(now=LATER)
    once = services.sweep(now=NOON + timedelta(days=5))
    again = services.sweep(now=NOON + timedelta(days=5))
    licence.refresh_from_db()

    assert waiting.startswith("有效")
    assert (early, once, again) == ((0, 0), (1, 0), (0, 0))
    assert (licence.state, licence.suspended_on) == ("suspended", date(2026, 1, 10))
    assert of_licences(outbox_names()) == ["licences.issued", "licences.suspended"]
    assert [e.event for e in audit.trail(licence.identifier)][1:] == [
        "licences.act_ordered",
        "licences.suspended",
    ]


def test_a_change_of_tomorrow_is_made_tomorrow(licence: Licence) -> None:
    same = change(
        licence, decision=decision(effective_on=date(2026, 1, 10)), face={"KZ_FDDBR": "例小红"}
    )
    services.sweep(now=NOON + timedelta(days=6))
    newer = Licence.objects.get(version=2)

    assert same.pk == licence.pk
    assert newer.face["KZ_FDDBR"] == "例小红"
    assert (newer.issued_on, queries.versions_of(newer)[1].ended_on) == (
        date(2026, 1, 11),
        date(2026, 1, 10),
    )


def test_what_is_not_possible_any_more_is_dropped_with_its_reason(licence: Licence) -> None:
    act(licence, "暂扣", decision=decision(effective_on=date(2026, 1, 10)))
    act(licence, "注销")

    services.sweep(now=NOON + timedelta(days=5))

    assert WaitingAct.objects.get().dropped_because == "这本证照已经失效，不能再暂扣。"
    assert AuditEntry.objects.filter(event="licences.act_dropped").count() == 1


def test_an_act_can_be_called_off_before_its_day(licence: Licence) -> None:
    ordered = act(licence, "暂扣", decision=decision(effective_on=date(2026, 1, 10)))
    with pytest.raises(StepNotPossible, match="已经有一项"):
        act(licence, "暂扣", decision=decision(effective_on=date(2026, 1, 11)))
    with pytest.raises(queries.ActUnknown):
        services.call_off(
            actor=official("licensing", "edu"), act_id=ordered.pk, reason="写错", now=LATER
        )

    services.call_off(actor=MANAGER, act_id=ordered.pk, reason="决定已撤销", now=LATER)

    assert services.sweep(now=NOON + timedelta(days=9)) == (0, 0)
    assert queries.acts_of(licence)[0].dropped_because == "决定已撤销"
    with pytest.raises(queries.ActUnknown):
        services.call_off(actor=MANAGER, act_id=ordered.pk, reason="再来", now=LATER)


def test_expiry_is_told_exactly_once(
    run_jobs: Callable[[], list[str]], outbox_names: Callable[[], list[str]]
) -> None:
    licence = issue_licence(
        make_subject(**ENTERPRISE), "food_business_licence", valid_until=date(2026, 1, 7)
    )

    before = services.sweep(now=NOON + timedelta(days=2))
    first, second = services.sweep(now=LATER), services.sweep(now=LATER)
    licence.refresh_from_db()

    assert (before, first, second) == ((0, 0), (0, 1), (0, 0))
    assert of_licences(outbox_names()).count("licences.expired") == 1
    assert (licence.state, licence.expiry_told_on) == ("valid", TODAY)
    assert found(licence) == "已失效：有效期到2026年1月7日，已经过期。"
    assert "licences.jobs.tell_holders_of_act" in run_jobs()


def test_a_check_that_is_overdue_is_seen_and_entered() -> None:
    licence = issue_licence(make_subject(**ENTERPRISE), "business_licence")
    Licence.objects.filter(pk=licence.pk).update(check_due_on=date(2026, 1, 6))
    overdue = found(licence)

    act(licence, "年检", next_check_on=date(2027, 1, 6))

    licence.refresh_from_db()
    assert "年检）已经到期" in overdue
    assert licence.check_due_on == date(2027, 1, 6)
    assert found(licence) == "有效：证照真实，目前有效。"
    with pytest.raises(DecisionIncomplete):
        act(licence, "年检", next_check_on=TODAY)


def test_acts_stay_as_they_were_written(licence: Licence) -> None:
    act(licence, "暂扣")

    for sql in ("UPDATE licences_licenceact SET reason = 'x'", "DELETE FROM licences_licenceact"):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)


def test_an_ended_licence_keeps_its_end(licence: Licence) -> None:
    act(licence, "注销")

    with (
        pytest.raises(DatabaseError, match="stays ended"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE licences_licence SET state = 'valid', replaced_by = 'x'")


def test_licences_and_acts_are_leaves_that_agree_with_their_rows(licence: Licence) -> None:
    newer = change(licence)

    leaves = LedgerLeaf.objects.filter(kind__startswith="licence.")
    assert set(leaves.values_list("kind", "reference")) == {
        ("licence.issued", str(licence.pk)),
        ("licence.issued", str(newer.pk)),
        ("licence.changed", str(licence.acts.get().pk)),
    }
    for leaf in leaves:
        source = sources.found(leaf.kind)
        assert source is not None
        ((_reference, facts),) = source.rows([leaf.reference])
        assert canonical.digest(bytes(leaf.salt or b""), facts) == bytes(leaf.digest)
        assert ENTERPRISE["name"] not in str(facts)


def test_a_licence_or_act_that_was_slipped_in_is_missed_in_the_log(licence: Licence) -> None:
    newer = change(licence)
    act(newer, "暂扣")

    for kind, rows in (
        ("licence.issued", [licence, newer]),
        ("licence.changed", [licence.acts.get(), newer.acts.get()]),
    ):
        source = sources.found(kind)
        assert source is not None
        assert source.census is not None
        first, second = (str(row.pk) for row in rows)
        assert source.census(first, 10) == [second]
        assert source.census(second, 10) == []
    tamper(f"DELETE FROM base_ledgerleaf WHERE reference = '{newer.pk}'")
    assert checking.check().difference == f"licence.issued {newer.pk} has no leaf"


def test_holders_hear_of_each_act_once(licence: Licence, run_jobs: Callable[[], list[str]]) -> None:
    act(licence, "暂扣")
    run_jobs()
    event = OutboxEvent.objects.get(name="licences.suspended")
    jobs.tell_holders_of_act(**event.payload)

    told = Message.objects.get(template="licence.suspended")
    assert "违法经营（《行政处罚法》第九条）" in told.body
    assert told.link == f"/licences/{licence.identifier}/"


@pytest.mark.django_db(transaction=True)
def test_of_two_acts_at_once_one_wins() -> None:
    licence = issue_licence(make_subject(**ENTERPRISE), "food_business_licence", actor=SYSTEM)
    ready, answers = threading.Barrier(2), []

    def end(step: str) -> None:
        ready.wait()
        try:
            if step == "变更":
                change(licence)
            else:
                act(licence, step)
            answers.append(step)
        except (states.AlreadyEnded, StepNotPossible) as refusal:
            answers.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=end, args=(step,)) for step in ("注销", "变更")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    won = [answer for answer in answers if answer in {"注销", "变更"}]
    assert len(won) == 1
    assert LicenceAct.objects.count() == 1
