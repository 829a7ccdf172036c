"""Seals, the versions they were made in, who may use them, and what happened to them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from tongban.seals.rules.pictures import Kind, Shape
from tongban.seals.rules.states import State, Step

if TYPE_CHECKING:
    from datetime import datetime


class Seal(models.Model):
    """One electronic seal (电子印章) of one department, from its application on.

    `code` is ours: six digits of the division and seven of a series; it is the identifier inside
    the structure of the seal.  `filing_number` is what the filing authority (备案机关) gave.
    `picture` is what was applied for; each version keeps its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=13, unique=True)
    unit = models.ForeignKey("directory.Department", models.PROTECT, related_name="+")
    name = models.CharField(max_length=50)
    line = models.CharField(max_length=14, blank=True)
    kind = models.CharField(max_length=8)
    shape = models.CharField(max_length=8, blank=True)
    picture = models.BinaryField()
    width_mm = models.PositiveSmallIntegerField()
    height_mm = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default=State.APPLIED)
    version = models.ForeignKey("seals.SealVersion", models.PROTECT, null=True, related_name="+")
    two_person = models.BooleanField(default=True)
    hourly_limit = models.PositiveIntegerField(null=True)
    applied_by = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField()
    contact = models.CharField(max_length=50)
    filing_number = models.CharField(max_length=32, unique=True, null=True)
    filing_authority = models.CharField(max_length=100, blank=True)
    filed_on = models.DateField(null=True)
    filing_cancelled_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="seal_state_known"),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="seal_kind_known"),
            models.CheckConstraint(condition=Q(shape__in=[*Shape, ""]), name="seal_shape_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[State.MADE, State.FILED, State.ACTIVE, State.SUSPENDED])
                | Q(version__isnull=False),
                name="seal_made_has_version",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.FILED, State.ACTIVE, State.SUSPENDED])
                | Q(filing_number__isnull=False, filed_on__isnull=False),
                name="seal_in_use_is_filed",
            ),
            models.CheckConstraint(
                condition=Q(hourly_limit__isnull=True) | Q(hourly_limit__gte=1),
                name="seal_limit_positive",
            ),
        ]
        indexes = [models.Index(fields=["unit", "code"], name="seal_by_unit")]

    def __str__(self) -> str:
        return f"{self.title} {self.code}"

    @property
    def title(self) -> str:
        """The name with the special-purpose words."""
        return f"{self.name}{self.line}"


class SealVersion(models.Model):
    """One making of a seal: keys, certificates and the signed structure; a trigger keeps it.

    Between the making of its keys and the arrival of its certificates `structure` is null.
    `pages_certificates` (PEM) begins with the certificate for PDF; those of its issuers follow.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    seal = models.ForeignKey(Seal, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    key_id = models.CharField(max_length=64, unique=True)
    pages_key_id = models.CharField(max_length=64, unique=True)
    picture = models.BinaryField()
    width_mm = models.PositiveSmallIntegerField()
    height_mm = models.PositiveSmallIntegerField()
    certificate = models.BinaryField(null=True)
    pages_certificates = models.TextField(blank=True)
    maker_certificate = models.BinaryField(null=True)
    structure = models.BinaryField(null=True)
    valid_from = models.DateTimeField(null=True)
    valid_until = models.DateTimeField(null=True)
    prepared_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seal", "number"], name="seal_version_once"),
            models.CheckConstraint(
                condition=Q(structure__isnull=True, made_at__isnull=True)
                | Q(
                    structure__isnull=False,
                    made_at__isnull=False,
                    certificate__isnull=False,
                    maker_certificate__isnull=False,
                    valid_from__isnull=False,
                    valid_until__gt=F("valid_from"),
                ),
                name="seal_version_complete",
            ),
        ]

    @property
    def is_made(self) -> bool:
        return self.made_at is not None

    def is_over(self, at: datetime) -> bool:
        """Whether its certificate or the seal itself is not valid at a moment."""
        if self.valid_from is None or self.valid_until is None:
            return True
        return not self.valid_from <= at <= self.valid_until


class Authorisation(models.Model):
    """Somebody in a post of the seal's office, or a job, may seal some kinds of documents."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="authorisations")
    account = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="+")
    job = models.CharField(max_length=64, blank=True)
    document_kinds = models.JSONField()
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    given_by = models.BigIntegerField(null=True)
    given_at = models.DateTimeField()
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False, job="") | (Q(account__isnull=True) & ~Q(job="")),
                name="seal_authorised_somebody",
            ),
            models.CheckConstraint(
                condition=Q(until_at__isnull=True) | Q(until_at__gt=F("since_at")),
                name="seal_authorised_span",
            ),
        ]
        indexes = [
            models.Index(
                fields=["job", "seal"], name="seal_by_job", condition=Q(withdrawn_at__isnull=True)
            )
        ]


class SealHistory(models.Model):
    """One step in a seal's life; a trigger refuses to change or delete it."""

    seal = models.ForeignKey(Seal, models.PROTECT, related_name="history")
    step = models.CharField(max_length=12)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    version = models.PositiveSmallIntegerField(null=True)
    valid_until = models.DateTimeField(null=True)
    ground = models.CharField(max_length=500, blank=True)
    document = models.CharField(max_length=100, blank=True)
    account = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=list(Step)), name="seal_step_known"),
            models.CheckConstraint(condition=Q(after__in=list(State)), name="seal_after_known"),
        ]
        indexes = [models.Index(fields=["seal", "id"], name="seal_history_order")]
