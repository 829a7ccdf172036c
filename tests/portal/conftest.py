"""The sample area, laid down once for all tests of the citizen pages and rolled back after them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.portal import visitors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client


@pytest.fixture(scope="package", autouse=True)
def sample_area(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Directory, catalogue, people and licences, as the demonstration has them."""
    from django.db import transaction

    from tongban.base import clock
    from tongban.demo.services import area, seals

    with django_db_blocker.unblock(), transaction.atomic():
        now = clock.now()
        area.lay_directory(now)
        area.lay_catalogue(now)
        area.lay_people(now)
        seals.lay_seals(now)
        area.lay_licences(now)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def _fresh(db: None) -> None:
    """Every test may use the database and begins with no check counted."""
    from django.core.cache import cache

    cache.clear()


@pytest.fixture
def damin() -> Client:
    """样大民, signed in for himself."""
    return visitors.person("damin")


@pytest.fixture
def xiaohong() -> Client:
    """例小红, who has nothing to do with the cases of 样大民."""
    return visitors.person("xiaohong")


@pytest.fixture
def clerk() -> Client:
    """A member of staff."""
    return visitors.staff("clerk")
