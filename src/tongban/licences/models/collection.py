"""Batches in which departments hand in what their own systems made."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class LicenceBatch(models.Model):
    """One batch (归集批次) and the report about it; a number is used once for each source.

    `findings` name rows and columns, never what stands in them.
    """

    source = models.CharField(max_length=64)
    number = models.CharField(max_length=64)
    unit = models.ForeignKey("directory.Department", models.PROTECT, related_name="+")
    content_digest = models.CharField(max_length=64)
    accepted = models.BooleanField()
    rows = models.PositiveIntegerField()
    created = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    errors = models.PositiveIntegerField(default=0)
    warnings = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=list)
    received_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=12)
    actor_account = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="licence_batch_once"),
            models.CheckConstraint(
                condition=Q(accepted=True, errors=0)
                | Q(accepted=False, created=0, updated=0, unchanged=0, errors__gt=0),
                name="licence_batch_all_or_nothing",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-received_at", "-id"], name="licence_batch_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.source}/{self.number}"
