"""The sample area is laid through services, once."""

from __future__ import annotations

import pytest

from tongban.base import clock
from tongban.cases.models import Case
from tongban.demo import services

pytestmark = pytest.mark.django_db


def test_the_area_is_laid_once_and_its_cases_are_legal() -> None:
    first = services.lay(now=clock.now())
    second = services.lay(now=clock.now())

    assert (first, second) == (True, False)
    states = Case.objects.order_by("state").values_list("state", flat=True)
    assert list(states) == [
        "accepted",  # of the ordinary stories
        "accepted",  # owes two materials
        "concluded",
        "concluded",  # on a promise that is still to be checked
        "correction",
        "submitted",
    ]
