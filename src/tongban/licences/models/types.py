"""Licence types and their versions."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from tongban.licences.rules.types.versions import BEGINNING, VersionState


class LicenceType(models.Model):
    """One kind of licence (证照类型): who may hold it, what its face shows, how long it lives.

    The columns say what the version in force says, so that nobody has to look it up; they follow
    the versions by themselves (`services.types`).  `version` 0 means that none was published yet.
    """

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=16)
    type_code = models.CharField(max_length=21, unique=True, null=True)
    defining_authority = models.CharField(max_length=200)
    defining_authority_code = models.CharField(max_length=18, blank=True)
    defining_level = models.CharField(max_length=8, default="国家级")
    issuing_authority = models.CharField(max_length=200)
    issuing_bodies = models.JSONField(default=list)
    related_items = models.JSONField(default=list)
    holder_category = models.CharField(max_length=32)
    holder_code_types = models.JSONField()
    validity = models.JSONField()
    fields = models.JSONField()
    number_rule = models.CharField(max_length=300, blank=True)
    number_pattern = models.CharField(max_length=300)
    share_type = models.CharField(max_length=16)
    periodic_check = models.BooleanField()
    periodic_months = models.PositiveSmallIntegerField(default=0)
    paper_counterpart = models.BooleanField()
    layout = models.JSONField(default=dict)
    position = models.PositiveIntegerField()
    version = models.PositiveSmallIntegerField(default=1)
    starts_on = models.DateField(default=BEGINNING)
    ends_on = models.DateField(null=True)
    changes_on = models.DateField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["changes_on"], name="type_change_due", condition=Q(changes_on__isnull=False)
            ),
            models.Index(fields=["position", "key"], name="type_in_order"),
        ]

    def __str__(self) -> str:
        return self.name


class LicenceTypeVersion(models.Model):
    """One dated version of a type; once published, it says the same for ever."""

    type = models.ForeignKey(LicenceType, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=16, default=VersionState.DRAFT)
    definition = models.JSONField()
    note = models.CharField(max_length=500, blank=True)
    source = models.CharField(max_length=8, default="desk")
    revision = models.PositiveIntegerField(default=1)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    drafted_by = models.BigIntegerField(null=True)
    drafted_by_name = models.CharField(max_length=100, blank=True)
    drafted_at = models.DateTimeField()
    published_by_name = models.CharField(max_length=100, blank=True)
    published_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "number"], name="type_version_once"),
            models.UniqueConstraint(
                fields=["type"], condition=Q(state=VersionState.DRAFT), name="type_one_draft"
            ),
            models.CheckConstraint(
                condition=Q(state__in=list(VersionState)), name="type_version_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT)
                | Q(starts_on__isnull=False, published_at__isnull=False),
                name="type_version_published_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=VersionState.RETIRED)
                | (Q(ends_on__gt=F("starts_on")) & ~Q(ended_reason="")),
                name="type_version_retired_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type_id} v{self.number}"
