"""代办: only with the person's consent on record, within its scope, until its last day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from tests.cases.acceptance.scenes import worker
from tests.cases.circumstances import PERMIT, PICTURE, TEACHER, TUESDAY, applicant, day
from tongban.base.errors import Forbidden, Invalid
from tongban.cases import queries, services
from tongban.cases.queries.single import CaseNotFound
from tongban.cases.services import agents
from tongban.demo.services import stories
from tongban.demo.services.samples import sample_form
from tongban.notices import queries as notices

if TYPE_CHECKING:
    from uuid import UUID

    from tongban.cases.models import AgentConsent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]
NUMBER = "990101199003070015"


def consent(**given: Any) -> AgentConsent:
    """Signed at home and scanned, unless said otherwise."""
    wanted: dict[str, Any] = {
        "actor": worker(), "number_type": "111", "id_number": NUMBER, "name": "样大民",
        "until_on": date(2026, 3, 31), "scan": PICTURE, "scan_name": "同意书.png", "now": TUESDAY,
    }  # fmt: skip
    return services.ask_consent(**wanted | given)


def open_for(consent_id: UUID, item: str = PERMIT) -> UUID:
    return services.open_for(actor=worker(), consent_id=consent_id, item_key=item, now=TUESDAY).pk


def hand_in(draft: UUID) -> str:
    """The worker fills everything in and hands it in."""
    actor = worker()
    view = queries.draft(actor, draft)
    answers = {one.key: one.options[0].key for one in view.definition.scenarios}
    services.answer(actor=actor, draft_id=draft, answers=answers, now=TUESDAY)
    for row in queries.draft(actor, draft).materials:
        if not row.source and row.need == "必要":
            services.attach(
                actor=actor, draft_id=draft, material_key=row.key, content=PICTURE,
                name="a.png", now=TUESDAY,
            )  # fmt: skip
    view = queries.draft(actor, draft)
    form = sample_form(view.definition, view.case.form, today=date(2026, 3, 3))
    services.fill(actor=actor, draft_id=draft, form=form, now=TUESDAY)
    return str(services.submit(actor=actor, draft_id=draft, now=TUESDAY).number)


@pytest.fixture(autouse=True)
def _tuesday() -> Any:
    with time_machine.travel(TUESDAY, tick=False):
        yield


def test_a_worker_hands_in_for_a_person_who_sees_who_acted() -> None:
    agreed = consent()

    number = hand_in(open_for(agreed.pk))

    mine = queries.case(applicant(), number).case
    assert (mine.channel, mine.consent) == ("agent", agreed)
    assert mine.applicant_id == applicant().principal
    step = queries.case(applicant(), number).steps[0]
    assert (step.actor_name, step.actor_post) == ("网格样例员", "town/agent_worker")
    first = queries.first_contact(mine)
    assert first is not None
    assert first.name == "网格样例员"
    assert [one.number for one in queries.acted_for(worker()).items] == [number]


def test_the_worker_supplements_and_takes_back_and_the_clerk_accepts() -> None:
    number = hand_in(open_for(consent().pk))
    stories.check_all(stories.staff("clerk"), queries.case(worker(), number).case, TUESDAY)

    case = services.withdraw(actor=worker(), number=number, reason="本人不办了", now=day(0))

    assert case.state == "withdrawn"


def test_the_code_of_the_person_confirms_it() -> None:
    asked = consent(scan=b"")
    with pytest.raises(services.ConsentNotInForce):
        open_for(asked.pk)
    message = next(one for one in notices.inbox(applicant()).items if "同意码" in one.title)
    code = message.body.split("告诉对方：")[1][:6]

    with pytest.raises(services.CodeWrong):
        services.confirm_consent(actor=worker(), consent_id=asked.pk, code="abc", now=TUESDAY)
    services.confirm_consent(actor=worker(), consent_id=asked.pk, code=code, now=TUESDAY)

    assert open_for(asked.pk)


def test_a_code_is_good_for_half_an_hour_and_five_tries() -> None:
    asked = consent(scan=b"")
    message = next(one for one in notices.inbox(applicant()).items if "同意码" in one.title)
    code = message.body.split("告诉对方：")[1][:6]

    with pytest.raises(services.CodeWrong):
        services.confirm_consent(
            actor=worker(), consent_id=asked.pk, code=code, now=TUESDAY + 2 * agents.CODE_LASTS
        )
    for _ in range(agents.MOST_TRIES):
        with pytest.raises(services.CodeWrong):
            services.confirm_consent(actor=worker(), consent_id=asked.pk, code="000", now=TUESDAY)
    with pytest.raises(services.CodeWrong):
        services.confirm_consent(actor=worker(), consent_id=asked.pk, code=code, now=TUESDAY)


def test_the_scope_is_kept() -> None:
    agreed = consent(scope=TEACHER)

    with pytest.raises(services.ConsentNotInForce):
        open_for(agreed.pk, PERMIT)
    assert open_for(agreed.pk, TEACHER)


def test_after_the_last_day_nothing_more_can_be_done() -> None:
    draft = open_for(consent(until_on=date(2026, 3, 4)).pk)

    with time_machine.travel(day(2), tick=False), pytest.raises(Forbidden):
        services.fill(actor=worker(), draft_id=draft, form={}, now=day(2))


def test_the_person_takes_it_back_and_the_worker_sees_nothing_more() -> None:
    agreed = consent()
    draft = open_for(agreed.pk)

    assert [one.pk for one in queries.consents(applicant())] == [agreed.pk]
    services.revoke_consent(actor=applicant(), consent_id=agreed.pk, now=TUESDAY)

    with pytest.raises(CaseNotFound):
        queries.draft(worker(), draft)
    with pytest.raises(services.ConsentNotInForce):
        open_for(agreed.pk)


def test_others_do_not_know_of_it() -> None:
    agreed = consent()
    draft = open_for(agreed.pk)

    for stranger in (stories.person("xiaohong"), stories.staff("clerk"), worker("other")):
        assert queries.consent(stranger, agreed.pk) is None
        with pytest.raises(services.ConsentUnknown):
            services.revoke_consent(actor=stranger, consent_id=agreed.pk, now=TUESDAY)
    with pytest.raises(CaseNotFound):
        queries.draft(worker("other"), draft)
    with pytest.raises(Forbidden):
        consent(actor=stories.staff("clerk"))


@pytest.mark.parametrize("until", [date(2026, 3, 2), date(2027, 6, 1)])
def test_a_consent_ends_within_a_year(until: date) -> None:
    with pytest.raises(Invalid) as declined:
        consent(until_on=until)
    assert "until_on" in declined.value.fields
