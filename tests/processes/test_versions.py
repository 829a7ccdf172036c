"""Drafts, days, items of their own, laws, decision tables."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from tests.processes.conftest import NOON, staff
from tests.processes.drawing import changed, packaged
from tongban.base.errors import Forbidden
from tongban.processes import queries, rules, services
from tongban.processes.models import Definition

if TYPE_CHECKING:
    from tongban.base.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_definitions")]
TODAY = NOON.date()
TEAM = staff("handler", "reviewer", "approver")
TABLE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="选部门"
             namespace="urn:tongban:tables">
  <decision id="which" name="征求哪些部门">
    <decisionTable id="t" hitPolicy="COLLECT">
      <input id="i1">
        <inputExpression id="e1" typeRef="number"><text>answers.area</text></inputExpression>
      </input>
      <output id="o1" name="units" typeRef="string" />
      <rule id="r1">
        <inputEntry id="c1"><text>&gt;= 200</text></inputEntry>
        <outputEntry id="x1"><text>"fire eco"</text></outputEntry>
      </rule>
      <rule id="r2">
        <inputEntry id="c2"><text>[50..200)</text></inputEntry>
        <outputEntry id="x2"><text>"fire"</text></outputEntry>
      </rule>
    </decisionTable>
  </decision>
</definitions>
"""


def law(item: str, days: int | None, name: str = "") -> rules.GivenByLaw:
    return rules.GivenByLaw("joint", item, days, name)


RULED = """<bpmn:businessRuleTask id="which" name="选部门"><bpmn:extensionElements>
<camunda:properties><camunda:property name="decision" value="which_units" /></camunda:properties>
</bpmn:extensionElements></bpmn:businessRuleTask>
<bpmn:sequenceFlow id="which_to_split" sourceRef="which" targetRef="split" />
<bpmn:parallelGateway id="split\""""


def decided() -> str:
    """The joint drawing, with departments that a table names after the handler."""
    return changed(
        "joint.v1",
        ('name="over" value="chosen"', 'name="over" value="decided"'),
        ('sourceRef="handle" targetRef="split"', 'sourceRef="handle" targetRef="which"'),
        ('<bpmn:parallelGateway id="split"', RULED),
    )


def begun(area: int, reference: str = "case-1") -> list[str]:
    services.start(kind="joint", reference=reference, facts={"answers.area": area}, now=NOON)
    done = services.complete(
        reference=reference, task_key="handle", outcome="forward", actor=TEAM, now=NOON
    )
    return [task.unit for task in done.waiting if task.task_key == "ask"]


def test_a_table_names_the_departments_by_what_was_answered(editor: Actor) -> None:
    with pytest.raises(rules.DefinitionFault) as refused:
        services.publish(actor=editor, kind="joint", xml=decided(), now=NOON)
    assert "which_units" in refused.value.fields["which"]

    services.publish(actor=editor, kind="which_units", notation="dmn", xml=TABLE, now=NOON)
    services.publish(actor=editor, kind="joint", xml=decided(), now=NOON)

    assert begun(300) == ["fire", "eco"]
    assert begun(60, "case-2") == ["fire"]
    assert begun(10, "case-3") == []


def test_a_run_keeps_the_table_with_which_it_began(editor: Actor) -> None:
    services.publish(actor=editor, kind="which_units", notation="dmn", xml=TABLE, now=NOON)
    services.publish(actor=editor, kind="joint", xml=decided(), now=NOON)
    services.start(kind="joint", reference="old", facts={"answers.area": 300}, now=NOON)

    newer = TABLE.replace('"fire eco"', '"hea"')
    services.publish(actor=editor, kind="which_units", notation="dmn", xml=newer, now=NOON)
    old = services.complete(
        reference="old", task_key="handle", outcome="forward", actor=TEAM, now=NOON
    )

    assert [task.unit for task in old.waiting if task.task_key == "ask"] == ["fire", "eco"]
    assert begun(300, "new") == ["hea"]


@pytest.mark.parametrize(
    "xml",
    [
        TABLE.replace("&gt;= 200", "open('x')"),
        TABLE.replace('hitPolicy="COLLECT"', 'hitPolicy="UNIQUE"'),
        TABLE.replace('name="units"', 'name="money"'),
        TABLE.replace("answers.area", "form.name"),
        TABLE.replace("<rule ", "<rulez ").replace("</rule>", "</rulez>"),
        packaged("short.v1"),
        "<a/>",
    ],
)
def test_a_table_that_says_more_than_it_may_is_refused(xml: str, editor: Actor) -> None:
    with pytest.raises(rules.DefinitionFault):
        services.publish(actor=editor, kind="which_units", notation="dmn", xml=xml, now=NOON)


def test_an_item_with_a_drawing_of_its_own_is_given_that_one(editor: Actor) -> None:
    own = changed("short.v1", ('name="承办"', 'name="现场核查"'))
    services.publish(actor=editor, kind="short", item="food", xml=own, now=NOON)

    (special,) = services.start(kind="short", item="food", reference="a", now=NOON)
    (general,) = services.start(kind="short", item="bus", reference="b", now=NOON)

    assert (special.title, general.title) == ("现场核查", "承办")


def test_a_draft_is_given_to_nobody_until_its_day_comes(editor: Actor) -> None:
    newer = changed("short.v1", ('name="承办"', 'name="初审"'))
    draft = services.draft(actor=editor, kind="short", xml=newer, now=NOON)
    assert [task.title for task in services.start(kind="short", reference="a", now=NOON)] == [
        "承办"
    ]

    tomorrow = TODAY + timedelta(days=1)
    services.publish_draft(actor=editor, id=draft.pk, from_on=tomorrow, now=NOON)
    today = services.start(kind="short", reference="b", now=NOON)
    later = services.start(kind="short", reference="c", now=NOON + timedelta(days=1))

    assert [task.title for task in (*today, *later)] == ["承办", "初审"]
    with pytest.raises(services.NotADraft):
        services.publish_draft(actor=editor, id=draft.pk, now=NOON)
    with pytest.raises(services.NotADraft):
        services.discard(actor=editor, id=draft.pk, now=NOON)


def test_a_draft_may_have_faults_and_is_not_published_with_them(editor: Actor) -> None:
    faulty = changed("short.v1", ('name="role" value="approver"', 'name="role" value=""'))
    draft = services.draft(actor=editor, kind="short", xml=faulty, now=NOON)

    assert [where for where, _ in services.faults(draft.pk, TODAY)] == ["approve"]
    with pytest.raises(rules.DefinitionFault):
        services.publish_draft(actor=editor, id=draft.pk, now=NOON)
    services.discard(actor=editor, id=draft.pk, now=NOON)
    assert not Definition.objects.filter(pk=draft.pk).exists()


def test_a_day_that_has_passed_is_refused(editor: Actor) -> None:
    newer = changed("short.v1", ('name="承办"', 'name="初审"'))
    draft = services.draft(actor=editor, kind="short", xml=newer, now=NOON)

    with pytest.raises(services.DayPassed):
        services.publish_draft(
            actor=editor, id=draft.pk, from_on=TODAY - timedelta(days=1), now=NOON
        )
    with pytest.raises(services.NotPublished):
        services.retire(actor=editor, id=draft.pk, on=TODAY, now=NOON)


def test_a_version_is_retired_unless_it_is_the_last(editor: Actor) -> None:
    last = queries.newest("short").id
    with pytest.raises(services.LastOfItsKind):
        services.retire(actor=editor, id=last, on=TODAY, now=NOON)
    newer = changed("short.v1", ('name="承办"', 'name="初审"'))
    row = services.publish(actor=editor, kind="short", xml=newer, now=NOON)

    services.retire(actor=editor, id=row.pk, on=TODAY, now=NOON)

    (task,) = services.start(kind="short", reference="a", now=NOON)
    assert task.title == "承办"


def test_a_process_that_is_slower_than_the_law_of_an_item_is_not_published(editor: Actor) -> None:
    services.note_limits([law("food", 12, "食品经营许可"), law("bus", 20)])
    slow = changed("joint.v1", ('name="limit" value="5"', 'name="limit" value="8"'))

    with pytest.raises(rules.DefinitionFault) as refused:
        services.publish(actor=editor, kind="joint", xml=slow, now=NOON)

    assert "超过了“食品经营许可”的法定时限 12 个工作日" in refused.value.fields["joint"]
    assert services.publish(actor=editor, kind="joint", item="bus", xml=slow, now=NOON).days == 14


def test_an_item_whose_law_is_stricter_than_its_process_is_refused() -> None:
    with pytest.raises(services.LimitTooShort) as refused:
        services.note_limits([law("bus", 30), law("food", 10)])

    assert list(refused.value.fields) == ["food"]
    services.note_limits([law("food", 11), law("bus", None)])


def test_an_item_with_a_drawing_of_its_own_does_not_bind_the_others(editor: Actor) -> None:
    fast = changed("joint.v1", ('name="limit" value="5"', 'name="limit" value="1"'))
    slow = changed("joint.v1", ('name="limit" value="5"', 'name="limit" value="8"'))
    own = services.publish(actor=editor, kind="joint", item="food", xml=fast, now=NOON)
    services.note_limits([law("food", 8), law("bus", 20)])

    services.publish(actor=editor, kind="joint", xml=slow, now=NOON)

    with pytest.raises(services.LimitTooShort, match="法定时限 8 个工作日"):
        services.retire(actor=editor, id=own.pk, on=TODAY, now=NOON)


def test_a_drawing_that_comes_into_force_later_counts_and_items_that_are_gone_do_not(
    editor: Actor,
) -> None:
    services.note_limits([law("food", 11), law("bus", 20)])
    services.note_limits([law("bus", 20)], whole=True)
    slow = changed("joint.v1", ('name="limit" value="5"', 'name="limit" value="8"'))
    row = services.draft(actor=editor, kind="joint", xml=slow, now=NOON)
    services.publish_draft(actor=editor, id=row.pk, from_on=TODAY + timedelta(days=30), now=NOON)

    with pytest.raises(services.LimitTooShort):
        services.note_limits([law("food", 11)])


@pytest.mark.parametrize("act", ["draft", "publish"])
def test_only_editors_bring_files_in(act: str, handler: Actor) -> None:
    with pytest.raises(Forbidden):
        getattr(services, act)(actor=handler, kind="short", xml=packaged("short.v1"), now=NOON)
