"""Everything that supervision does: look, raise cards, order, keep rules and figures."""

from tongban.supervision.services.cards import answer_card, review_card, write_off_card
from tongban.supervision.services.cataloguing import count_catalogue, count_inventory
from tongban.supervision.services.circulars import (
    open_circular,
    publish_circular,
    withdraw_circular,
)
from tongban.supervision.services.complaints import (
    answer_complaint,
    complain,
    open_complaint,
    put_complaint_off,
    register_complaint,
)
from tongban.supervision.services.fees import note_fee, strike_fee
from tongban.supervision.services.inventory import import_lines, keep_line, strike_line
from tongban.supervision.services.letters import open_letter
from tongban.supervision.services.looking import catch_up, look, sweep, touch
from tongban.supervision.services.orders import (
    close_order,
    escalate,
    issue_order,
    reply_order,
    return_order,
)
from tongban.supervision.services.records import note_export, note_inventory_export
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
    "count_inventory",
    "discard_rule",
    "draft_rule",
    "draw_sample",
    "escalate",
    "import_lines",
    "issue_order",
    "keep_line",
    "look",
    "note_export",
    "note_fee",
    "note_inventory_export",
    "open_circular",
    "open_complaint",
    "open_letter",
    "publish_circular",
    "publish_rule",
    "put_complaint_off",
    "register_complaint",
    "reply_order",
    "return_order",
    "review_card",
    "strike_fee",
    "strike_line",
    "sweep",
    "touch",
    "withdraw_circular",
    "write_off_card",
]
