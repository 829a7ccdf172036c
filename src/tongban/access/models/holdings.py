"""Who holds which post, and who acts for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

if TYPE_CHECKING:
    from datetime import date


def in_force(day: date) -> Q:
    """Rows with a first and a last day, both counted, that count on this day."""
    return Q(since_on__lte=day) & (Q(until_on=None) | Q(until_on__gte=day))


class PostHolding(models.Model):
    """One member of staff in one post for a time."""

    account = models.ForeignKey("identity.Account", models.PROTECT, related_name="holdings")
    post = models.ForeignKey("directory.Post", models.PROTECT, related_name="holdings")
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "post"], condition=Q(ended_at=None), name="holding_once"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")), name="holding_span"
            ),
        ]


class Empowerment(models.Model):
    """One natural person (经办人) may act for another subject (授权) for a time."""

    agent = models.ForeignKey(
        "identity.Subject", models.PROTECT, related_name="empowerments_received"
    )
    principal = models.ForeignKey(
        "identity.Subject", models.PROTECT, related_name="empowerments_given"
    )
    scope = models.CharField(max_length=64)
    since_on = models.DateField()
    until_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agent", "principal", "scope"],
                condition=Q(revoked_at=None),
                name="empowerment_once",
            ),
            models.CheckConstraint(
                condition=~Q(agent=F("principal")), name="empowerment_of_another"
            ),
            models.CheckConstraint(
                condition=Q(until_on=None) | Q(until_on__gte=F("since_on")),
                name="empowerment_span",
            ),
        ]
