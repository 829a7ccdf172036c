"""What a department's own system hands back before the review: what becomes of an application."""

from __future__ import annotations

from datetime import date
from functools import partial

from ninja import Router, Schema
from pydantic import ConfigDict, Field

from tongban.cases import services
from tongban.cases.api.writes import Act, HandledIn, auth, write

router = Router(tags=["department-cases"], auth=auth)


class CheckedIn(HandledIn):
    """An acceptance: `checked` are the keys of the materials that were found good.

    `gap_due_on` is the day for what was promised to follow (容缺受理), if another than the last.
    """

    checked: list[str] = Field([], max_length=200)
    note: str = Field("", max_length=500)
    gap_due_on: date | None = None


class DemandIn(Schema):
    """What is wrong with a material and, beyond what the guide says, what will do."""

    model_config = ConfigDict(extra="forbid")

    material: str = Field(max_length=64)
    wrong: str = Field(min_length=1, max_length=500)
    standard: str = Field("", max_length=500)


class NoticeIn(HandledIn):
    """The one notice (一次性告知): everything that has to be corrected."""

    requests: list[DemandIn] = Field(min_length=1, max_length=200)


class CaseRefusalIn(HandledIn):
    """Why the application is not taken in, and which office would be the right one."""

    reasons: list[str] = Field(min_length=1, max_length=20)
    competent_office: str = Field("", max_length=100)


@write(router, "/precheck", "Pass the pre-check")
def push_precheck(body: HandledIn) -> Act:
    """What came in online looks complete (预审通过); the applicant is told what happens next."""
    return services.precheck


@write(router, "/acceptance", "Accept the application")
def push_acceptance(body: CheckedIn) -> Act:
    """Accept the application (受理); its limits run, and the applicant gets the paper."""
    return partial(
        services.accept_checked, checked=body.checked, note=body.note, gap_due_on=body.gap_due_on
    )


@write(router, "/notice", "Ask for corrections")
def push_notice(body: NoticeIn) -> Act:
    """Tell the applicant, once, everything that is to be corrected; what is known must be in it."""
    asked = [services.Request(one.material, one.wrong, one.standard) for one in body.requests]
    return partial(services.ask_supplement, requests=asked)


@write(router, "/refusal", "Refuse the application")
def push_refusal(body: CaseRefusalIn) -> Act:
    """Do not take the application in (不予受理), with reasons and remedies."""
    return partial(
        services.refuse, reasons=body.reasons, competent_office=body.competent_office
    )  # fmt: skip
