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
from tests.desk.desks import desk_of
from tests.jobs import drain, drop_waiting
from tongban.archives import queries, rules, services
from tongban.archives.models import Archive, ArchiveList, Check, RestoredCase, Wish
from tongban.archives.rules import ListKind, checking
from tongban.base.actors import SYSTEM, Actor, ActorKind, Post
from tongban.base.errors import Forbidden
from tongban.cases import queries as cases
from tongban.demo.services import stories

if TYPE_CHECKING:
    from collections.abc import Iterable

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


def fault(findings: Iterable[rules.Finding]) -> str:
    """What is said against the packages within; "" if nothing is."""
    item = "成员办件的归档信息包齐全并且逐个合格"
    (found,) = (each for each in findings if each.item == item)
    return "" if found.ok else found.detail


def test_whatever_is_done_to_a_case_within_is_found_and_nothing_is_restored(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = filed()
    files = parts(package(whole))
    name, other, *more = (one for one in files if "/members/" in one)
    inner = parts(files[name])
    one = next(key for key in inner if key.endswith("process.json"))
    root = name.rpartition("/")[2].removesuffix(".zip")
    hostile = {
        f"{name[name.index('/') + 1 :]}：": packed({**inner, one: inner[one] + b" "}),
        "不是办件": files[other],
        "打不开（inflates）": packed({f"{root}/description.json": b"\0" * 50_000_000}),
        "打不开（path）": packed({f"{root}/../../x": b"x"}),
        "打不开（broken）": b"PK\x03\x04",
        f"{root} 的归档信息包": package(whole),
    }

    fewer = {key: body for key, body in files.items() if "/members/" not in key}
    for words, within in hostile.items():
        with pytest.raises(services.PackageFailed) as refused:
            services.restore(actor=SYSTEM, content=packed({**fewer, name: within}), now=TUESDAY)
        assert words in fault(refused.value.findings), words
    assert fault(services.examine(packed(fewer))).count("和说明文件不一致") == len(more) + 2
    assert not RestoredCase.objects.exists()
    sizes = [sum(map(len, parts(files[each]).values())) for each in (name, other, *more)]
    monkeypatch.setattr(checking, "MOST_INFLATED", sum(sizes) - 1)
    assert fault(services.examine(package(whole))).count("打不开（inflates）") == 1
    monkeypatch.undo()
    described = json.loads(files[f"{whole.case_number}/description.json"])
    assert described["structure"] == "nested"
    assert all(each.ok for each in services.examine(package(whole)))


def groups(one: RestoredCase) -> set[str]:
    return {paper["path"].split("/")[0] for paper in one.papers}


def keeper_of(unit: str) -> Actor:
    """Somebody who looks after the archives of one department only."""
    posts = (Post(id=1, role="approver", unit=unit),)
    return Actor(kind=ActorKind.STAFF, account=9001, name="样例", posts=posts)


def test_its_keepers_look_into_it_and_its_cases_are_destroyed_after_it_only() -> None:
    whole = filed()
    keeper = stories.staff("approver")
    inner = whole.inner.get(unit=whole.unit)
    Archive.objects.update(keep_until=day(-1).date())

    content, name = services.download(
        actor=keeper, number=whole.number, purpose="查考", now=TUESDAY
    )

    assert (content, name) == (package(whole), f"{whole.case_number}.zip")
    with pytest.raises(rules.InsideWhole):
        services.propose(
            actor=keeper, kind=ListKind.DESTROY, archives=[inner.number], reason="期满",
            now=TUESDAY,
        )  # fmt: skip
    services.propose(
        actor=keeper, kind=ListKind.DESTROY, archives=[whole.number], reason="期满", now=TUESDAY
    )
    _restored_into_nothing(whole)


def _restored_into_nothing(whole: Archive) -> None:
    """The whole and each case within come out of the one package, where all else is gone."""
    inner = {str(one.case_number): one for one in whole.inner.all()}
    facts = {number: services.case_facts(cases.case(SYSTEM, number)) for number in inner}
    lead = keeper_of(whole.unit)
    elsewhere = next(one for one in inner.values() if one.unit != whole.unit)
    content = package(whole)
    Check.objects.all().delete()
    ArchiveList.objects.all().delete()
    Archive.objects.filter(within=whole).delete()
    Archive.objects.all().delete()

    for _twice in range(2):
        restored = services.restore(actor=lead, content=content, now=TUESDAY)

    assert {one.case_number: one.facts for one in restored.inner.all()} == facts
    assert restored.facts["case"]["state"] == "done"
    assert {one["case"] for one in restored.facts["members"]} == {*facts, ""}
    assert RestoredCase.objects.count() == len(inner) + 1
    assert all({"01_apply", "06_other"} <= groups(one) for one in restored.inner.all())
    for keeper in (lead, keeper_of(elsewhere.unit)):
        assert queries.restored(keeper, elsewhere.case_number).within == restored
    for keeper in (keeper_of(elsewhere.unit), keeper_of("nobody")):
        with pytest.raises(queries.ArchiveUnknown):
            queries.restored(keeper, whole.case_number)
    with pytest.raises(Forbidden):
        services.restore(actor=keeper_of(elsewhere.unit), content=content, now=TUESDAY)
    page = f"/desk/archives/restored/{whole.case_number}/"
    shown = desk_of("approver").get(page).content.decode()
    assert all(f'href="/desk/archives/restored/{number}/"' in shown for number in inner)
    assert "没有单独的办件" in shown
    one = desk_of("approver").get(f"/desk/archives/restored/{elsewhere.case_number}/")
    assert f'href="{page}"' in one.content.decode()
    assert "盖电子印章" in one.content.decode()
