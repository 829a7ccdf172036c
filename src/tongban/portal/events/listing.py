"""Life events (一件事) among one's own cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from tongban.cases import queries as cases
from tongban.portal.events.ground import standing

if TYPE_CHECKING:
    from tongban.base.actors import Actor


def listed(actor: Actor) -> list[dict[str, Any]]:
    """Drafts to go on with and what was handed in, the last changed first."""
    return [
        {
            "bundle": one,
            "now": standing(one),
            "address": reverse("portal:event_case", args=[one.number])
            if one.number
            else reverse("portal:event_draft", args=[one.pk]),
        }
        for one in cases.my_bundles(actor)
    ]
