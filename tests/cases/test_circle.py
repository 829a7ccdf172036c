"""The whole circle of a case, from search to licence, through services."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tongban.base import clock
from tongban.cases import queries, services
from tongban.cases.rules import State
from tongban.demo.services import stories
from tongban.feedback import services as feedback
from tongban.licences import queries as held
from tongban.licences import services as licences
from tongban.licences.rules.findings import Verdict
from tongban.notices import queries as notices

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.base.actors import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
FIRM = "91990101MACMPL0100"
FACE = {
    "KZ_FDDBR": "样大民",
    "KZ_ZS": "样例省样例市样例区示范路1号",
    "KZ_JYCS": "样例省样例市样例区示范路1号",
    "KZ_ZTYT": "餐饮服务经营者",
    "KZ_JYXM": "热食类食品制售",
}


def opinion(actor: Actor, number: str, outcome: str, face: dict[str, str] | None = None) -> None:
    view = queries.case(actor, number)
    services.give_opinion(
        actor=actor,
        number=number,
        task_key=view.waiting[0].task_key,
        outcome=outcome,
        opinion="材料齐全，符合条件",
        face=face,
        version=view.case.version,
        now=clock.now(),
    )


def test_an_enterprise_gets_its_licence(run_jobs: Callable[[], list[str]]) -> None:
    firm, clerk = stories.person("damin", FIRM), stories.staff("clerk")
    now = clock.now()
    case = stories.apply(firm, "food_business", now)
    number = str(case.number)
    run_jobs()
    stories.check_all(clerk, case, now)
    services.accept(actor=clerk, number=number, now=now)
    opinion(stories.staff("handler"), number, "forward")
    opinion(stories.staff("reviewer"), number, "forward")
    opinion(stories.staff("approver"), number, "grant", FACE)
    run_jobs()

    view = queries.case(firm, number)
    assert view.case.state == State.CONCLUDED
    assert [paper.kind for paper in view.documents] == [
        "receipt",
        "acceptance",
        "grant",
        "delivery",
    ]
    row = held.own_licence(firm, view.case.licence)
    assert row.type_key == "food_business_licence"
    content, _ = licences.download(actor=firm, identifier=row.identifier, now=now)
    assert licences.verify_file(content).verdict is Verdict.VALID
    for paper in view.documents:
        pdf, _ = services.open_document(actor=firm, number=number, document_id=paper.pk, now=now)
        assert pdf.startswith(b"%PDF")
    rating = feedback.rate(
        actor=firm, number=number, grade=5, options=("513",), text="很快", now=now
    )
    assert rating.grade == 5
    assert notices.unread(firm) >= 4


@pytest.mark.parametrize(
    ("item", "who", "principal"), [("food_prepack", "damin", FIRM), ("ssc", "damin", "")]
)
def test_a_case_decided_on_the_spot(
    run_jobs: Callable[[], list[str]],
    item: str,
    who: str,
    principal: str,
) -> None:
    person, clerk = stories.person(who, principal), stories.staff("clerk")
    now = clock.now()
    case = stories.apply(person, item, now)
    number = str(case.number)
    stories.check_all(clerk, case, now)
    services.accept(actor=clerk, number=number, now=now)
    face = {"KZ_KH": "A00000001", "KZ_FKDQ": "230102"} if item == "ssc" else None
    opinion(clerk, number, "grant", face)
    run_jobs()

    assert queries.case(person, number).case.state == State.CONCLUDED
