"""The clock of the machine at the turn of the year and on 29 February, in any time zone.

A process of ours runs under libfaketime, so that it is not our code that pretends the time: what
it takes for now, and all that follows, must be the day in Beijing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import pytest

FAKETIME = shutil.which("faketime")
pytestmark = pytest.mark.skipif(
    FAKETIME is None, reason="faketime is not installed (Debian: apt-get install faketime)"
)

ASKED = """
import datetime
local = datetime.date.today()
from tests.cases.rules.samples import NATIONAL
from tongban.base import clock
from tongban.cases import rules
now = clock.now()
day = rules.receipt_day(now, calendar=NATIONAL)
limits = rules.Limit(1), rules.Limit(20), rules.Limit(1, rules.Unit.MONTHS)
print(local, clock.today(), day, rules.notice_due_on(rules.Receipt(day), calendar=NATIONAL),
      *(rules.derive(now, limit, calendar=NATIONAL).due_on for limit in limits))
"""
# By UTC, five minutes before midnight in Beijing and half a minute after it.  Then: today, the
# day of receipt, the last of the five days, and the ends of 1 and 20 working days and of a month.
TURNS = {
    "2025-12-31 15:55:00": "2025-12-31 2026-01-04 2026-01-09 2026-01-04 2026-01-29 2026-02-02",
    "2025-12-31 16:00:30": "2026-01-01 2026-01-04 2026-01-09 2026-01-04 2026-01-29 2026-02-02",
    "2028-02-28 15:55:00": "2028-02-28 2028-02-29 2028-03-07 2028-02-29 2028-03-27 2028-03-28",
    "2028-02-28 16:00:30": "2028-02-29 2028-02-29 2028-03-07 2028-03-01 2028-03-28 2028-03-29",
}


@pytest.mark.parametrize(
    ("zone", "moment", "local"),
    [
        ("UTC", "2025-12-31 15:55:00", "2025-12-31"),
        ("America/New_York", "2025-12-31 16:00:30", "2025-12-31"),
        ("Asia/Shanghai", "2025-12-31 16:00:30", "2026-01-01"),
        ("Asia/Shanghai", "2028-02-28 15:55:00", "2028-02-28"),
        ("UTC", "2028-02-28 16:00:30", "2028-02-28"),
        ("America/New_York", "2028-02-28 16:00:30", "2028-02-28"),
    ],
)
def test_the_days_are_those_of_beijing_whatever_the_machine_shows(
    zone: str, moment: str, local: str
) -> None:
    environment = os.environ | {"TZ": zone, "DJANGO_SETTINGS_MODULE": "tests.settings"}

    ran = subprocess.run(  # noqa: S603 - ourselves, under another clock
        [str(FAKETIME), f"{moment} UTC", sys.executable, "-c", ASKED],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert ran.returncode == 0, ran.stderr
    assert ran.stdout.split() == [local, *TURNS[moment].split()]
