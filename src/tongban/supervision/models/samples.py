"""Cases drawn by lot to be gone through by hand."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Sample(models.Model):
    """One drawing of concluded cases (抽查), of one department or of all.

    `population` is how many there were to draw from.  The order of the lot is the MD5 of number and
    `seed`, so that anybody can draw the same cases again and see that none was chosen by hand.
    """

    number = models.CharField(max_length=20, unique=True)
    unit = models.CharField(max_length=64, blank=True)
    since = models.DateField()
    until = models.DateField()
    population = models.PositiveIntegerField()
    seed = models.CharField(max_length=32)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["-drawn_at", "id"], name="sample_latest")]

    def __str__(self) -> str:
        return self.number


class SampleCase(models.Model):
    """One case that was drawn, and what was found in it; `aspects` is empty where all was well."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="cases")
    seq = models.PositiveSmallIntegerField()
    case_number = models.CharField(max_length=32)
    aspects = ArrayField(models.CharField(max_length=16), default=list)
    words = models.CharField(max_length=1000, blank=True)
    checked_at = models.DateTimeField(null=True)
    checked_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "seq"], name="samplecase_seq_once"),
            models.UniqueConstraint(fields=["sample", "case_number"], name="samplecase_once"),
        ]
        indexes = [models.Index(fields=["case_number", "id"], name="samplecase_case")]

    def __str__(self) -> str:
        return f"{self.sample_id}/{self.seq}"
