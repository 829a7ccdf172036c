"""Circulars (通报): the order, who is named, and that what was published stays."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from pypdf import PdfReader

from tests.cases.circumstances import FOOD, applicant, concluded, day
from tests.supervision.supervising import swept
from tongban.base.errors import Forbidden, NotFound, Stale
from tongban.base.models import AuditEntry
from tongban.demo.services import stories
from tongban.notices.models import StaffMessage
from tongban.supervision import queries, services
from tongban.supervision.models import Circular, CircularWithdrawal, Tally
from tongban.supervision.rules import WordsMissing
from tongban.supervision.rules import circulars as rules

COUNTY, MONTH, APRIL = "230102", "2026-03", 30
LAYOUT = rules.Layout(("on_time",), ("on_time", "early"), 3)


def counts(key: str, finished: int, on_time: int, early: int = 0) -> rules.Counts:
    return rules.Counts(key, key, {"finished": finished, "on_time": on_time, "early": early})


def test_the_best_come_first_equals_share_a_rank_and_only_who_falls_short_is_named() -> None:
    rows = [counts("d", 10, 5), counts("a", 10, 10, 4), counts("e", 10, 5), counts("z", 0, 0),
            counts("c", 10, 9), counts("b", 10, 10, 4)]  # fmt: skip

    places = rules.ranked(rows, LAYOUT)

    assert [(each.counts.key, each.rank) for each in places] == [
        ("a", 1), ("b", 1), ("c", 3), ("d", 4), ("e", 4), ("z", None),
    ]  # fmt: skip
    assert [each.counts.key for each in places if each.is_last] == ["d", "e"]
    perfect = [counts(key, 2, 2, early) for key, early in (("a", 2), ("b", 1), ("c", 0))]
    assert not [each for each in rules.ranked(perfect, LAYOUT) if each.is_last]
    assert not [each for each in rules.ranked([counts("a", 2, 0)], LAYOUT) if each.is_last]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "2026-02 的样子"),
        ("二月", "2026-02 的样子"),
        ("2026-13", "2026-02 的样子"),
        ("9" * 30 + "-01", "2026-02 的样子"),
        ("9999-12", "2026-02 的样子"),
        ("-2026-02", "2026-02 的样子"),
        ("2026-04", "已经过完的月份"),
        ("2027-01", "已经过完的月份"),
        ("1999-12", "已经过完的月份"),
    ],
)
def test_only_a_month_that_is_over_can_be_told_of(text: str, words: str) -> None:
    today = date(2026, 4, 1)
    assert rules.month_of(MONTH, today) == (date(2026, 3, 1), date(2026, 3, 31))

    with pytest.raises(rules.CircularInvalid) as declined:
        rules.month_of(text, today)

    assert words in declined.value.fields["month"]


def published(who: str = "supervisor", seen: str = "", **more: str) -> Circular:
    asked: dict[str, Any] = {"region": COUNTY, "month": MONTH, "words": "请各部门对照改进。"}
    actor, now = stories.staff(who), day(APRIL)
    if not seen:
        facts = queries.circular_draft(actor, COUNTY, MONTH, now.date())
        seen = queries.face_of(facts)
    return services.publish_circular(actor=actor, seen=seen, now=now, **asked | more)


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
def test_a_circular_is_numbered_frozen_and_read_by_the_staff_of_departments() -> None:
    concluded(now=day(0))
    concluded(FOOD, now=day(0))
    swept(day(1))
    services.count_catalogue()

    made = published()
    Tally.objects.update(finished=0, received=99)

    found = queries.circular(stories.staff("handler"), made.serial)
    table = next(each for each in found.facts["tables"] if each["title"] == "各部门")
    assert found.serial == "TB2026000001"
    assert found.number.endswith("〔2026〕1号")
    assert found.title.endswith("2026年3月政务服务效能通报")
    assert [row["rank"] for row in table["rows"]] == [1, 1]
    assert "道里区教育局" in table["idle"]
    assert found.facts["sums"][0]["counts"][:2] == [2, 2]
    assert found.facts["words"] == "请各部门对照改进。"
    content, name = services.open_circular(
        actor=stories.staff("clerk"), serial=made.serial, now=day(APRIL)
    )
    again, _name = services.open_circular(
        actor=stories.staff("handler"), serial=made.serial, now=day(APRIL)
    )
    assert content.startswith(b"%PDF")
    assert again == content
    assert name == f"通报-{made.number}.pdf"
    told = AuditEntry.objects.filter(event__startswith="supervision.circular").order_by("pk")
    assert [entry.event.rpartition("_")[2] for entry in told] == ["published", "printed"]


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
def test_what_cannot_be_published_is_declined_and_nothing_is_written() -> None:
    with pytest.raises(rules.NothingToTell):
        published()
    concluded(now=day(0))
    swept(day(1))

    with pytest.raises(Stale):
        published(seen="0" * 64)
    with pytest.raises(rules.CircularInvalid) as declined:
        published(words="字" * 2001)
    assert "最多写 2000 个字" in declined.value.fields["words"]
    for who in ("approver", "clerk", "operator"):
        with pytest.raises(Forbidden):
            published(who)
    with pytest.raises(NotFound):
        published(seen="0" * 64, region="999999")
    assert not Circular.objects.exists()

    made = published()
    with pytest.raises(rules.CircularTaken):
        published(seen="0" * 64)
    with pytest.raises(Forbidden):
        queries.circular(applicant(), made.serial)
    with pytest.raises(Forbidden):
        queries.published_circulars(applicant())
    with pytest.raises(NotFound):
        queries.circular(stories.staff("clerk"), "TB2026999999")
    for who in ("market", "clerk", "operator"):
        with pytest.raises(Forbidden):
            withdraw(made.serial, who)
    with pytest.raises(WordsMissing):
        withdraw(made.serial, reason=" ")
    with pytest.raises(NotFound):
        withdraw("TB2026999999")
    assert not CircularWithdrawal.objects.exists()


def withdraw(serial: str, who: str = "supervisor2", reason: str = "数字有误") -> None:
    services.withdraw_circular(
        actor=stories.staff(who), serial=serial, reason=reason, now=day(APRIL + 1)
    )


def messages(template: str) -> set[tuple[str, str]]:
    found = StaffMessage.objects.filter(template=template)
    return {(row.account.username, row.link) for row in found.select_related("account")}


def paper(serial: str) -> str:
    """What its PDF says; the second time it is the one that was printed before."""
    actor, now = stories.staff("clerk"), day(APRIL)
    content, _name = services.open_circular(actor=actor, serial=serial, now=now)
    assert services.open_circular(actor=actor, serial=serial, now=now)[0] == content
    pages = PdfReader(io.BytesIO(content)).pages
    return "".join("".join(page.extract_text() for page in pages).split())


@pytest.mark.django_db
@pytest.mark.usefixtures("sample_area")
def test_one_is_withdrawn_by_somebody_else_and_replaced_by_one_that_names_it() -> None:
    concluded(now=day(0))
    swept(day(1))
    made = published()
    link = f"/desk/board/circulars/{made.serial}/"
    assert messages("circular.published") == {("approver", link)}
    assert "已撤回" not in paper(made.serial)
    with pytest.raises(rules.OwnCircular):
        withdraw(made.serial, "supervisor")

    withdraw(made.serial)

    assert messages("circular.withdrawn") == {("approver", link)}
    assert "已撤回" in paper(made.serial)
    assert "理由：数字有误" in paper(made.serial)
    with pytest.raises(rules.CircularWithdrawn):
        withdraw(made.serial, "approver")
    new = published("supervisor2")
    assert new.number != made.number
    assert (new.facts["replaces"], new.replaces) == (made.number, made)
    assert f"代替{made.number}" in paper(new.serial)
    with pytest.raises(rules.CircularTaken):
        published("supervisor2", seen="0" * 64)
    withdraw(new.serial, "approver")
    for model in (Circular, CircularWithdrawal):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
            model.objects.update(made_by="x")


def test_of_old_circulars_only_the_name_tells_who_published() -> None:
    old = rules.By(None, "监察样例员")

    assert rules.By(7, "监察样例员").is_same(old)
    assert not rules.By(7, "复核样例员").is_same(old)
    assert not rules.By(7, "监察样例员").is_same(rules.By(8, "监察样例员"))
