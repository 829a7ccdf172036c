"""Ratings."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.base.fields import EncryptedTextField
from tongban.feedback.rules import Outcome, RevisitState, Way

_CALLED_FOR = ~Q(revisit=RevisitState.NONE)


class Rating(models.Model):
    """What the applicant said of one concluded case, or of a life event (一件事) as a whole.

    One for each case and one for each life event; `unit` is then the lead department (牵头部门).
    A bad one is revisited (回访) once what was put right was confirmed, at `handled_at`, by
    `revisit_due_on`; `revisit` says how that stands.
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
    revisit = models.CharField(max_length=16, default=RevisitState.NONE, db_default="", blank=True)
    handled_at = models.DateTimeField(null=True)
    revisit_due_on = models.DateField(null=True)

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
            models.CheckConstraint(
                condition=Q(revisit__in=list(RevisitState)), name="rating_revisit_known"
            ),
            models.CheckConstraint(
                condition=Q(revisit="", handled_at=None, revisit_due_on=None)
                | (_CALLED_FOR & Q(handled_at__isnull=False, revisit_due_on__isnull=False)),
                name="rating_revisit_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-rated_at", "id"], name="rating_applicant"),
            models.Index(fields=["unit", "-rated_at", "id"], name="rating_unit"),
            models.Index(fields=["-rated_at", "id"], name="rating_latest"),
            models.Index(
                fields=["revisit", "revisit_due_on", "id"], name="rating_revisit",
                condition=_CALLED_FOR,
            ),
        ]  # fmt: skip


class Revisit(models.Model):
    """One try to hear whether somebody who rated badly is satisfied now; only ever added to.

    `put_right` is what the office put right, for the applicant to read; `words` is what he said.
    `by_name` is empty where he answered himself.
    """

    rating = models.ForeignKey(Rating, models.PROTECT, related_name="revisits")
    way = models.CharField(max_length=16)
    outcome = models.CharField(max_length=16)
    words = EncryptedTextField(default="")
    put_right = EncryptedTextField(default="")
    by_name = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=list(Way)), name="revisit_way_known"),
            models.CheckConstraint(
                condition=Q(outcome__in=list(Outcome)), name="revisit_outcome_known"
            ),
        ]
