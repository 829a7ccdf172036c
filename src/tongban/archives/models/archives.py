"""Packages, what was found in them, lists that were approved, cases that were restored."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.archives.rules import Kept, ListKind, ListState, Period, Stage
from tongban.base.fields import EncryptedJSONField

_WAITING = Q(built_at=None)
_HELD = Q(kept=Kept.HELD)


class Wish(models.Model):
    """A case that has ended and whose package is still to be made, or was."""

    case_number = models.CharField(max_length=32, unique=True)
    wanted_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    last_error = models.CharField(max_length=200, blank=True)
    built_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="wish_due", condition=_WAITING),
        ]


class Archive(models.Model):
    """One case as a record unit (件); the row stays when the package is gone.

    Or a whole life event (一件事) around its cases: these are `within` it.  `keep_until` is the
    last day of its period, None for ever.  `digest` is the SM3 of the package.
    """

    number = models.CharField(max_length=64, unique=True)
    case_number = models.CharField(max_length=32, unique=True)
    unit = models.CharField(max_length=64)
    region = models.CharField(max_length=12)
    item_key = models.CharField(max_length=64)
    item_name = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    ended_on = models.DateField()
    finish_kind = models.CharField(max_length=2)
    period = models.CharField(max_length=8)
    keep_until = models.DateField(null=True)
    digest = models.CharField(max_length=64)
    size = models.BigIntegerField()
    files = models.PositiveIntegerField()
    made_at = models.DateTimeField()
    kept = models.CharField(max_length=12, default=Kept.HELD)
    receipt = models.CharField(max_length=64, blank=True)
    within = models.ForeignKey("self", models.PROTECT, null=True, related_name="inner")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kept__in=list(Kept)), name="archive_kept_known"),
            models.CheckConstraint(
                condition=Q(period__in=list(Period)), name="archive_period_known"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-made_at", "id"], name="archive_unit"),
            models.Index(fields=["-made_at", "id"], name="archive_newest"),
            models.Index(fields=["unit", "keep_until", "id"], name="archive_over",
                         condition=_HELD & Q(keep_until__isnull=False)),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.number


class Check(models.Model):
    """One run of the four checks, with everything that was looked at."""

    archive = models.ForeignKey(Archive, models.PROTECT, related_name="checks")
    stage = models.CharField(max_length=8)
    at = models.DateTimeField()
    by_name = models.CharField(max_length=64)
    ok = models.BooleanField()
    findings = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=list(Stage)), name="check_stage_known"),
        ]


class ArchiveList(models.Model):
    """Archives to hand over or to destroy, proposed by one and decided by another."""

    number = models.CharField(max_length=32, unique=True)
    kind = models.CharField(max_length=12)
    unit = models.CharField(max_length=64)
    state = models.CharField(max_length=12, default=ListState.PROPOSED)
    reason = models.CharField(max_length=500)
    proposed_by = models.BigIntegerField()
    proposed_by_name = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by_name = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    words = models.CharField(max_length=500, blank=True)
    receipt = models.CharField(max_length=64, blank=True)
    archives = models.ManyToManyField(Archive, related_name="lists")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=list(ListKind)), name="list_kind_known"),
            models.CheckConstraint(condition=Q(state__in=list(ListState)), name="list_state_known"),
        ]
        indexes = [
            models.Index(fields=["unit", "-proposed_at", "id"], name="archivelist_unit"),
        ]


class RestoredCase(models.Model):
    """What a package says of its case, read again; only to be looked at.

    A case that came out of the package of a life event (一件事) is `within` it.
    """

    case_number = models.CharField(max_length=32, unique=True)
    unit = models.CharField(max_length=64)
    item_name = models.CharField(max_length=200)
    facts = EncryptedJSONField()
    papers = models.JSONField()
    package_digest = models.CharField(max_length=64)
    restored_at = models.DateTimeField()
    restored_by_name = models.CharField(max_length=64)
    within = models.ForeignKey("self", models.PROTECT, null=True, related_name="inner")
