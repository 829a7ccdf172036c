"""The sample area for tests: laid once for a run, in a database that is copied for each use.

`sample_area` lets a module read and change the area, each test rolled back.  `committed_area` gives
one test a copy of its own in which commits are real, so that threads and other processes see them.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

from tests import databases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Run

LAID = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(scope="session")
def area_database(django_db_setup: None, django_db_blocker: Any, this_run: Run) -> Iterator[str]:
    """The name of a database of this process in which the sample area was laid and committed."""
    with (
        django_db_blocker.unblock(),
        this_run.laid("area", _lay) as name,
        django_db_blocker.block(),
    ):
        yield name


@pytest.fixture(scope="module")
def sample_area(area_database: str) -> Iterator[None]:
    """Let the tests of a module run in the sample area; what a test changes is rolled back."""
    with databases.using(area_database):
        yield


@pytest.fixture
def committed_area(area_database: str, _own_copy: None) -> str:
    """The name of a copy of the sample area for one test, without a transaction around it.

    Mark such a test with `django_db(transaction=True)`: it then runs after those that roll back.
    """
    name = databases.in_use()
    assert name.startswith(area_database), "a test with real commits says so by its mark"
    return name


def _lay() -> None:
    from django.db import connection, transaction

    from tests.jobs import drain
    from tongban.demo.services import area, seals

    with transaction.atomic():
        area.lay_directory(LAID)
        area.lay_catalogue(LAID)
        area.lay_people(LAID)
        seals.lay_seals(LAID)
        area.lay_licences(LAID)
        # Each test that runs jobs would count the whole catalogue; those that want it say so.
        with connection.cursor() as cursor:
            counted = "DELETE FROM procrastinate_jobs WHERE task_name = %s"
            cursor.execute(counted, ["supervision.jobs.hear_catalogue"])
    # Licences get their time stamps now: the files without them go, and all processes share these.
    drain()
