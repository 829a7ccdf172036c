"""Everything that supervision does: look, raise cards, order, keep rules and figures."""

from tongban.supervision.services.cards import answer_card, review_card, write_off_card
from tongban.supervision.services.letters import open_letter
from tongban.supervision.services.looking import catch_up, look, sweep, touch
from tongban.supervision.services.orders import (
    close_order,
    escalate,
    issue_order,
    reply_order,
    return_order,
)
from tongban.supervision.services.records import note_export
from tongban.supervision.services.rules import discard_rule, draft_rule, publish_rule

__all__ = [
    "answer_card",
    "catch_up",
    "close_order",
    "discard_rule",
    "draft_rule",
    "escalate",
    "issue_order",
    "look",
    "note_export",
    "open_letter",
    "publish_rule",
    "reply_order",
    "return_order",
    "review_card",
    "sweep",
    "touch",
    "write_off_card",
]
