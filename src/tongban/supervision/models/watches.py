"""Which case is looked at next, and what cases, items and lists have added to the figures."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

_LATEST = ["-submitted_at", "number"]
_OPEN = Q(is_open=True)
_LIT = _OPEN & ~Q(light="green")


class CaseWatch(models.Model):
    """One case under supervision.

    `look_on` is the next day on which a rule may hold; None while only an event can change
    anything.  `counted` is what the case has added to the figures: `at` names the scopes, `days`
    the counters.  `version` and `next_due_on` are those of the case when it was looked at; the
    further columns repeat what the lists behind the figures are filtered by.
    """

    number = models.CharField(max_length=32, primary_key=True)
    unit = models.CharField(max_length=64, blank=True)
    item = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=16, blank=True)
    light = models.CharField(max_length=8, blank=True)
    is_open = models.BooleanField(default=False)
    submitted_at = models.DateTimeField(null=True)
    look_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=0)
    next_due_on = models.DateField(null=True)
    counted = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(
                fields=["look_on", "number"],
                name="casewatch_look",
                condition=Q(look_on__isnull=False),
            ),
            models.Index(fields=["state", *_LATEST], name="casewatch_state"),
            models.Index(fields=_LATEST, name="casewatch_open", condition=_OPEN),
            models.Index(fields=["light", *_LATEST], name="casewatch_light", condition=_LIT),
            models.Index(fields=["unit", *_LATEST], name="casewatch_unit", condition=_OPEN),
            models.Index(fields=["unit", "item", *_LATEST], name="casewatch_item", condition=_OPEN),
            models.Index(
                fields=["unit", "light", *_LATEST], name="casewatch_unit_light", condition=_LIT
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ItemWatch(models.Model):
    """What one item of the catalogue has added to the figures, as `CaseWatch.counted` says it."""

    key = models.CharField(max_length=64, primary_key=True)
    counted = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.key


class UnitWatch(models.Model):
    """What the lists that a department keeps (清单) have added to the figures, as above."""

    unit = models.CharField(max_length=64, primary_key=True)
    counted = models.JSONField(default=dict)

    def __str__(self) -> str:
        return self.unit


class CaseTouch(models.Model):
    """Something happened to a case since it was looked at; one row for each event."""

    number = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["number", "id"], name="casetouch_number")]
