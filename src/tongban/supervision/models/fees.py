"""What was charged for cases."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class FeeNote(models.Model):
    """What was charged for one thing in a case (收费登记), or on what ground nothing was (减免).

    A note stays; one that was wrong is struck out (`struck_at`) and another one written.
    """

    case_number = models.CharField(max_length=32)
    charge = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    amount = models.DecimalField(max_digits=16, decimal_places=2)
    bill = models.CharField(max_length=50, blank=True)
    paid_on = models.DateField(null=True)
    waiver = models.CharField(max_length=500, blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=64)
    struck_at = models.DateTimeField(null=True)
    struck_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="feenote_not_negative"),
        ]
        indexes = [models.Index(fields=["case_number", "id"], name="feenote_case")]

    def __str__(self) -> str:
        return f"{self.case_number} {self.amount}"
