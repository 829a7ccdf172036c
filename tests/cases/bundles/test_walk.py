"""All eleven life events, from the questions to the last result."""

from __future__ import annotations

import pytest

from tests.cases.bundles import events
from tongban.cases import queries
from tongban.cases.rules.bundles import BundleState, MemberState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]

ELEVEN = (
    "newborn", "open_restaurant", "open_company", "close_company", "retire", "after_death",
    "school_entry", "disabled", "utilities", "second_hand_home", "open_transport",
)  # fmt: skip


@pytest.mark.parametrize("key", ELEVEN)
def test_each_life_event_goes_from_its_questions_to_its_last_result(key: str) -> None:
    actor = events.applicant(key)

    number = events.accepted(actor, key)
    bundle = events.concluded(number)

    assert (bundle.state, bundle.end_reason) == (BundleState.DONE, "")
    assert set(events.states(number).values()) == {MemberState.DONE}
    view = queries.bundle(actor, number)
    assert bundle.promised_on is not None
    assert bundle.derivation[-1].startswith("最晚 ")
    assert all(one.case or one.row.finding for one in view.members)
    assert [one.key for one in view.savings] == ["forms", "fields", "materials", "visits", "days"]
