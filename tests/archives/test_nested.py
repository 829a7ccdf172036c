"""A life event as one record around its cases: made when all are filed, checked to the inmost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from lxml import etree

from tests.archives.filed import package, packed, parts, signed, stamped
from tests.cases.bundles import events
from tests.cases.bundles.events import HAS_SHOP, RESTAURANT
from tests.cases.circumstances import TUESDAY, day
from tests.jobs import drain, drop_waiting
from tongban.archives import rules, services
from tongban.archives.models import Archive, Check, Wish
from tongban.archives.rules import ListKind
from tongban.demo.services import stories

if TYPE_CHECKING:
    from tongban.cases.models import Bundle


def over() -> Bundle:
    """A life event that is over, its cases waiting to be filed."""
    number = events.accepted(events.owner(), RESTAURANT, HAS_SHOP)
    drop_waiting()
    bundle = events.concluded(number)
    drain()
    stamped()
    signed()
    return bundle


def filed() -> Archive:
    """The whole, filed after its cases."""
    number = over().number
    services.build_due(now=TUESDAY)
    services.build_due(now=TUESDAY)
    return Archive.objects.get(case_number=number)


def test_it_is_filed_once_all_its_cases_are_and_holds_them() -> None:
    bundle = over()
    number = str(bundle.number)
    assert Wish.objects.filter(case_number=number).exists()
    alone = services.build(number=number, now=TUESDAY)
    services.build_due(now=TUESDAY)
    services.build_due(now=day(1))

    whole = Archive.objects.get(case_number=number)
    inner = set(whole.inner.values_list("case_number", flat=True))
    files = parts(package(whole))
    within = {name.split("/")[2].removesuffix(".zip") for name in files if "/members/" in name}
    assert alone is None
    assert inner == within == set(bundle.cases.values_list("number", flat=True))
    assert (whole.period, whole.unit) == ("30年", "mkt")
    assert Check.objects.get(archive=whole).ok
    root = etree.fromstring(files[f"{number}/metadata.xml"])
    related = {one.get("标识"): one.get("档号") for one in root.findall("关系/关联[@类型='成员']")}
    assert related.keys() == inner | {"licence_check"}
    assert all(related[one] for one in inner)
    kinds = {name.split("/")[1] for name in files}
    assert {"01_apply", "02_accept", "06_other", "members"} <= kinds
    alone_one = parts(package(whole.inner.all()[0]))
    said = next(body for name, body in alone_one.items() if name.endswith("metadata.xml"))
    assert number in said.decode()


def test_a_change_within_a_case_of_it_is_found_and_a_case_less_too() -> None:
    whole = filed()
    files = parts(package(whole))
    name = next(one for one in files if "/members/" in one)
    inner = parts(files[name])
    one = next(key for key in inner if key.endswith("process.json"))
    changed = {**files, name: packed({**inner, one: inner[one] + b" "})}
    fewer = {key: body for key, body in files.items() if key != name}
    another = {**files, name: files[next(k for k in files if "/members/" in k and k != name)]}

    for tampered in (changed, fewer, another):
        failed = {each.item for each in services.examine(packed(tampered)) if not each.ok}
        assert "成员办件的归档信息包齐全并且逐个合格" in failed
    described = json.loads(files[f"{whole.case_number}/description.json"])
    assert described["structure"] == "nested"
    assert all(each.ok for each in services.examine(package(whole)))


def test_its_keepers_look_into_it_and_its_cases_are_destroyed_after_it_only() -> None:
    whole = filed()
    keeper = stories.staff("approver")
    inner = whole.inner.get(unit=whole.unit)
    Archive.objects.update(keep_until=day(-1).date())

    content, name = services.download(
        actor=keeper, number=whole.number, purpose="查考", now=TUESDAY
    )
    restored = services.restore_kept(actor=keeper, number=whole.number, now=TUESDAY)

    assert (content, name) == (package(whole), f"{whole.case_number}.zip")
    assert restored.facts["case"]["state"] == "done"
    assert {one["case"] for one in restored.facts["members"]} > {inner.case_number}
    with pytest.raises(rules.InsideWhole):
        services.propose(
            actor=keeper, kind=ListKind.DESTROY, archives=[inner.number], reason="期满",
            now=TUESDAY,
        )  # fmt: skip
    services.propose(
        actor=keeper, kind=ListKind.DESTROY, archives=[whole.number], reason="期满", now=TUESDAY
    )
