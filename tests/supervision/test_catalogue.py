"""Indicators of the catalogue: every item counted once, where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cases.circumstances import PERMIT, day
from tests.supervision.supervising import tallied
from tongban.base import outbox
from tongban.demo.services import stories
from tongban.items.events import ItemsPublished
from tongban.items.models import Item, State
from tongban.supervision import queries, services
from tongban.supervision.queries import Level, Period

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.supervision.queries import Line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
COUNTY, PROVINCE = "230102", "230000"
WITH_TARGETS = ("full_online", "one_visit", "zero_visit")


def whole(**level: str) -> Line:
    actor = stories.staff("supervisor")
    return queries.drill(actor, Level(**level), Period.LAST_30, day(1).date()).whole


def shown(**level: str) -> dict[str, tuple[int, int, str]]:
    rates = whole(**level).rates
    return {rate.formula.key: (rate.above, rate.below, rate.words) for rate in rates}


def test_the_sample_catalogue_has_the_indicators_that_are_known_of_it() -> None:
    services.count_catalogue()

    rates = shown(region=PROVINCE)

    assert rates["spot"] == (33, 133, "24.8%")
    assert rates["one_visit"] == (132, 133, "99.2%")
    assert rates["zero_visit"] == (105, 133, "78.9%")
    assert rates["visits"] == (29, 133, "0.22 次")
    assert rates["shortened"] == (1139 - 446, 1139, "60.8%")
    assert rates["reachable"] == (132, 133, "99.2%")
    assert rates["full_online"] == (105, 133, "78.9%")


def test_a_catalogue_counted_twice_is_counted_once_and_leads_down_to_the_item() -> None:
    assert services.count_catalogue() == Item.objects.count()
    assert services.count_catalogue() == 0

    unit = shown(region=COUNTY, unit="ps")
    item = shown(region=COUNTY, unit="ps", item=PERMIT)

    assert unit["spot"][1] == Item.objects.filter(department__key="ps").count()
    assert item["spot"][1] == 1
    met = {key: queries.targets()[key].is_met(whole().rate(key)) for key in WITH_TARGETS}
    assert met == {"full_online": False, "one_visit": True, "zero_visit": True}


def test_an_item_that_is_paused_is_taken_back_where_it_was() -> None:
    services.count_catalogue()
    before = tallied("unit", "ps")["listed"]
    Item.objects.filter(key=PERMIT).update(state=State.PAUSED)

    assert services.count_catalogue() == 1

    assert tallied("unit", "ps")["listed"] == before - 1
    assert tallied("region", PROVINCE)["listed"] == 132
    assert tallied("item", "ps", item=PERMIT) == {}


def test_a_published_catalogue_is_counted_by_a_job(run_jobs: Callable[[], list[str]]) -> None:
    outbox.publish(ItemsPublished(file="items.yaml", new=0, changed=1, retired=0))
    run_jobs()

    assert tallied("region", PROVINCE)["listed"] == 133
