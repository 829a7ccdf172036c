"""The sample catalogue, loaded once for all tests that only read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.items import factories

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def sample_catalogue(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The whole sample, rolled back when the module is done."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        factories.lay_directory()
        factories.load()
        yield
        transaction.set_rollback(True)
