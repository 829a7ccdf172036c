"""The sample area is laid through services, once."""

from __future__ import annotations

import pytest

from tongban.archives.models import Check
from tongban.base import clock
from tongban.cases.models import Case
from tongban.delivery.models import Consignment
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
        "accepted",  # goes on above
        "concluded",
        "concluded",  # reported up
        "concluded",  # on a promise that is still to be checked
        "correction",
        "delivering",
        "delivering",
        "delivering",
        "submitted",
    ]
    consignments = Consignment.objects.order_by("state").values_list("state", flat=True)
    assert list(consignments) == ["boxed", "posted", "ready"]
    assert Check.objects.get().ok  # of the one archive
