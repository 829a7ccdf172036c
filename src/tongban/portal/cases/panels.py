"""What the page of one's own case shows besides its standing, each below a heading of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from tongban.cases.queries import CaseView
    from tongban.portal.requests import CitizenRequest


@dataclass(frozen=True, slots=True)
class Panel:
    """One part: its heading, its template, and what the template needs, under `panel.facts`."""

    key: str
    title: str
    template: str
    facts: dict[str, Any] = field(default_factory=dict)


def of(request: CitizenRequest, view: CaseView) -> list[Panel]:
    """The parts for this case and this reader, in the order of the page."""
    from tongban.portal.cases.clock_panel import panel as deadlines
    from tongban.portal.cases.panel import panel as acceptance
    from tongban.portal.cases.process_panel import panel as process
    from tongban.portal.complaints.panel import panel as complaints
    from tongban.portal.delivery.panel import panel as delivery
    from tongban.portal.events.panel import panel as event
    from tongban.portal.exchange.panel import panel as exchange

    makers: tuple[Callable[[CitizenRequest, CaseView], Panel | None], ...] = (
        event,
        deadlines,
        acceptance,
        delivery,
        exchange,
        process,
        complaints,
    )
    made = (make(request, view) for make in makers)
    return [panel for panel in made if panel]
