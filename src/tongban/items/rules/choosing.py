"""Which members of a life event (一件事) somebody needs, found out by its questions.

`when` of a member is one test of one answer: `key=value`, `key!=value` or `key has value`.  Other
words are no test; then people are asked whether they want the member.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tongban.base.errors import Invalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tongban.items.rules.definitions import ItemDefinition
    from tongban.items.rules.joined import LifeEventDefinition, Member

    Answers = Mapping[str, object]

WITH = "with__"
YES, NO = "y", "n"
ONE_OF = "择一"
MOST_ANSWERS = 100
_TEST = re.compile(r"^([a-z][a-z0-9_]*)\s*(=|!=|\shas\s)\s*([A-Za-z0-9_]+)$")


class NoMemberChosen(Invalid):
    """By these answers nothing is to be done."""

    code = "items.no_member_chosen"
    sentence = "按您的回答，这件事里没有要办的事项。请看看回答对不对。"


class NotExactlyOne(Invalid):
    """A stage of which exactly one item is done (择一) has none or several."""

    code = "items.not_exactly_one"
    sentence = "这几个事项里只能办一个，请重新回答相关的问题。"


@dataclass(frozen=True, slots=True)
class Test:
    """One test of one answer."""

    question: str
    how: str
    value: str

    def holds(self, answers: Answers) -> bool:
        """Whether the answer passes; no answer passes no test."""
        given = answers.get(self.question)
        if given in (None, "", []):
            return False
        if self.how == "has":
            return self.value in given if isinstance(given, list) else given == self.value
        return (given == self.value) is (self.how == "=")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as a page asks it; `member` names the item that alone wants to know."""

    key: str
    text: str
    options: tuple[tuple[str, str], ...]
    several: bool = False
    member: str = ""
    scenario: str = ""

    def label(self, given: object) -> str:
        """The answer in words."""
        chosen = given if isinstance(given, list) else [given]
        return "、".join(label for key, label in self.options if key in chosen)


def test_of(words: str) -> Test | None:
    """The test that `when` writes down; None when it is no test."""
    found = _TEST.match(words.strip())
    return Test(found[1], found[2].strip(), found[3]) if found else None


def questions(event: LifeEventDefinition, names: Mapping[str, str]) -> tuple[Asked, ...]:
    """The questions of the event itself; `names` are those of its items."""
    tests = [test for member in event.members if (test := test_of(member.when))]
    several = {test.question for test in tests if test.how == "has"}
    asked = [
        Asked(one.key, one.text, tuple((o.key, o.label) for o in one.options), one.key in several)
        for one in event.questions
    ]
    asked += [
        Asked(
            WITH + member.item,
            f"是否同时办理“{names.get(member.item, member.item)}”？",
            ((YES, "是"), (NO, "否")),
        )
        for member in event.members
        if _is_asked_for(event, member)
    ]
    return tuple(asked)


def _is_asked_for(event: LifeEventDefinition, member: Member) -> bool:
    """An optional member that no answer brings in."""
    named = any(member.item in o.include for q in event.questions for o in q.options)
    return not member.required and not named and test_of(member.when) is None


def own_questions(
    event: LifeEventDefinition, chosen: Mapping[str, ItemDefinition]
) -> tuple[Asked, ...]:
    """What the chosen items want to know besides; the same question is asked once."""
    asked: list[Asked] = []
    for member, item in chosen.items():
        for scenario in item.scenarios:
            options = tuple((one.key, one.label) for one in scenario.options)
            key = f"{member}__{scenario.key}"
            one = Asked(key, scenario.question, options, member=member, scenario=scenario.key)
            if _same(event, asked, one) is None:
                asked.append(one)
    return tuple(asked)


def _same(event: LifeEventDefinition, asked: list[Asked], one: Asked) -> str | None:
    keys = {key for key, _ in one.options}
    for question in event.questions:
        if question.text == one.text and {o.key for o in question.options} == keys:
            return question.key
    for other in asked:
        if other.text == one.text and {key for key, _ in other.options} == keys:
            return other.key
    return None


def answers_of(
    event: LifeEventDefinition,
    chosen: Mapping[str, ItemDefinition],
    member: str,
    answers: Answers,
) -> dict[str, str]:
    """The answers to the scenario questions of one member, however they were asked."""
    asked = list(own_questions(event, chosen))
    found: dict[str, str] = {}
    for scenario in chosen[member].scenarios:
        options = tuple((one.key, one.label) for one in scenario.options)
        one = Asked(f"{member}__{scenario.key}", scenario.question, options)
        given = answers.get(_same(event, asked, one) or one.key)
        if isinstance(given, str) and given:
            found[scenario.key] = given
    return found


def check_answers(asked: tuple[Asked, ...], answers: object, *, final: bool) -> dict[str, str]:
    """Each wrong or, when final, missing answer with its sentence."""
    if not isinstance(answers, dict):
        return {"": "回答的格式不对，请重新选择。"}
    if len(answers) > MOST_ANSWERS:
        return {"": "回答太多，请刷新页面后重新选择。"}
    known = {one.key: one for one in asked}
    wrong = {str(key)[:64]: "没有这个问题。" for key in answers if key not in known}
    for key, one in known.items():
        if said := _fault(one, answers.get(key), final=final):
            wrong[key] = said
    return wrong


def _fault(one: Asked, given: object, *, final: bool) -> str:
    if given in (None, "", []):
        return f"请回答：{one.text}" if final else ""
    chosen = given if isinstance(given, list) and one.several else [given]
    keys = {key for key, _ in one.options}
    fits = all(isinstance(each, str) and each in keys for each in chosen)
    return "" if fits else "请从列出的选项中选择。"


def choose(event: LifeEventDefinition, answers: Answers) -> tuple[str, ...]:
    """The members that the answers leave, in the order of the event.

    1. A required member is chosen, an optional one when its test holds or an answer includes it.
    2. An answer that excludes an optional member wins.
    Declined with `NoMemberChosen`, or `NotExactlyOne` where one of several is to be done.
    """
    chosen = tuple(m.item for m in event.members if _is_chosen(event, m, answers))
    if not chosen:
        raise NoMemberChosen
    for stage in sorted({m.stage for m in event.members if m.mode == ONE_OF}):
        ways = [m.item for m in event.members if m.mode == ONE_OF and m.stage == stage]
        if sum(way in chosen for way in ways) != 1:
            raise NotExactlyOne
    return chosen


def _is_chosen(event: LifeEventDefinition, member: Member, answers: Answers) -> bool:
    if member.required:
        return True
    options = list(_given_options(event, answers))
    if any(member.item in exclude for _, exclude in options):
        return False
    if any(member.item in include for include, _ in options):
        return True
    test = test_of(member.when)
    if test is None:
        return answers.get(WITH + member.item) == YES
    return test.holds(answers)


def _given_options(
    event: LifeEventDefinition, answers: Answers
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    for question in event.questions:
        given = answers.get(question.key)
        chosen = given if isinstance(given, list) else [given]
        yield from ((o.include, o.exclude) for o in question.options if o.key in chosen)
