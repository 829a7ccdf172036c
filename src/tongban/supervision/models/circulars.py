"""Circulars (通报): the figures of a region in a month, frozen as they were published."""

from __future__ import annotations

from django.db import models


class Circular(models.Model):
    """One circular; one for each region and month.

    `facts` is all that it states, for the page and for the printed paper alike; the catalogue, the
    cases and the names of departments may change afterwards, the circular does not.
    """

    serial = models.CharField(max_length=20, unique=True)
    number = models.CharField(max_length=64)
    region = models.CharField(max_length=12)
    month = models.DateField()
    title = models.CharField(max_length=100)
    facts = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["region", "month"], name="circular_once"),
        ]
        indexes = [models.Index(fields=["-made_at", "id"], name="circular_latest")]

    def __str__(self) -> str:
        return self.number
