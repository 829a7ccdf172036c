"""What one life event (一件事) yields leaves together: whom it waits for, and how long."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tongban.base.errors import Refusal


class OthersComing(Refusal):
    """Results of the same life event are still to come, and nobody asked for a part of them."""

    code = "delivery.others_coming"

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(
            f"这件事还有 {len(names)} 个事项没有出结果（{'、'.join(names)}），要一起交给申请人。"
            "申请人想先拿已经办好的，或者到了送达期限，就可以先出。"
        )


class NothingToWaitFor(Refusal):
    """The consignment does not wait for anything."""

    code = "delivery.nothing_to_wait_for"
    sentence = "这张出件单不用等别的事项，备好就能领取。"


def has_to_wait(coming: Sequence[str], *, asked_early: bool, due_on: date, today: date) -> bool:
    """Whether what is there waits for what is coming.

    It never waits beyond the day by which the law wants the first of it delivered (行政许可法
    第四十四条), and not against the will of the applicant.
    """
    return bool(coming) and not asked_early and today < due_on


def require_complete(
    coming: Sequence[str], *, asked_early: bool, due_on: date, today: date
) -> None:
    """Raise `OthersComing` as long as it has to wait."""
    if has_to_wait(coming, asked_early=asked_early, due_on=due_on, today=today):
        raise OthersComing(coming)
