"""Lists that departments keep (清单), for indicators of which the platform knows one side only."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.supervision.rules.inventory import Kind

_HOLDS = Q(ended_at=None)


class InventoryLine(models.Model):
    """One line of a list; whoever changes it ends the old line and writes a new one.

    `kind` says what it counts and which columns it fills: of a department (`key` empty) how many
    items it owes (`powers`, `services`) and may lawfully keep off the platform (`excluded`, with
    the `reason`); a business system (`key` is its name) and the `client` by which it is connected;
    an item (`key`) and how many `materials` it asked for before the reform.  `as_of` is the day of
    which the line is true.
    """

    kind = models.CharField(max_length=12)
    unit = models.CharField(max_length=64)
    key = models.CharField(max_length=100, blank=True)
    powers = models.PositiveIntegerField(default=0)
    services = models.PositiveIntegerField(default=0)
    excluded = models.PositiveIntegerField(default=0)
    materials = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=500, blank=True)
    client = models.CharField(max_length=40, blank=True)
    as_of = models.DateField()
    noted_at = models.DateTimeField()
    noted_by = models.CharField(max_length=64)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "unit", "key"], name="inventory_once", condition=_HOLDS
            ),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="inventory_kind_known"),
            models.CheckConstraint(
                condition=Q(excluded__lte=F("powers") + F("services")), name="inventory_excluded"
            ),
        ]
        indexes = [
            models.Index(fields=["kind", "-noted_at", "id"], name="inventory_latest"),
            models.Index(fields=["unit", "kind", "-noted_at", "id"], name="inventory_unit"),
        ]
