"""Everything that supervision does: look, raise cards, order, keep rules and figures."""

from tongban.supervision.services.cards import answer_card, review_card, write_off_card
from tongban.supervision.services.cataloguing import count_catalogue
from tongban.supervision.services.complaints import (
    answer_complaint,
    complain,
    open_complaint,
    put_complaint_off,
    register_complaint,
)
from tongban.supervision.services.fees import note_fee, strike_fee
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
from tongban.supervision.services.sampling import check_sampled, draw_sample

__all__ = [
    "answer_card",
    "answer_complaint",
    "catch_up",
    "check_sampled",
    "close_order",
    "complain",
    "count_catalogue",
    "discard_rule",
    "draft_rule",
    "draw_sample",
    "escalate",
    "issue_order",
    "look",
    "note_export",
    "note_fee",
    "open_complaint",
    "open_letter",
    "publish_rule",
    "put_complaint_off",
    "register_complaint",
    "reply_order",
    "return_order",
    "review_card",
    "strike_fee",
    "sweep",
    "touch",
    "write_off_card",
]
