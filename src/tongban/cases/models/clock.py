"""What held the clock."""

from __future__ import annotations

from django.db import models

from tongban.cases.models.case import Case


class ClockStop(models.Model):
    """A span in which the clock of the case may be held."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="stops")
    kind = models.CharField(max_length=16)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    planned_until_on = models.DateField(null=True)
    name = models.CharField(max_length=64)
    holds = models.BooleanField()
    legal_basis = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
