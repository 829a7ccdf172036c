"""The sample area for all tests of the citizen pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.portal import visitors

if TYPE_CHECKING:
    from django.test import Client


@pytest.fixture(autouse=True)
def _in_the_area(sample_area: None) -> None:
    """Directory, catalogue, people and licences, as the demonstration has them."""


@pytest.fixture(autouse=True)
def _fresh(_in_the_area: None, db: None) -> None:
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
