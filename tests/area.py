"""The sample area for tests: laid once for a run, in a database that is copied for each use.

`sample_area` lets a module read and change the area, each test rolled back.  `committed_area` gives
one test a copy of its own in which commits are real, so that threads and other processes see them.
"""

from __future__ import annotations

import itertools
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

LAID = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
_serial = itertools.count(1)


@pytest.fixture(scope="session")
def area_database(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """The name of a database in which the sample area was laid and committed."""
    with django_db_blocker.unblock(), copied("area") as name:
        with using(name):
            _lay()
        yield name


@pytest.fixture(scope="module")
def sample_area(area_database: str) -> Iterator[None]:
    """Let the tests of a module run in the sample area; what a test changes is rolled back."""
    with using(area_database):
        yield


@pytest.fixture
def committed_area(area_database: str, django_db_blocker: Any) -> Iterator[str]:
    """A copy of the sample area for one test, without a transaction around it; its name.

    Mark such a test with `django_db(transaction=True)`: it then runs after those that roll back.
    What pytest-django empties afterwards is the empty database, never the area.
    """
    from django.db import connection

    in_use = str(connection.settings_dict["NAME"])
    assert in_use != area_database, "a module that rolls back would have its area emptied"
    name = f"{area_database}_{next(_serial)}"
    with django_db_blocker.unblock():
        _copy(area_database, name)
        with using(name):
            yield name
        _drop(name)


@contextmanager
def copied(suffix: str) -> Iterator[str]:
    """The name of a copy of the database in use, dropped at the end."""
    from django.db import connection

    source = str(connection.settings_dict["NAME"])
    name = f"{source}_{suffix}"
    _copy(source, name)
    yield name
    _drop(name)


@contextmanager
def using(name: str) -> Iterator[None]:
    """Let every connection of this process go to the database of that name."""
    from django.db import connection, connections

    from tongban.items import queries as items

    before = connection.settings_dict["NAME"]
    connections.close_all()
    connection.settings_dict["NAME"] = name
    items.definition.cache_clear()  # the ids of two databases mean different things
    items.life_event_version.cache_clear()
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        items.definition.cache_clear()
        items.life_event_version.cache_clear()


def _lay() -> None:
    from django.db import connection, transaction

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


def _copy(source: str, name: str) -> None:
    from django.db import connection, connections

    connections.close_all()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')


def _drop(name: str) -> None:
    from django.db import connection

    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
