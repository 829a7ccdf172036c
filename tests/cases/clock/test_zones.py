"""The server may stand in any time zone: days are those of Beijing."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# Half past four in the afternoon of 31 December in London is past midnight in Beijing.
ASKED = """
from datetime import UTC, datetime
from tests.cases.rules.samples import NATIONAL
from tongban.base import clock
from tongban.cases import rules
moment = datetime(2025, 12, 31, 16, 30, tzinfo=UTC)
receipt = rules.receipt_day(moment, calendar=NATIONAL)
found = rules.derive(moment, rules.Limit(5), calendar=NATIONAL)
hours = rules.derive(datetime(2026, 3, 2, 1, 0, tzinfo=UTC), rules.Limit(3, rules.Unit.HOURS),
                     calendar=NATIONAL)
print(clock.day_of(moment), receipt, found.due_on, hours.due_at.isoformat(), found.lines[0].words)
"""


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "UTC", "America/Los_Angeles", "Pacific/Kiritimati"]
)
def test_the_days_are_the_same_wherever_the_server_stands(zone: str) -> None:
    environment = os.environ | {"TZ": zone, "DJANGO_SETTINGS_MODULE": "tests.settings"}

    ran = subprocess.run(  # noqa: S603 - ourselves
        [sys.executable, "-c", ASKED], env=environment, capture_output=True, text=True, check=True
    )

    assert ran.stdout.split()[:4] == [
        "2026-01-01", "2026-01-04", "2026-01-08", "2026-03-02T14:00:00+08:00",
    ]  # fmt: skip
    assert "2026年1月1日（周四）受理" in ran.stdout
