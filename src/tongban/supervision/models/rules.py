"""Rules of supervision, version by version."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class RuleVersion(models.Model):
    """One version of a rule (监察规则), in force from `starts_on` until the next one begins.

    A draft is not published yet.  Rules that nobody has changed hold as they were shipped, as
    version 0 (`data/rules.yaml`).  A version that is `ended` says that the rule holds no more.
    """

    code = models.CharField(max_length=8)
    light = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=60)
    check_kind = models.CharField(max_length=24)
    basis = models.CharField(max_length=16, blank=True)
    measure = models.CharField(max_length=16, blank=True)
    amount = models.PositiveIntegerField(default=0)
    told = ArrayField(models.CharField(max_length=16))
    answer_days = models.PositiveSmallIntegerField(default=0)
    ended = models.BooleanField(default=False)
    starts_on = models.DateField()
    drafted_at = models.DateTimeField()
    drafted_by = models.BigIntegerField(null=True)
    drafted_name = models.CharField(max_length=64)
    published_at = models.DateTimeField(null=True)
    published_name = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code", "light", "version"], name="rule_version_once"),
            models.UniqueConstraint(
                fields=["code", "light"],
                name="rule_one_draft",
                condition=Q(published_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}/{self.light} {self.version}"
