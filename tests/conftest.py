"""What all tests share: a database for each run, jobs run by hand."""

from __future__ import annotations

import gc
import os
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest
from hypothesis import Phase
from hypothesis import settings as hypothesis_settings

from tests import databases
from tests.area import area_database, committed_area, sample_area
from tests.databases import Run

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


def pytest_collection_finish() -> None:
    """What was imported and collected stays; looking for garbage in it again and again is slow."""
    gc.freeze()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Spread whole files over the processes of a run, the dearest first."""
    from tests.spreading import Spreading

    return Spreading(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture(scope="session")
def this_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """This run among others, which never meet, and this process among those of the run."""
    identifier = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")[:8] or str(os.getpid())
    process, folder = os.environ.get("PYTEST_XDIST_WORKER", ""), tmp_path_factory.getbasetemp()
    return Run(
        f"test_tongban_{identifier}", process or "alone", folder.parent if process else folder
    )


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, this_run: Run
) -> Iterator[None]:
    """Give this process an empty database; after real commits it is not emptied but left."""
    from django.conf import settings

    settings.DATABASES["default"]["OPTIONS"].pop("pool", None)
    emptying = "django.test.TransactionTestCase._fixture_teardown"
    with (
        mock.patch(emptying),
        django_db_blocker.unblock(),
        this_run.empty() as name,
        databases.using(name),
        django_db_blocker.block(),
    ):
        yield


@pytest.fixture(autouse=True)
def _own_copy(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Let a test with real commits work in a copy of the database, which is dropped afterwards."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None or not marker.kwargs.get("transaction"):
        yield
        return
    area = "committed_area" in request.fixturenames
    used = request.getfixturevalue("area_database") if area else databases.in_use()
    with (
        django_db_blocker.unblock(),
        databases.copied(used, f"{used}_copy") as name,
        databases.using(name),
    ):
        yield


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
