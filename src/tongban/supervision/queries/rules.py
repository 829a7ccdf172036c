"""Rules of supervision: as shipped, and version by version as they were changed at the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tongban.base import clock
from tongban.base.errors import NotFound, require
from tongban.cases.rules import Light
from tongban.supervision import perms
from tongban.supervision.models import RuleVersion
from tongban.supervision.rules import Basis, Check, Measure, Rule, Target

if TYPE_CHECKING:
    from datetime import date

    from tongban.base.actors import Actor

ONE_DAY = timedelta(days=1)
DATA = Path(__file__).resolve().parent.parent / "data"


class RuleUnknown(NotFound):
    """There is no such rule, or it has no draft."""

    code = "supervision.rule_unknown"
    sentence = "没有这条监察规则，或者它没有待发布的草稿。"


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule as it holds today, its draft if there is one, and its versions, the latest first."""

    code: str
    light: str
    now: Rule | None
    draft: RuleVersion | None
    versions: tuple[RuleVersion, ...]


@cache
def shipped() -> tuple[Rule, ...]:
    """The rules that come with the platform."""
    rows = yaml.safe_load((DATA / "rules.yaml").read_text(encoding="utf-8"))["rules"]
    return tuple(
        Rule(
            code=row["code"],
            light=Light(row["light"]),
            title=row["title"],
            check=Check(row["check"]),
            basis=Basis(row["basis"]) if "basis" in row else None,
            measure=Measure(row["measure"]) if "measure" in row else None,
            amount=row.get("amount", 0),
            told=tuple(row["told"]),
            answer_days=row["answer_days"],
        )
        for row in rows
    )


@cache
def targets() -> dict[str, Target]:
    """Published targets, by indicator."""
    rows = yaml.safe_load((DATA / "targets.yaml").read_text(encoding="utf-8"))["targets"]
    return {row["key"]: Target(row["key"], row["share"], row["source"]) for row in rows}


def in_force(today: date) -> tuple[Rule, ...]:
    """The rules that hold on that day: each in its latest published version, else as shipped."""
    found = {(rule.code, str(rule.light)): rule for rule in shipped()}
    rows = RuleVersion.objects.filter(published_at__isnull=False, starts_on__lte=today)
    for row in rows.order_by("code", "light", "starts_on", "version"):
        key = (row.code, row.light)
        if row.ended:
            found.pop(key, None)
        else:
            found[key] = as_rule(row)
    return tuple(found.values())


def rules_are_new(today: date) -> bool:
    """Whether a version of a rule began to hold today or yesterday."""
    rows = RuleVersion.objects.filter(published_at__isnull=False)
    return rows.filter(starts_on__gte=today - ONE_DAY, starts_on__lte=today).exists()


def as_rule(row: RuleVersion) -> Rule:
    """A stored version as the judging sees it."""
    return Rule(
        code=row.code,
        light=Light(row.light),
        title=row.title,
        check=Check(row.check_kind),
        basis=Basis(row.basis) if row.basis else None,
        measure=Measure(row.measure) if row.measure else None,
        amount=row.amount,
        told=tuple(row.told),
        answer_days=row.answer_days,
        version=row.version,
        starts_on=row.starts_on,
    )


def rule_rows(actor: Actor) -> tuple[RuleRow, ...]:
    """Every rule with its draft and its versions; for supervisors."""
    require(perms.may_supervise(actor))
    now = {(rule.code, str(rule.light)): rule for rule in in_force(clock.today())}
    stored: dict[tuple[str, str], list[RuleVersion]] = {}
    for row in RuleVersion.objects.order_by("code", "light", "-version"):
        stored.setdefault((row.code, row.light), []).append(row)
    keys = {**{(r.code, str(r.light)): None for r in shipped()}, **dict.fromkeys(stored)}
    return tuple(_row(key, now.get(key), stored.get(key, [])) for key in keys)


def _row(key: tuple[str, str], now: Rule | None, rows: list[RuleVersion]) -> RuleRow:
    draft = next((row for row in rows if row.published_at is None), None)
    published = tuple(row for row in rows if row.published_at is not None)
    return RuleRow(*key, now, draft, published)


def rule_row(actor: Actor, code: str, light: str) -> RuleRow:
    """One rule; `RuleUnknown` if there is none."""
    for row in rule_rows(actor):
        if (row.code, row.light) == (code, light):
            return row
    raise RuleUnknown
