"""Statements of use: the impressions of one seal between two moments, with their proofs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from tongban.base.errors import Invalid
from tongban.base.ledger import canonical, log, proofs, tree
from tongban.base.ledger.models import LedgerLeaf
from tongban.seals import perms
from tongban.seals.models import Impression, SealCounter
from tongban.seals.queries import register
from tongban.seals.rules import uses_stated
from tongban.seals.rules.uses_stated import Span, Use

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from tongban.base.actors import Actor

MOST = 20_000
LONGEST = timedelta(days=366)


class SpanInvalid(Invalid):
    """The days are in the wrong order, too far apart, or hold too many impressions."""

    code = "seals.span_invalid"


@dataclass(frozen=True, slots=True)
class Statement:
    """The impressions of one seal from the beginning of a day until the end of another."""

    seal: register.Row
    since: datetime
    until: datetime
    before: Impression | None
    rows: Sequence[Impression]
    after: Impression | None
    last_number: int

    @property
    def first_number(self) -> int | None:
        return self.rows[0].number if self.rows else None

    @property
    def final_number(self) -> int | None:
        return self.rows[-1].number if self.rows else None


def statement(actor: Actor, seal_code: str, first: date, last: date) -> Statement:
    """What a seal of the actor's offices was used for from one day to another, both counted.

    Declined with `SealUnknown` or `SpanInvalid`.
    """
    found = register.seal(actor, seal_code)
    since, until = _span(first, last)
    own = Impression.objects.filter(perms.orders_visible_to(actor), seal=found)
    own = own.select_related("order", "version").defer("version__picture", "version__structure")
    rows = list(own.filter(at__gte=since, at__lt=until).order_by("number")[: MOST + 1])
    if len(rows) > MOST:
        said = f"这段时间用印超过{MOST}次，请缩短起止日期，分几份清单。"
        raise SpanInvalid(fields={"until": said})
    counter = SealCounter.objects.get(seal=found)
    return Statement(
        seal=register.row(found, timezone.localtime()),
        since=since,
        until=until,
        before=own.filter(at__lt=since).order_by("-number").first(),
        rows=rows,
        after=own.filter(at__gte=until).order_by("number").first(),
        last_number=counter.last,
    )


def _span(first: date, last: date) -> tuple[datetime, datetime]:
    zone = timezone.get_current_timezone()
    begin = datetime(first.year, first.month, first.day, tzinfo=zone)
    end = datetime(last.year, last.month, last.day, tzinfo=zone) + timedelta(days=1)
    if end <= begin:
        raise SpanInvalid(fields={"until": "截止日期不能早于开始日期。"})
    if end - begin > LONGEST:
        raise SpanInvalid(fields={"until": "起止日期最多相隔一年。"})
    return begin, end


def proved(stated: Statement) -> Span:
    """The statement with the proof of each impression against the newest signed tree head.

    Declined with `proofs.LeafWaiting` while one of them is not covered yet, a minute at most.
    """
    code = stated.seal.code
    head = log.head()
    ends = [row for row in (stated.before, stated.after) if row is not None]
    leaves = _leaves(code, (*ends, *stated.rows))
    nodes = log.nodes(head.head.size)

    def use(row: Impression) -> Use:
        index, salt = leaves[row.number]
        if index >= head.head.size:
            raise proofs.LeafWaiting
        path = tree.inclusion(nodes, index, head.head.size)
        return Use(row.number, ledger_facts(row, code), salt, index, tuple(path))

    return Span(
        seal=code,
        since=stated.since,
        until=stated.until,
        before=use(stated.before) if stated.before is not None else None,
        uses=[use(row) for row in stated.rows],
        after=use(stated.after) if stated.after is not None else None,
        last_number=stated.last_number,
        head=head.note,
    )


def _leaves(code: str, rows: Iterable[Impression]) -> dict[int, tuple[int, bytes]]:
    """Index and salt of the leaf of each impression."""
    wanted = {uses_stated.reference(code, row.number): row.number for row in rows}
    found = LedgerLeaf.objects.filter(kind=uses_stated.KIND, reference__in=list(wanted))
    placed = {
        wanted[reference]: (index, bytes(salt))
        for reference, index, salt in found.values_list("reference", "index", "salt")
        if index is not None and salt is not None
    }
    if len(placed) != len(wanted):
        raise proofs.LeafWaiting
    return placed


def ledger_facts(row: Impression, code: str) -> Mapping[str, object]:
    """What the leaf about an impression says, the same whenever it is read."""
    facts: dict[str, object] = {
        "seal": code,
        "number": row.number,
        "version": str(row.version_id),
        "order": str(row.order_id),
        "document_kind": row.document_kind,
        "digest": row.digest,
        "signed_digest": row.signed_digest,
        "file_digest": row.file_digest,
        "case_number": row.case_number,
        "decision": row.decision,
        "ordered_by": row.ordered_by,
        "account": row.account,
        "job": row.job,
        "channel": row.channel,
        "place": row.place,
        "at": row.at,
    }
    return {key: canonical.plain(value) for key, value in facts.items()}


def census(after: str, limit: int) -> list[str]:
    """References of impressions after one, in the order in which they were made."""
    code, _, number = after.partition("/")
    start = 0
    if number:
        rows = Impression.objects.filter(seal__code=code, number=number)
        start = rows.values_list("pk", flat=True).first() or 0
    rows = Impression.objects.filter(pk__gt=start).order_by("pk")
    found = rows.values_list("seal__code", "number")[:limit]
    return [uses_stated.reference(*each) for each in found]


def ledger_rows(references: Sequence[str]) -> list[tuple[str, Mapping[str, object]]]:
    """The facts behind leaves, read again."""
    wanted: dict[str, list[int]] = {}
    for each in references:
        code, _, number = each.partition("/")
        if number.isdecimal():
            wanted.setdefault(code, []).append(int(number))
    return [
        (uses_stated.reference(code, row.number), ledger_facts(row, code))
        for code, numbers in wanted.items()
        for row in Impression.objects.filter(seal__code=code, number__in=numbers)
    ]
