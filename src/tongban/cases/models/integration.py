"""What departments' own systems hand back, and the counts of both sides."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.cases.models.case import Case


class PushedStep(models.Model):
    """One step (环节) that was taken inside a department's own system (GB/T 39046 T7)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="pushed")
    unit = models.CharField(max_length=64)
    client = models.CharField(max_length=40)
    name = models.CharField(max_length=100)
    handler = models.CharField(max_length=30)
    action = models.CharField(max_length=20)
    opinion = models.CharField(max_length=1000, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=models.F("started_at")),
                name="pushedstep_in_order",
            ),
        ]
        indexes = [models.Index(fields=["case", "id"], name="pushedstep_case")]

    def __str__(self) -> str:
        return self.name


class Counts(models.Model):
    """How many cases came in on a day and what became of them, before they are accepted.

    `carried` + `received` = `accepted` + `refused` + `withdrawn` + `correction` + `pending`.
    """

    unit = models.CharField(max_length=64)
    day = models.DateField()
    kind = models.CharField(max_length=8)
    carried = models.IntegerField(default=0)
    received = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    correction = models.IntegerField(default=0)
    pending = models.IntegerField(default=0)

    class Meta:
        abstract = True


class DayBalance(Counts):
    """Our side, written once the day is over; days without a case have no row."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day", "kind"], name="daybalance_once"),
        ]
        indexes = [models.Index(fields=["day", "unit", "kind"], name="daybalance_day")]


class StatedBalance(Counts):
    """The department's side, as its own system stated it last."""

    client = models.CharField(max_length=40)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day", "kind"], name="statedbalance_once"),
        ]
        indexes = [models.Index(fields=["day", "unit", "kind"], name="statedbalance_day")]


class ClosedDay(models.Model):
    """A day of which our side has been counted."""

    day = models.DateField(primary_key=True)
    closed_at = models.DateTimeField()
