"""Telling heads of cards, orders and circulars; part of the command that made them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tongban.access import queries as access
from tongban.access.rules import Role
from tongban.notices import services as notices
from tongban.supervision.rules import CARD_LABELS, Told, day_words

if TYPE_CHECKING:
    from datetime import datetime

    from tongban.supervision.models import CaseWarning, Circular, SupervisionOrder


def card_raised(card: CaseWarning, now: datetime) -> None:
    """Tell the heads, if the rule tells them; each card once."""
    if Told.HEAD not in card.told:
        return
    due = f"请在 {day_words(card.answer_due_on)} 前反馈。" if card.answer_due_on else ""
    _tell_of_card(card, "card.raised", now, card.serial, due=due)


def card_returned(card: CaseWarning, now: datetime) -> None:
    """Tell the heads that the answer did not satisfy, and the new day."""
    day = day_words(card.answer_due_on) if card.answer_due_on else ""
    _tell_of_card(card, "card.returned", now, f"{card.serial}:{now.isoformat()}", day=day)


def of_order(order: SupervisionOrder, template: str, now: datetime, turn: object = "") -> None:
    """Tell the heads how an order stands; `turn` tells apart what may happen again."""
    notices.tell_staff(
        accounts=access.holders(Role.APPROVER, unit=order.unit),
        template_key=template,
        context={
            "number": order.case_number, "item": order.item_name, "order": order.number,
            "day": day_words(order.answer_due_on),
        },
        link=f"/desk/board/orders/{order.number}/",
        now=now,
        dedupe=f"{template}:{order.number}:{turn}",
    )  # fmt: skip


def of_circular(
    circular: Circular, template: str, now: datetime, *, by: int | None, **more: str
) -> None:
    """Tell the heads of each department that stands in it with figures, but who did it."""
    rows = [row for each in circular.facts["tables"] if each.get("kind") == "unit"
            for row in each["rows"]]  # fmt: skip
    for row in rows:
        last = "贵部门排在末位，请对照改进。" if row["last"] else ""
        notices.tell_staff(
            accounts={*access.holders(Role.APPROVER, unit=row["key"])} - {by},
            template_key=template,
            context={"number": circular.number, "title": circular.title, "units": row["name"],
                     "last": last} | more,
            link=f"/desk/board/circulars/{circular.serial}/",
            now=now,
            dedupe=f"{template}:{circular.serial}:{row['key']}",
        )  # fmt: skip


def _tell_of_card(
    card: CaseWarning, template: str, now: datetime, happening: str, **more: str
) -> None:
    facts = {
        "number": card.case_number, "item": card.item_name, "rule": card.title,
        "light": CARD_LABELS[card.light],
    }  # fmt: skip
    notices.tell_staff(
        accounts=access.holders(Role.APPROVER, unit=card.unit),
        template_key=template,
        context=facts | more,
        link=f"/desk/board/warnings/{card.serial}/",
        now=now,
        dedupe=f"{template}:{happening}",
    )
