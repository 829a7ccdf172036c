"""What all tests share: a database for each run, jobs run by hand."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings

from tests.area import area_database, committed_area, sample_area

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

__all__ = ["area_database", "committed_area", "sample_area"]

# A busy machine is no fault of the code, so no example is timed.
hypothesis_settings.register_profile("untimed", deadline=None)
# Thousands of changed rules are tried (`make mutants`): few examples, no search for smaller ones.
hypothesis_settings.register_profile(
    "mutants", deadline=None, max_examples=30, derandomize=True, database=None,
    phases=[Phase.explicit, Phase.generate],
)  # fmt: skip
hypothesis_settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Give each test run a database of its own, so that two runs never meet."""
    from django.conf import settings

    database: dict[str, Any] = settings.DATABASES["default"]
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")[:8] or str(os.getpid())
    own = database["TEST"].get("NAME") or "test_tongban"
    database["TEST"]["NAME"] = f"{own}_{run}"
    database["OPTIONS"].pop("pool", None)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Let transactional tests empty the guarded tables; tests put these guards back to try them."""
    from importlib import import_module

    from django.db import connection

    ledger = import_module("tongban.base.migrations.0003_ledger")

    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_no_truncate ON base_auditentry")
        cursor.execute(ledger.TRUNCATE)


@pytest.fixture(autouse=True)
def _no_job_stays(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """After a test with real commits, forget the jobs that it left: their rows are emptied."""
    yield
    marker = request.node.get_closest_marker("django_db")
    if marker is not None and marker.kwargs.get("transaction"):
        from tests.jobs import drop_waiting

        with django_db_blocker.unblock():
            drop_waiting()


@pytest.fixture
def run_jobs() -> Callable[[], list[str]]:
    """Run every job that is waiting, in order, until none is left; returns their names."""
    from tests.jobs import drain

    return drain


@pytest.fixture
def outbox_names() -> Callable[[], list[str]]:
    """The names of all published events, in order."""
    from tongban.base.models import OutboxEvent

    return lambda: list(OutboxEvent.objects.order_by("id").values_list("name", flat=True))


@pytest.fixture(autouse=True)
def _english_free(settings: Any) -> Iterator[None]:
    """Pages speak Chinese in tests as they do in production."""
    from django.utils import translation

    with translation.override("zh-hans"):
        yield
