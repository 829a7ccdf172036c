"""The licence directory: anybody reads what there is, holders see what they have."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.portal.visitors import for_firm, text
from tongban.base import clock
from tongban.base.actors import SYSTEM
from tongban.licences import services

if TYPE_CHECKING:
    from pytest_django import DjangoAssertNumQueries

PAGE = "/directory/"


def test_anybody_reads_the_directory_of_persons() -> None:
    page = text(Client().get(PAGE))

    assert "居民身份证" in page
    assert "建筑业企业资质证书" not in page
    assert "您有" not in page


def test_anybody_reads_the_directory_of_enterprises() -> None:
    page = text(Client().get(PAGE, {"for": "enterprise"}))

    assert "建筑业企业资质证书" in page
    assert "居民身份证" not in page
    assert "取水许可证" in page


def test_holders_see_what_they_have(damin: Client) -> None:
    page = text(damin.get(PAGE))

    assert page.count("您有 1 本") == 3
    assert "您有 1 本" in text(damin.get(f"{PAGE}resident_id/"))


def test_who_acts_for_a_firm_begins_with_its_directory() -> None:
    page = text(for_firm().get(PAGE))

    assert "建筑业企业资质证书" in page
    assert page.count("您有 1 本") == 1


def test_staff_hold_nothing(clerk: Client) -> None:
    assert "您有" not in text(clerk.get(PAGE))


def test_an_entry_says_who_issues_and_for_how_long() -> None:
    page = text(Client().get(f"{PAGE}food_business_licence/"))

    assert "119900000000000275035" in page
    assert "5年" in page
    assert "主体业态" in page


@pytest.mark.parametrize("key", ["no_such_type", "new", "%00", "x" * 300])
def test_what_is_not_in_the_directory_is_not_found(key: str) -> None:
    assert Client().get(f"{PAGE}{key}/").status_code == 404


def test_a_retired_type_leaves_the_directory() -> None:
    services.types.retire(
        actor=SYSTEM,
        type_key="citizen_card",
        ends_on=clock.today() + timedelta(days=1),
        reason="并入社会保障卡",
        now=clock.now(),
    )
    before = text(Client().get(PAGE))
    services.types.bring_into_force(now=clock.now() + timedelta(days=1))

    assert "市民卡" in before
    assert Client().get(f"{PAGE}citizen_card/").status_code == 200


def test_types_are_found_by_words() -> None:
    found = text(Client().get(PAGE, {"q": "驾驶证"}))
    nothing = text(Client().get(PAGE, {"q": "没有这种" * 60, "for": "anything"}))

    assert "机动车驾驶证" in found
    assert "居民身份证" not in found
    assert "没有找到这种证照" in nothing


def test_the_list_takes_few_queries(
    damin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    damin.get(PAGE)

    with django_assert_max_num_queries(8):
        damin.get(PAGE)
