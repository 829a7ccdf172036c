"""All licence types, an office and its seal: laid once for a run, where most licences begin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests import databases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.databases import Run


@pytest.fixture(scope="session")
def typed_database(django_db_setup: None, django_db_blocker: Any, this_run: Run) -> Iterator[str]:
    """The name of a database of this process for what `licence_types` says."""
    with (
        django_db_blocker.unblock(),
        this_run.laid("types", _lay) as name,
        django_db_blocker.block(),
    ):
        yield name


@pytest.fixture(scope="module")
def licence_types(typed_database: str) -> Iterator[None]:
    """Let the tests of a module find all types, and a department with a seal in use."""
    with databases.using(typed_database):
        yield


def _lay() -> None:
    from django.db import transaction

    from tests.directory.factories import make_department
    from tests.licences.factories import load_types
    from tests.seals import entrusted
    from tongban.base.models import OutboxEvent

    with transaction.atomic():
        load_types()
        make_department()
        entrusted.seal()
        OutboxEvent.objects.all().delete()  # a test looks at what it told itself
