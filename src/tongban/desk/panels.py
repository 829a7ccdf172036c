"""What the houses of the desk add to the page of a case, each below a heading of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.cases.queries import CaseView
    from tongban.desk.requests import StaffRequest


@dataclass(frozen=True, slots=True)
class Panel:
    """One pane: its heading, its template, and what the template needs, under `panel.facts`."""

    key: str
    title: str
    template: str
    facts: dict[str, Any] = field(default_factory=dict)


def of(request: StaffRequest, view: CaseView) -> list[Panel]:
    """The panes for this case and this reader, in the order of the page."""
    from tongban.desk.acceptance.panel import panel as acceptance
    from tongban.desk.bundles.panel import panel as event
    from tongban.desk.clock.panel import panel as deadlines
    from tongban.desk.exchange.panel import panel as exchange
    from tongban.desk.output.panel import panel as output
    from tongban.desk.processes.panel import panel as process
    from tongban.desk.review.panel import panel as review
    from tongban.desk.work.panel import panel as holding

    makers: tuple[Callable[[StaffRequest, CaseView], Panel | None], ...] = (
        event,
        holding,
        review,
        deadlines,
        process,
        output,
        acceptance,
        exchange,
    )
    made = (make(request, view) for make in makers)
    return [panel for panel in made if panel]
