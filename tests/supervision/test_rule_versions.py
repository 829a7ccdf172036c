"""Rules as data: two persons, dated versions, and what holds on which day."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.cases.circumstances import accepted, applicant, day, found
from tests.supervision.supervising import cards, swept
from tongban.base.errors import Forbidden
from tongban.cases.rules import Light
from tongban.demo.services import stories
from tongban.supervision import queries, rules, services
from tongban.supervision.models import RuleVersion

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sample_area")]


def shipped(code: str, light: Light) -> rules.Rule:
    return next(r for r in queries.shipped() if (r.code, r.light) == (code, light))


def drafted(code: str = "L2", light: Light = Light.YELLOW, **change: Any) -> RuleVersion:
    return services.draft_rule(
        actor=stories.staff("supervisor"),
        rule=replace(shipped(code, light), **change.pop("rule", {"amount": 5})),
        from_on=change.pop("from_on", None),
        now=day(0),
        **change,
    )


def published(code: str = "L2", light: str = "yellow") -> RuleVersion:
    return services.publish_rule(
        actor=stories.staff("supervisor2"), code=code, light=light, now=day(0)
    )


def in_force(passed: int, code: str = "L2", light: str = "yellow") -> rules.Rule | None:
    held = queries.in_force(day(passed).date())
    return next((r for r in held if (r.code, r.light) == (code, light)), None)


def test_what_is_shipped_is_sound_and_named_once() -> None:
    known = queries.shipped()

    assert [rules.checked(rule) for rule in known] == list(known)
    assert len({(rule.code, rule.light) for rule in known}) == len(known)
    assert {rule.check for rule in known} == set(rules.Check)
    assert set(queries.targets()) <= set(rules.BY_KEY)


def test_a_draft_changes_nothing_and_its_author_may_not_publish_it() -> None:
    drafted()
    with pytest.raises(rules.OwnDraft):
        services.publish_rule(
            actor=stories.staff("supervisor"), code="L2", light="yellow", now=day(0)
        )
    number = accepted()
    swept(day(9))
    assert cards(number) == [("L2", "blue")]

    published()
    held = in_force(0)

    assert held is not None
    assert (held.amount, held.version) == (5, 1)


def test_a_version_holds_from_its_day_on() -> None:
    drafted(from_on=day(7).date())
    published()

    before, after = in_force(6), in_force(7)

    assert before is not None
    assert after is not None
    assert (before.amount, before.version, after.amount, after.version) == (2, 0, 5, 1)


def test_a_changed_rule_raises_its_card_by_its_new_threshold() -> None:
    drafted(rule={"amount": 5})
    published()
    number = accepted()

    swept(day(7))

    assert (found(number).light, cards(number)) == ("yellow", [("L2", "yellow")])


def test_a_rule_holds_for_every_open_case_in_the_night_after_it_began() -> None:
    number = accepted()
    swept(day(7))
    drafted(rule={"amount": 5})
    published()
    assert services.sweep(now=day(0)) == 0

    services.catch_up(now=day(1))
    assert cards(number) == []
    services.sweep(now=day(7))

    assert cards(number) == [("L2", "yellow")]


def test_a_rule_that_was_ended_holds_no_more() -> None:
    drafted(ended=True, rule={})
    published()

    assert in_force(0) is None
    assert in_force(0, light="red") is not None


def test_a_new_rule_may_be_added_and_a_draft_thrown_away() -> None:
    drafted(rule={"code": "L9", "amount": 1})
    published("L9")
    drafted()
    services.discard_rule(actor=stories.staff("supervisor"), code="L2", light="yellow", now=day(0))

    assert in_force(0, "L9") is not None
    with pytest.raises(queries.RuleUnknown):
        published()


def test_a_second_draft_takes_the_place_of_the_first() -> None:
    drafted()
    drafted(rule={"amount": 7})

    assert list(RuleVersion.objects.values_list("version", "amount")) == [(1, 7)]
    published()
    assert drafted().version == 2


def test_a_rule_cannot_begin_in_the_past_and_only_supervisors_write_rules() -> None:
    with pytest.raises(rules.StartsTooEarly):
        drafted(from_on=day(-1).date())
    for actor in (stories.staff("approver"), applicant()):
        with pytest.raises(Forbidden):
            services.draft_rule(
                actor=actor, rule=shipped("L2", Light.RED), from_on=None, now=day(0)
            )
