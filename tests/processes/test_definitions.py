"""Publishing drawings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.processes.conftest import NOON
from tests.processes.drawing import changed, packaged
from tongban.base.actors import SYSTEM
from tongban.base.errors import Forbidden
from tongban.base.models import AuditEntry
from tongban.processes import queries, rules, services
from tongban.processes.models import Definition
from tongban.processes.services import drawings

if TYPE_CHECKING:
    from tongban.base.actors import Actor

pytestmark = pytest.mark.django_db

SCRIPT = (
    '<bpmn:userTask id="handle" name="承办">',
    (
        '<bpmn:scriptTask id="robot"><bpmn:script>1/0</bpmn:script></bpmn:scriptTask>'
        '<bpmn:userTask id="handle" name="承办">'
    ),
)
SERVICE = (SCRIPT[0], '<bpmn:serviceTask id="robot" />' + SCRIPT[0])
TIMER = (
    "<bpmn:outgoing>accepted_to_handle</bpmn:outgoing>",
    "<bpmn:outgoing>accepted_to_handle</bpmn:outgoing><bpmn:timerEventDefinition />",
)
LOOP = (
    "<bpmn:outgoing>handle_to_approve</bpmn:outgoing>\n    </bpmn:userTask>",
    (
        "<bpmn:outgoing>handle_to_approve</bpmn:outgoing>"
        '<bpmn:standardLoopCharacteristics loopMaximum="3" /></bpmn:userTask>'
    ),
)
SIGNAL = ("<bpmn:collaboration", '<bpmn:signal id="flare" name="x" /><bpmn:collaboration')


@pytest.fixture
def _loaded() -> None:
    services.load_definitions(now=NOON)


def test_the_packaged_drawings_are_loaded_once() -> None:
    first = services.load_definitions(now=NOON)
    second = services.load_definitions(now=NOON)

    assert [str(row) for row in first] == ["joint v1", "short v1", "spot v1", "standard v1"]
    assert second == ()
    assert queries.kinds() == ("joint", "short", "spot", "standard")
    assert AuditEntry.objects.filter(event="processes.definition_published").count() == 4
    assert [row.days for row in first] == [11, 0, 0, 0]


@pytest.mark.parametrize("name", ["standard.v1", "short.v1", "spot.v1", "joint.v1"])
def test_each_packaged_element_has_its_place_in_the_diagram(name: str) -> None:
    root = drawings.root_of(packaged(name))
    process = root.find(f"{drawings.BPMN}process")
    drawn = {node.get("bpmnElement") for node in root.iter() if node.get("bpmnElement")}
    parts = {node.get("id") for node in process if node.get("id", "") and node.tag != LANES}
    lanes = {node.get("id") for node in process.iter(f"{drawings.BPMN}lane")}

    assert parts | lanes <= drawn


LANES = f"{drawings.BPMN}laneSet"


@pytest.mark.usefixtures("_loaded")
def test_a_published_drawing_becomes_the_next_version(editor: Actor) -> None:
    newer = changed("short.v1", ('name="承办"', 'name="初审"'))

    row = services.publish(actor=editor, kind="short", xml=newer, now=NOON)
    again = services.publish(actor=editor, kind="short", xml=newer, now=NOON)

    assert (row.version, again.pk) == (2, row.pk)
    assert queries.newest("short").xml == newer
    entry = AuditEntry.objects.order_by("-id")[0]
    assert (entry.event, entry.subject) == ("processes.definition_published", "short.v2")


@pytest.mark.usefixtures("_loaded")
def test_a_node_that_drew_its_own_process_keeps_it(editor: Actor) -> None:
    own = changed("short.v1", ('name="承办"', 'name="初审"'))
    services.publish(actor=editor, kind="short", xml=own, now=NOON)

    assert services.load_definitions(now=NOON) == ()
    assert queries.newest("short").xml == own


def test_a_packaged_drawing_that_was_changed_after_publication_is_noticed() -> None:
    services.load_definitions(now=NOON)
    Definition.objects.filter(kind="spot").update(digest="0" * 64)

    with pytest.raises(services.PackagedVersionChanged):
        services.load_definitions(now=NOON)


def test_only_editors_and_the_system_publish(handler: Actor, editor: Actor) -> None:
    xml = packaged("short.v1")

    with pytest.raises(Forbidden):
        services.publish(actor=handler, kind="short", xml=xml, now=NOON)

    assert services.publish(actor=editor, kind="short", xml=xml, now=NOON).version == 1
    assert services.publish(actor=SYSTEM, kind="other", xml=xml, now=NOON).version == 1


@pytest.mark.parametrize("kind", ["", "A", "a b", "x" * 33, "../a"])
def test_a_kind_is_a_plain_word(kind: str, editor: Actor) -> None:
    with pytest.raises(services.KindInvalid):
        services.publish(actor=editor, kind=kind, xml=packaged("short.v1"), now=NOON)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (SCRIPT, "robot"),
        (SERVICE, "robot"),
        (LOOP, "handle"),
        (TIMER, "accepted"),
        (SIGNAL, "flare"),
        (("outcome == 'grant'", "1/0 or outcome == 'grant'"), "approved_to_granted"),
        (('name="outcomes" value="forward"', 'name="outcomes" value="pass"'), "handle"),
        (('name="role" value="approver"', 'name="role" value=""'), "approve"),
        (('targetRef="granted"', 'targetRef="handle"'), "approved_to_granted"),
        (('isExecutable="true"', 'isExecutable="false"'), "xml"),
    ],
)
def test_a_drawing_that_is_not_safe_to_walk_is_refused(
    change: tuple[str, str], where: str, editor: Actor
) -> None:
    with pytest.raises(rules.DefinitionFault) as refused:
        services.publish(actor=editor, kind="short", xml=changed("short.v1", change), now=NOON)

    assert where in refused.value.fields
    assert not Definition.objects.exists()


def test_a_dead_end_is_refused_by_its_name(editor: Actor) -> None:
    waiting_room = (
        '<bpmn:userTask id="handle" name="承办">',
        (
            '<bpmn:userTask id="room" name="候着"><bpmn:extensionElements><camunda:properties>'
            '<camunda:property name="role" value="handler" />'
            '<camunda:property name="outcomes" value="forward" />'
            "</camunda:properties></bpmn:extensionElements></bpmn:userTask>"
            '<bpmn:userTask id="handle" name="承办">'
        ),
    )
    detour = ('sourceRef="handle" targetRef="approve"', 'sourceRef="handle" targetRef="room"')

    with pytest.raises(rules.DefinitionFault) as refused:
        services.publish(
            actor=editor, kind="short", xml=changed("short.v1", waiting_room, detour), now=NOON
        )

    assert "走不下去" in refused.value.fields["room"]


@pytest.mark.parametrize(
    "xml",
    [
        "",
        "not xml",
        "<a/>",
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        "<a>" * 400_000,
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"/>',
    ],
)
def test_what_is_no_bpmn_file_is_refused(xml: str, editor: Actor) -> None:
    with pytest.raises(rules.DefinitionFault) as refused:
        services.publish(actor=editor, kind="short", xml=xml, now=NOON)

    assert list(refused.value.fields) == ["xml"]
