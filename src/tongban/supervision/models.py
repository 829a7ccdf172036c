"""Warnings."""

from __future__ import annotations

from django.db import models


class CaseWarning(models.Model):
    """One warning (预警) about one case by one rule at one light; raised exactly once."""

    case_number = models.CharField(max_length=32)
    unit = models.CharField(max_length=64)
    rule = models.CharField(max_length=8)
    light = models.CharField(max_length=8)
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case_number", "rule", "light"], name="warning_once"),
        ]
        indexes = [
            models.Index(fields=["-raised_at", "id"], name="warning_latest"),
            models.Index(fields=["unit", "-raised_at", "id"], name="warning_unit"),
        ]
