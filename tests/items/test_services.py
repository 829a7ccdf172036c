"""Loading a catalogue: all or nothing, twice is once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import DatabaseError, transaction

from tests.items import factories
from tests.items.factories import NOON
from tongban.base import audit
from tongban.base.actors import ANONYMOUS, Actor, ActorKind, Post
from tongban.base.errors import Forbidden
from tongban.directory.models import Department
from tongban.items import queries
from tongban.items.models import Item, ItemVersion, LifeEvent, LifeEventVersion, State, Summary
from tongban.items.rules.definitions import Limit
from tongban.items.rules.report import CatalogueRefused
from tongban.processes import services as processes

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.django_db

EDITOR = Actor(kind=ActorKind.STAFF, account=1, posts=(Post(1, "catalogue", "mkt"),))
CLERK = Actor(kind=ActorKind.STAFF, account=2, posts=(Post(2, "clerk", "mkt"),))


@pytest.fixture(autouse=True)
def _directory() -> None:
    factories.lay_directory()


def test_the_sample_catalogue_is_loaded_whole(outbox_names: Callable[[], list[str]]) -> None:
    report = factories.load()

    assert (report.new, report.changed, report.unchanged, report.life_events) == (133, 0, 0, 11)
    assert (Item.objects.count(), LifeEvent.objects.count()) == (133, 11)
    assert Department.objects.count() == 39
    assert ItemVersion.objects.filter(version=1).count() == 133
    assert outbox_names() == ["items.published"]
    [entry] = audit.trail(factories.FILE)[-1:]
    assert (entry.event, entry.facts["new"]) == ("items.catalogue_loaded", 133)


def test_a_second_load_changes_nothing(outbox_names: Callable[[], list[str]]) -> None:
    factories.load()

    report = factories.load()

    assert (report.new, report.changed, report.unchanged) == (0, 0, 133)
    assert report.is_idle
    assert ItemVersion.objects.count() == 133
    assert outbox_names() == ["items.published"]


def test_a_changed_item_gets_the_next_version_and_the_old_one_stays() -> None:
    rows = factories.rows("food_business", "food_prepack")
    factories.load(factories.file_of(rows))
    before = queries.current("food_business")
    rows[0]["promised_limit"] = {"value": 3, "unit": "工作日"}

    report = factories.load(factories.file_of(rows))

    after = queries.current("food_business")
    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    assert (before.version, after.version) == (1, 2)
    assert queries.definition(before.version_id).promised == before.promised
    assert after.promised is not None
    assert after.promised.value == 3
    assert [one.version for one in queries.versions("food_business")] == [2, 1]


def test_a_row_that_moves_gets_no_new_version() -> None:
    rows = factories.rows("food_business", "food_prepack")
    factories.load(factories.file_of(rows))

    report = factories.load(factories.file_of(rows[::-1]))

    assert report.is_idle
    assert [row.key for row in queries.search().items] == ["food_prepack", "food_business"]


def test_one_bad_row_and_nothing_is_loaded(outbox_names: Callable[[], list[str]]) -> None:
    rows = factories.rows("food_business", "food_prepack")
    rows[1]["materials"][0]["need"] = "也许"

    with pytest.raises(CatalogueRefused) as refused:
        factories.load(factories.file_of(rows))

    [fault] = refused.value.faults
    assert fault.path == "items[1](food_prepack).materials[0].need"
    assert fault.line > 0
    assert fault.path in refused.value.render()
    assert not Item.objects.exists()
    assert not Summary.objects.exists()
    assert outbox_names() == []


def test_what_the_file_does_not_name_stays_unless_it_is_retired() -> None:
    factories.load(factories.file_of(factories.rows("food_business", "food_prepack")))
    less = factories.file_of(factories.rows("food_business"))

    assert factories.load(less).is_idle
    assert queries.item("food_prepack").is_open
    report = factories.load(less, retire=True)

    assert report.retired == 1
    assert queries.item("food_prepack").state == State.CANCELLED
    assert [row.key for row in queries.search().items] == ["food_business"]
    assert queries.current("food_prepack").name == "仅销售预包装食品备案"
    with pytest.raises(queries.ItemClosed):
        queries.applicable("food_prepack")


def test_a_retired_item_comes_back_under_its_version() -> None:
    rows = factories.rows("food_business", "food_prepack")
    factories.load(factories.file_of(rows))
    factories.load(factories.file_of(rows[:1]), retire=True)

    report = factories.load(factories.file_of(rows))

    assert (report.changed, report.restated) == (0, 1)
    assert queries.applicable("food_prepack").version == 1


def test_a_paused_item_is_found_and_takes_no_application() -> None:
    [row] = factories.rows("food_business")
    row["state"] = "暂停"

    factories.load(factories.file_of([row]))

    assert queries.search("食品经营").items[0].state == State.PAUSED
    with pytest.raises(queries.ItemClosed):
        queries.applicable("food_business")


def test_two_items_may_exchange_their_codes_but_not_share_one() -> None:
    first, second = factories.rows("corp_setup", "corp_change")
    factories.load(factories.file_of([first, second]))
    for field in ("basic_code", "implement_code"):
        first[field], second[field] = second[field], first[field]
    assert factories.load(factories.file_of([first, second])).changed == 2
    other = {**first, "id": "another"}

    with pytest.raises(CatalogueRefused, match=r"items\(another\)\.implement_code"):
        factories.load(factories.file_of([other]))


@pytest.mark.parametrize("actor", [ANONYMOUS, CLERK])
def test_only_item_editors_publish(actor: Actor) -> None:
    content = factories.file_of(factories.rows("food_business"))

    with pytest.raises(Forbidden):
        factories.load(content, actor=actor)

    assert not Item.objects.exists()
    assert factories.load(content, actor=EDITOR).new == 1


def test_an_unknown_department_is_a_fault() -> None:
    Department.objects.filter(key="mkt").delete()

    with pytest.raises(CatalogueRefused) as refused:
        factories.load(factories.file_of(factories.rows("food_business")))

    assert refused.value.faults[0].path == "items[0](food_business).department"


def test_a_published_version_cannot_be_rewritten() -> None:
    factories.load(factories.file_of(factories.rows("food_business")))

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ItemVersion.objects.update(version=9)
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        ItemVersion.objects.all()._raw_delete("default")

    assert queries.current("food_business").version == 1


def test_a_changed_life_event_gets_the_next_version() -> None:
    things = [factories.life_event("open_transport")]
    members = factories.rows("licence_check", "road_freight", "vehicle_register", "road_vehicle")
    factories.load(factories.file_of(members, one_things=things))
    things[0]["conditions"] = ["有车"]

    report = factories.load(factories.file_of(members, one_things=things))

    view = queries.life_event("open_transport")
    assert (report.life_events, view.definition.version) == (1, 2)
    assert next(row.key for row in view.items) == "licence_check"


def test_the_report_says_what_happened() -> None:
    text = factories.load().render()

    assert "新增 133 项，修改 0 项，未变 0 项。" in text
    assert "处建议核对" in text
    assert "items[0](teacher_qualification).faqs" in text


def test_each_version_of_a_life_event_is_kept_as_it_was_and_cannot_be_changed() -> None:
    things = [factories.life_event("open_transport")]
    members = factories.rows("licence_check", "road_freight", "vehicle_register", "road_vehicle")
    factories.load(factories.file_of(members, one_things=things))
    before = queries.life_event_now("open_transport")
    things[0]["conditions"] = ["有车"]
    factories.load(factories.file_of(members, one_things=things))

    after = queries.life_event_now("open_transport")

    assert (before[1].version, after[1].version) == (1, 2)
    assert queries.life_event_version(before[0]).conditions == before[1].conditions != ("有车",)
    with pytest.raises(DatabaseError), transaction.atomic():
        LifeEventVersion.objects.filter(pk=before[0]).update(version=9)


def test_an_item_names_a_process_that_somebody_published() -> None:
    processes.load_definitions(now=NOON)
    rows = factories.rows("food_business")
    rows[0] |= {"process": "joint", "statutory_limit": {"value": 20, "unit": "工作日"}}
    factories.load(factories.file_of(rows))

    assert queries.current("food_business").process == "joint"
    rows[0]["process"] = "nowhere"
    with pytest.raises(CatalogueRefused) as refused:
        factories.load(factories.file_of(rows))
    assert "没有发布这种流程" in str([fault.sentence for fault in refused.value.faults])


def test_an_item_whose_limit_is_shorter_than_its_process_is_not_published() -> None:
    processes.load_definitions(now=NOON)
    rows = factories.rows("food_business")
    rows[0] |= {"process": "joint", "statutory_limit": {"value": 20, "unit": "工作日"}}
    factories.load(factories.file_of(rows))

    rows[0]["statutory_limit"] = {"value": 14, "unit": "日"}
    with pytest.raises(CatalogueRefused) as refused:
        factories.load(factories.file_of(rows))

    (fault,) = refused.value.faults
    assert fault.path == "items(food_business).statutory_limit"
    assert "要 11 个工作日，超过了“食品经营许可" in fault.sentence
    assert "法定时限 10 个工作日" in fault.sentence
    assert queries.current("food_business").statutory == Limit(20, "工作日")
