"""What was done."""

from __future__ import annotations

from django.db import models

from tongban.cases.models.case import Case


class CaseStep(models.Model):
    """One step that was taken, in the order in which they were taken."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=24)
    at = models.DateTimeField()
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)
    actor_kind = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=64, blank=True)
    actor_post = models.CharField(max_length=96, blank=True)
    task = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="casestep_order"),
            models.Index(fields=["at"], name="casestep_day"),
        ]
