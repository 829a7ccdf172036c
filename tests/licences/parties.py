"""A holder and those who use his licence: a bank with its clerk, a window, a neighbour."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from tests.licences.factories import ENTERPRISE, NOON, OTHER_PERSON, make_subject, official, person
from tongban.access.rules.consents import Terms
from tongban.licences import services

if TYPE_CHECKING:
    from tongban.access.models import Consent
    from tongban.base.actors import Actor
    from tongban.identity.models import Subject
    from tongban.licences.models import Licence, LicenceUse

BANK = {"number": "91990100MACMPL029E", "name": "样例贸易有限公司", "number_type": "001"}
TERMS = Terms("loan", "核验贷款申请人身份", (), "copy", date(2026, 1, 5), date(2026, 6, 30), 3)


def bank() -> Subject:
    """The enterprise that is to use a licence."""
    return make_subject(**BANK)


def bank_clerk() -> Actor:
    """例小红, who acts for it."""
    return replace(person(make_subject(**OTHER_PERSON), principal=bank()), name="例小红")


def firm_agent() -> Actor:
    """样大民, who acts for his company."""
    return person(make_subject(), principal=make_subject(**ENTERPRISE))


def window() -> Actor:
    """A clerk at a counter."""
    return official("clerk", "mkt")


def authorise(actor: Actor, licence: Licence | None = None, **other: Any) -> Consent:
    """The bank may use the licence; terms can be changed one by one."""
    bank()
    facts: dict[str, Any] = {"name": BANK["name"], "number": BANK["number"], "now": NOON}
    if licence is not None:
        facts["identifier"] = licence.identifier
    for key in ("name", "number", "identifier", "type_key", "now"):
        if key in other:
            facts[key] = other.pop(key)
    return services.authorise(actor=actor, terms=replace(TERMS, **other), **facts)


def use(consent: Consent, actor: Actor | None = None, **other: Any) -> LicenceUse:
    """The bank's clerk uses what was allowed."""
    facts: dict[str, Any] = {
        "purpose": "核验贷款申请人身份",
        "case_number": "DK-2026-0001",
        "now": NOON,
        **other,
    }
    return services.use_by_consent(actor=actor or bank_clerk(), consent_id=consent.pk, **facts)
