"""Seals of the sample departments: in use, entrusted to the job that issues licences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tongban.base import clock
from tongban.demo.services import stories
from tongban.directory import queries as directory
from tongban.seals import queries, services
from tongban.seals.rules.pictures import Kind, Shape

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.base.actors import Actor

JOB, PAPERS_JOB = "job:licences", "job:cases"
LICENCE_KINDS = ("licence", "copy")
PAPER_KINDS = ("document", "decision", "certificate")
AUTHORITY = "样例公安机关"


def lay_seals(now: datetime) -> None:
    """One seal for each department, and a few more of one department on their way.

    The sample keeper applies, makes and files, the one who approves examines and entrusts, so that
    every seal went through the steps that real ones go through.  Departments with a seal are left.
    """
    keeper, approver = stories.staff("sealer"), stories.staff("approver")
    if queries.seals(keeper, limit=1).items:
        return
    for office in directory.departments():
        wish = services.Wish(name=office.name)
        code = filed(keeper, approver, office.key, wish, now)
        put_to_use(keeper, approver, code, now)
    _lay_others(keeper, approver, now)


def _lay_others(keeper: Actor, approver: Actor, now: datetime) -> None:
    """A special-purpose seal that waits to be put to use, and one that waits to be examined."""
    special = services.Wish(
        name=directory.department("mkt").name, kind=Kind.SPECIAL, shape=Shape.OVAL,
        line="行政审批专用章",
    )  # fmt: skip
    filed(keeper, approver, "mkt", special, now)
    plain = services.Wish(
        name=directory.department("civ").name, kind=Kind.SPECIAL, shape=Shape.PLAIN,
        line="婚姻登记专用章",
    )  # fmt: skip
    services.apply(
        actor=keeper,
        unit="civ",
        wish=plain,
        contact="样例经办",
        document="样民〔2026〕8号",
        now=now,
    )


def filed(keeper: Actor, approver: Actor, unit: str, wish: services.Wish, now: datetime) -> str:
    """The code of a seal that was applied for, examined, made and filed."""
    code = services.apply(
        actor=keeper, unit=unit, wish=wish, contact="样例经办", document="样例〔2026〕1号", now=now
    ).code
    services.examine(actor=approver, seal_code=code, passed=True, now=now)
    services.make(actor=keeper, seal_code=code, now=now)
    services.register_filing(
        actor=keeper, seal_code=code, authority=AUTHORITY, filed_on=clock.day_of(now),
        document="样公备〔2026〕1号", now=now,
    )  # fmt: skip
    return code


def put_to_use(keeper: Actor, approver: Actor, code: str, now: datetime) -> None:
    """Put a filed seal to use, and entrust it to the job and to the second sample keeper."""
    services.activate(actor=keeper, seal_code=code, now=now)
    entrusted: tuple[dict[str, Any], ...] = (
        {"job": JOB, "document_kinds": LICENCE_KINDS},
        {"job": PAPERS_JOB, "document_kinds": PAPER_KINDS},
        {"account_id": stories.staff("sealer2").account, "document_kinds": PAPER_KINDS},
    )
    for given in entrusted:
        services.authorise(actor=approver, seal_code=code, now=now, **given)
