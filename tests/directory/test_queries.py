"""Reads of the directory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.directory.factories import make_department, make_hall, make_post, make_region
from tongban.directory import queries

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_ancestors_lead_from_the_country_down(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_region()

    with django_assert_num_queries(2):
        names = [region.name for region in queries.ancestors("230102")]
        chain = queries.chain("230102")

    assert names == ["中华人民共和国", "黑龙江省", "哈尔滨市"]
    assert chain == ("230102", "230100", "230000", "000000")


def test_regions_under_are_one_step_below() -> None:
    make_region()

    assert [region.code for region in queries.regions_under("230100")] == ["230102", "230103"]
    assert [region.code for region in queries.regions_under("")] == ["000000"]


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(queries.RegionUnknown):
        queries.region("999999")
    with pytest.raises(queries.RegionUnknown):
        queries.ancestors("999999")
    with pytest.raises(queries.RegionUnknown):
        queries.chain("999999")
    with pytest.raises(queries.DepartmentUnknown):
        queries.department("none")
    with pytest.raises(queries.HallUnknown):
        queries.hall("none")
    with pytest.raises(queries.PostUnknown):
        queries.post(0)


def test_departments_and_halls_bring_their_regions(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    make_department("mkt")
    make_department("edu")
    make_hall("hall_a")
    post = make_post("clerk", "mkt", "hall_a")

    with django_assert_num_queries(3):
        assert [one.region.name for one in queries.departments()] == ["道里区", "道里区"]
        assert [one.key for one in queries.departments(["mkt"])] == ["mkt"]
        assert [one.region.name for one in queries.halls("230102")] == ["道里区"]
    assert queries.post(post.pk).department.key == "mkt"
