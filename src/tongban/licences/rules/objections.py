"""A holder's objection to what a licence says (异议), and the two answers."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from tongban.base.errors import Invalid, Refusal

LONGEST = 1000


class Outcome(StrEnum):
    """Where an objection stands."""

    OPEN = "open"
    CORRECTED = "corrected"
    REFUSED = "refused"


LABELS: Mapping[Outcome, str] = MappingProxyType(
    {Outcome.OPEN: "等待答复", Outcome.CORRECTED: "已更正", Outcome.REFUSED: "不予更正"}
)


class WordsMissing(Invalid):
    """Nothing was said, or more than can be read."""

    code = "licences.words_missing"


class AlreadyObjected(Refusal):
    """An objection of the same holder to the same licence has not been answered yet."""

    code = "licences.already_objected"
    sentence = "您对这本证照已经提出过异议，发证机关还没有答复。"


class AlreadyAnswered(Refusal):
    """Somebody has answered the objection; the first answer stands."""

    code = "licences.already_answered"
    sentence = "这条异议已经答复过了。"


def words(text: str, field: str, sentence: str) -> str:
    """What was said, or `WordsMissing` at its field."""
    said = text.strip()
    if not 0 < len(said) <= LONGEST or "\0" in said:
        raise WordsMissing(fields={field: sentence})
    return said
