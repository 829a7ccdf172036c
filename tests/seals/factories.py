"""Seals of sample offices, in every state, made by two seal keepers and one who approves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from tests.base.ofd import packages
from tests.identity.factories import NOON, actor_of, make_staff
from tongban.base import ofd
from tongban.base.actors import SYSTEM
from tongban.seals import services
from tongban.seals.services import Wish

if TYPE_CHECKING:
    from tongban.base.actors import Actor
    from tongban.seals.models import Order, Seal

JOB = "job:licences"
SPOT = ofd.Spot(1, 140, 220, 42, 42)
NAME = "道里区市场监督管理局"


def keeper(unit: str = "mkt") -> Actor:
    """The seal keeper who applies, makes and files."""
    return actor_of(make_staff(f"keeper_{unit}", "sealing", unit))


def sealer(unit: str = "mkt") -> Actor:
    """The other seal keeper, to whom seals are entrusted."""
    return actor_of(make_staff(f"sealer_{unit}", "sealing", unit))


def approver(unit: str = "mkt") -> Actor:
    """Who decides, and orders that a document be sealed."""
    return actor_of(make_staff(f"approver_{unit}", "approver", unit))


def applied(unit: str = "mkt", **options: Any) -> Seal:
    """A seal that was applied for."""
    wish = options.pop("wish", Wish(name=NAME))
    whole: dict[str, Any] = {"actor": keeper(unit), "contact": "样例经办", "now": NOON} | options
    return services.apply(unit=unit, wish=wish, **whole)


def examined(unit: str = "mkt", **options: Any) -> Seal:
    """A seal that may be made."""
    code = applied(unit, **options).code
    return services.examine(actor=approver(unit), seal_code=code, passed=True, now=NOON)


def made(unit: str = "mkt", **options: Any) -> Seal:
    """A seal that was made and waits for its filing."""
    code = examined(unit, **options).code
    return services.make(actor=keeper(unit), seal_code=code, now=NOON)


def filed(unit: str = "mkt", **options: Any) -> Seal:
    """A seal that was filed."""
    return services.register_filing(
        actor=keeper(unit), seal_code=made(unit, **options).code, authority="样例区公安分局",
        filed_on=date(2026, 1, 5), document="样公备〔2026〕1号", now=NOON,
    )  # fmt: skip


def active(unit: str = "mkt", **options: Any) -> Seal:
    """A seal in use, entrusted to the second keeper and to the job that issues licences."""
    kinds = options.pop("kinds", ["licence", "copy", "document"])
    code = filed(unit, **options).code
    found = services.activate(actor=keeper(unit), seal_code=code, now=NOON)
    entrusted: list[dict[str, Any]] = [{"account_id": sealer(unit).account}, {"job": JOB}]
    for who in entrusted:
        services.authorise(
            actor=approver(unit), seal_code=code, document_kinds=kinds, now=NOON, **who
        )
    return found


def suspended(unit: str = "mkt") -> Seal:
    """A seal that may not be used for the time being."""
    return services.suspend(
        actor=approver(unit), seal_code=active(unit).code, ground="印章保管检查", now=NOON
    )


def document(pages: int = 1) -> bytes:
    """An OFD file without any seal."""
    return ofd.pack(packages.blank(pages))


def ordered(seal: Seal, **options: Any) -> Order:
    """An order by the one who approves; the document is a blank page."""
    unit = seal.unit.key
    whole: dict[str, Any] = {
        "actor": approver(unit), "content": document(), "document_kind": "document",
        "title": "样例通知", "decision": "样批〔2026〕1号", "spots": [SPOT], "now": NOON,
    } | options  # fmt: skip
    return services.order(seal_code=seal.code, **whole)


def sealed(seal: Seal, **options: Any) -> services.Sealed:
    """A document that a job sealed."""
    whole: dict[str, Any] = {
        "actor": SYSTEM, "job": JOB, "document_kind": "licence", "files": packages.blank(),
        "spots": [SPOT], "title": "样例证照", "decision": "23010226000001", "now": NOON,
    } | options  # fmt: skip
    return services.seal_now(unit=seal.unit.key, **whole)
