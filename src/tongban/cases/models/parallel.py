"""What other departments were asked beside the drawing."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.cases.models.case import Case
from tongban.cases.models.tasks import CaseTask


class CaseAdvice(models.Model):
    """A question to another department (征求意见), with a clock of its own.

    It does not hold up the steps of the drawing, but the decision waits for it.  `task` is what the
    department has to do; `outcome` is `given`, `silent` (nobody answered in time) or `recalled`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="advices")
    task = models.OneToOneField(CaseTask, models.PROTECT, related_name="advice")
    unit = models.CharField(max_length=64)
    question = models.TextField()
    asked_by = models.CharField(max_length=64)
    asked_post = models.CharField(max_length=96)
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.CharField(max_length=64, blank=True)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", answered_at=None)
                | Q(outcome__in=["given", "silent", "recalled"], answered_at__isnull=False),
                name="caseadvice_outcome_known",
            ),
            models.UniqueConstraint(
                fields=["case", "unit"], name="caseadvice_open_once", condition=Q(outcome="")
            ),
        ]
        indexes = [models.Index(fields=["case", "id"], name="caseadvice_case")]
