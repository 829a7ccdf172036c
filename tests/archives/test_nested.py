"""A life event as one record around its cases: made when all are filed, checked to the inmost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pytest
import time_machine
from lxml import etree

from tests import databases
from tests.archives.filed import package, packed, parts, signed, stamped
from tests.cases.bundles import events
from tests.cases.bundles.events import HAS_SHOP, RESTAURANT
from tests.cases.circumstances import TUESDAY, day
from tests.desk.desks import desk_of
from tests.jobs import drain, drop_waiting
from tongban.archives import queries, rules, services
from tongban.archives.models import Archive, ArchiveList, Check, RestoredCase, Wish
from tongban.archives.rules import ListKind, checking, sealed
from tongban.archives.rules.packages import DESCRIPTION, FACTS
from tongban.base.actors import SYSTEM, Actor, ActorKind, Post
from tongban.base.errors import Forbidden
from tongban.cases import queries as cases
from tongban.demo.services import stories

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True)
class Laid:
    """The number of a life event that was filed, and what asking for it before its cases gave."""

    number: str
    alone: Archive | None


@pytest.fixture(scope="module")
def laid(area_database: str, django_db_blocker: Any) -> Iterator[Laid]:
    """One life event in a database of this module's own, filed after its cases; ten seconds."""
    unblocked, name = django_db_blocker.unblock(), f"{area_database}_nested"
    with unblocked, databases.copied(area_database, name), databases.using(name):
        with time_machine.travel(TUESDAY, tick=False):
            found = _filed()
        with django_db_blocker.block():
            yield found


@pytest.fixture(scope="module")
def sample_area(laid: Laid) -> None:
    """The sample area of this module is the one in which it was filed."""


def _filed() -> Laid:
    number = events.accepted(events.owner(), RESTAURANT, HAS_SHOP)
    drop_waiting()
    events.concluded(number)
    drain()
    stamped()
    signed()
    assert Wish.objects.filter(case_number=number).exists()
    alone = services.build(number=number, now=TUESDAY)
    services.build_due(now=TUESDAY)
    services.build_due(now=day(1))
    return Laid(number, alone)


@pytest.fixture
def whole(laid: Laid) -> Archive:
    """The whole, filed after its cases."""
    return Archive.objects.get(case_number=laid.number)


def test_it_is_filed_once_all_its_cases_are_and_holds_them(laid: Laid, whole: Archive) -> None:
    inner = set(whole.inner.values_list("case_number", flat=True))
    files = parts(package(whole))
    within = {name.split("/")[2].removesuffix(".zip") for name in files if "/members/" in name}
    cases_ = {str(one.case.number) for one in cases.bundle(SYSTEM, laid.number).members if one.case}
    assert laid.alone is None
    assert inner == within == cases_
    assert (whole.period, whole.unit) == ("30年", "mkt")
    assert Check.objects.get(archive=whole).ok
    root = etree.fromstring(files[f"{laid.number}/metadata.xml"])
    related = {one.get("标识"): one.get("档号") for one in root.findall("关系/关联[@类型='成员']")}
    assert related.keys() == inner | {"licence_check"}
    assert all(related[one] for one in inner)
    kinds = {name.split("/")[1] for name in files}
    assert {"01_apply", "02_accept", "06_other", "members"} <= kinds
    alone_one = parts(package(whole.inner.all()[0]))
    said = next(body for name, body in alone_one.items() if name.endswith("metadata.xml"))
    assert laid.number in said.decode()


def test_its_own_papers_are_there_as_the_leading_office_sealed_them(whole: Archive) -> None:
    files = {path.partition("/")[2]: body for path, body in parts(package(whole)).items()}
    facts = json.loads(files[FACTS])["documents"]
    at = datetime.fromisoformat(json.loads(files[DESCRIPTION])["made_at"])

    own = [path for path in files if path.endswith(".ofd")]
    assert [paper["title"] for paper in facts if paper["sealed"]] == ["收件凭证"]
    assert [path.rpartition("_")[2] for path in own] == ["收件凭证.ofd"]
    assert list(sealed.faults(files, facts, at)) == []
    gone = {path: body for path, body in files.items() if path != own[0]}
    assert len(list(sealed.faults(gone, facts, at))) == 1


def fault(findings: Iterable[rules.Finding]) -> str:
    """What is said against the packages within; "" if nothing is."""
    item = "成员办件的归档信息包齐全并且逐个合格"
    (found,) = (each for each in findings if each.item == item)
    return "" if found.ok else found.detail


def test_whatever_is_done_to_a_case_within_is_found_and_nothing_is_restored(
    whole: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
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


def test_its_keepers_look_into_it_and_its_cases_are_destroyed_after_it_only(
    whole: Archive,
) -> None:
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
