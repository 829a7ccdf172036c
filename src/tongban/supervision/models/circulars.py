"""Circulars (通报): the figures of a region in a month, frozen as they were published."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from tongban.base import clock


class Circular(models.Model):
    """One circular; one for each region and month, and one in place of each that was withdrawn.

    `facts` is all that it states, for the page and for the printed paper alike; the catalogue, the
    cases and the names of departments may change afterwards, the circular does not: a trigger
    refuses it.  `unit` is the office that published it, `account` who did; empty in old ones.
    """

    serial = models.CharField(max_length=20, unique=True)
    number = models.CharField(max_length=64)
    region = models.CharField(max_length=12)
    month = models.DateField()
    title = models.CharField(max_length=100)
    facts = models.JSONField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    unit = models.CharField(max_length=64, blank=True, db_default="")
    account = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["region", "month"], name="circular_once", condition=Q(replaces=None)
            ),
        ]
        indexes = [models.Index(fields=["-made_at", "id"], name="circular_latest")]

    def __str__(self) -> str:
        return self.number


class CircularWithdrawal(models.Model):
    """That a circular was withdrawn (撤回), why and by whom; only its print may be added.

    It is printed like the circular: the same facts, and that they hold no more.
    """

    circular = models.OneToOneField(Circular, models.PROTECT, related_name="withdrawal")
    reason = models.CharField(max_length=1000)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    account = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    @property
    def facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = self.circular.facts
        on = clock.day_of(self.made_at).isoformat()
        return facts | {"withdrawn_on": on, "withdrawn_why": self.reason}
