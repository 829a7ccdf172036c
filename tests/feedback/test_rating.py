"""A concluded case is rated once, by its applicant."""

from __future__ import annotations

import pytest

from tests.cases.bundles import events
from tests.cases.circumstances import (
    LAWYER,
    TUESDAY,
    applicant,
    at_last_post,
    concluded,
    day,
    granted,
    told,
)
from tongban.base.errors import Forbidden, NotFound
from tongban.base.models import AuditEntry
from tongban.cases import services as cases
from tongban.demo.services import stories
from tongban.feedback import queries, rules, services

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def test_the_applicant_rates_once() -> None:
    person, number = applicant(), concluded()
    assert queries.may_rate(person, number)
    assert [case.number for case in queries.unrated(person)] == [number]
    with pytest.raises(rules.RatingInvalid):
        services.rate(actor=person, number=number, grade=6, now=day(1))
    assert queries.may_rate(person, number)

    given = services.rate(
        actor=person, number=number, grade=4, options=("413", "413"), text=" 快 ", now=day(1)
    )

    assert (given.grade, given.options, given.text) == (4, ["413"], "快")
    assert not queries.may_rate(person, number)
    assert queries.unrated(person) == []
    assert told(number)[-1] == "feedback.rated"
    assert AuditEntry.objects.filter(subject=number, event="feedback.rated").count() == 1
    with pytest.raises(rules.RatedAlready):
        services.rate(actor=person, number=number, grade=1, now=day(1))
    assert queries.rating(person, number) == given


def test_nobody_rates_for_the_applicant() -> None:
    number = concluded()

    for name in ("clerk", "approver", "supervisor"):
        assert not queries.may_rate(stories.staff(name), number)
        with pytest.raises(Forbidden):
            services.rate(actor=stories.staff(name), number=number, grade=5, now=TUESDAY)
    for stranger in (stories.person("xiaohong"), stories.staff("clerk2")):
        with pytest.raises(NotFound):
            services.rate(actor=stranger, number=number, grade=5, now=TUESDAY)
        with pytest.raises(NotFound):
            queries.may_rate(stranger, number)
    services.rate(actor=applicant(), number=number, grade=5, now=TUESDAY)


def test_only_what_is_concluded_is_rated() -> None:
    number = granted()

    assert not queries.may_rate(applicant(), number)
    with pytest.raises(rules.NotConcluded):
        services.rate(actor=applicant(), number=number, grade=5, now=TUESDAY)


def test_what_was_only_referred_up_is_rated_when_the_upper_office_has_decided() -> None:
    person, number = applicant(LAWYER), at_last_post(LAWYER)
    above = cases.refer_up(
        actor=stories.staff("approver"), number=number, opinion="同意", now=day(1)
    )

    assert not queries.may_rate(person, number)
    assert queries.unrated(person) == []
    with pytest.raises(rules.NotConcluded):
        services.rate(actor=person, number=number, grade=5, now=day(1))
    cases.terminate(
        actor=stories.staff("approver"), number=str(above.number), reason="样例", now=day(2)
    )
    assert queries.may_rate(person, number)
    assert [case.number for case in queries.unrated(person)] == [number]
    services.rate(actor=person, number=number, grade=5, now=day(2))


@pytest.mark.parametrize(
    ("grade", "options", "text", "field"),
    [
        (0, (), "", "grade"),
        (6, (), "", "grade"),
        (5, ("115",), "", "options"),
        (5, ("999",), "", "options"),
        (5, ("510",) * 9, "", "options"),
        (5, (), "长" * 501, "text"),
    ],
)
def test_a_rating_that_cannot_be_taken_says_why(
    grade: int, options: tuple[str, ...], text: str, field: str
) -> None:
    with pytest.raises(rules.RatingInvalid) as refused:
        rules.rate(grade=grade, options=options, text=text, concluded=True)
    assert list(refused.value.fields) == [field]


def test_an_approver_sees_the_ratings_of_his_department_and_others_none() -> None:
    person, number = applicant(), concluded()
    services.rate(actor=person, number=number, grade=2, options=("213",), text="慢", now=TUESDAY)

    for name in ("approver", "supervisor"):
        assert [row.number for row in queries.latest(stories.staff(name)).items] == [number]
        assert queries.counts(stories.staff(name), since=TUESDAY) == {2: 1}
        assert queries.counts(stories.staff(name), since=day(1)) == {}
    for stranger in (stories.staff("clerk"), stories.person("xiaohong")):
        assert queries.latest(stranger).items == []
        assert queries.counts(stranger, since=TUESDAY) == {}


def test_a_life_event_is_rated_as_a_whole_and_its_lead_answers_for_it() -> None:
    person = events.owner()
    number = events.accepted(person, events.RESTAURANT, events.HAS_SHOP)
    with pytest.raises(rules.NotConcluded):
        services.rate_bundle(actor=person, number=number, grade=5, now=TUESDAY)
    events.concluded(number)
    assert [one.number for one in queries.unrated_bundles(person)] == [number]
    for stranger in (stories.staff("clerk"), stories.person("xiaohong")):
        with pytest.raises((Forbidden, NotFound)):
            services.rate_bundle(actor=stranger, number=number, grade=5, now=TUESDAY)

    given = services.rate_bundle(actor=person, number=number, grade=1, text="慢", now=TUESDAY)

    lead = str(events.case_of(number, "food_business").number)
    other = str(events.case_of(number, "tobacco").number)
    assert (given.case_id, given.unit) == (None, "mkt")
    assert queries.answered_by(person, lead) == given
    assert queries.answered_by(person, other) is None
    assert (queries.unrated(person), queries.unrated_bundles(person)) == ([], [])
    with pytest.raises(rules.RatedAlready):
        services.rate_bundle(actor=person, number=number, grade=5, now=TUESDAY)
    own = services.rate(actor=person, number=lead, grade=4, now=TUESDAY)
    assert queries.answered_for(person, lead) == (given, own)
    assert queries.answered_by(person, lead) == given  # a good one does not hide it
