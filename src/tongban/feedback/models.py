"""Ratings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.base.fields import EncryptedTextField


class Rating(models.Model):
    """What the applicant said of one concluded case, or of a life event (一件事) as a whole.

    One for each case and one for each life event; `unit` is then the lead department (牵头部门).
    """

    case = models.OneToOneField("cases.Case", models.PROTECT, null=True, related_name="+")
    bundle = models.OneToOneField("cases.Bundle", models.PROTECT, null=True, related_name="+")
    number = models.CharField(max_length=32, unique=True)
    applicant = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+")
    unit = models.CharField(max_length=64)
    item_key = models.CharField(max_length=64)
    grade = models.PositiveSmallIntegerField()
    options = models.JSONField(default=list)
    text = EncryptedTextField(default="")
    channel = models.CharField(max_length=16)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(grade__gte=1, grade__lte=5), name="rating_grade_known"
            ),
            models.CheckConstraint(
                condition=Q(case__isnull=True, bundle__isnull=False)
                | Q(case__isnull=False, bundle__isnull=True),
                name="rating_of_one_thing",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-rated_at", "id"], name="rating_applicant"),
            models.Index(fields=["unit", "-rated_at", "id"], name="rating_unit"),
            models.Index(fields=["-rated_at", "id"], name="rating_latest"),
        ]
