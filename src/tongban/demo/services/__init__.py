"""Laying the sample area down: through the services of the houses, once, all or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from tongban.demo.services import acceptance, area, output, seals, stories
from tongban.demo.services.systems import lay_system
from tongban.identity import queries as identity

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["accounts_text", "area", "lay", "lay_system", "stories"]


def lay(*, now: datetime) -> bool:
    """Lay the sample area; returns False when it is there already.

    One transaction: a start that was killed half-way begins again from nothing.
    """
    if identity.account_named("operator", realm="staff") is not None:
        return False
    with transaction.atomic():
        area.lay_directory(now)
        area.lay_catalogue(now)
        area.lay_people(now)
        seals.lay_seals(now)
        area.lay_licences(now)
        concluded = stories.lay_cases(now)
        acceptance.lay_acceptance(now)
        output.lay_output(now)
    output.lay_archive(concluded, now)  # of its own: nothing is archived before it was committed
    return True


def accounts_text() -> str:
    """The sample accounts, as `make demo` prints them."""
    described = area.people()
    lines = [f"样例账号（密码都是 {described['password']}）：", "  办事人  /accounts/login/"]
    firms = {row["agent"]: row["name"] for row in described["enterprises"]}
    for row in described["people"]:
        firm = f"，也可代表{firms[row['username']]}办事" if row["username"] in firms else ""
        lines.append(f"    {row['username']:<12}{row['name']}{firm}")
    lines.append("  工作人员  /accounts/staff/login/")
    lines += [f"    {row['username']:<12}{row['does']}" for row in described["staff"]]
    return "\n".join(lines) + "\n"
