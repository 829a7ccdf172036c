"""A life event (一件事) as somebody applied for it: its members, its one form, its one set."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.base.fields import EncryptedJSONField
from tongban.cases.models.stored import StoredFile
from tongban.cases.rules.bundles import BundleState, MemberState


class Bundle(models.Model):
    """One application for a life event (一件事): the parent of the cases of its members.

    A draft has no number yet.  `item_versions` names the version of every item the event may
    contain, so that a member that starts later starts under what was promised.  `promised_on`
    is the one day by which everything is done, `derivation` says how it was found.  `made` is the
    enterprise that a member brought into being: the members behind it are its own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True, null=True)
    event_version = models.ForeignKey("items.LifeEventVersion", models.PROTECT, related_name="+")
    event_key = models.CharField(max_length=64)
    event_name = models.CharField(max_length=200)
    item_versions = models.JSONField()
    region = models.CharField(max_length=12)
    unit = models.CharField(max_length=64)
    place = models.CharField(max_length=64, blank=True)
    applicant = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+")
    agent = models.ForeignKey("identity.Subject", models.PROTECT, null=True, related_name="+")
    made = models.ForeignKey(
        "identity.Subject", models.PROTECT, null=True, related_name="+", db_index=False
    )
    opened_by = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default=BundleState.DRAFT)
    version = models.PositiveIntegerField(default=1)

    answers = models.JSONField(default=dict)
    form = EncryptedJSONField(default=dict)
    prefilled = models.JSONField(default=dict)

    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    gap_promised_at = models.DateTimeField(null=True)
    noticed_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    promised_on = models.DateField(null=True)
    derivation = models.JSONField(default=list)
    concluded_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(BundleState)), name="bundle_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=BundleState.DRAFT, number=None, submitted_at=None)
                | ~Q(state=BundleState.DRAFT) & Q(number__isnull=False, submitted_at__isnull=False),
                name="bundle_numbered_once_submitted",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(promised_on__isnull=False),
                name="bundle_accepted_has_day",
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-changed_at", "id"], name="bundle_applicant"),
            models.Index(fields=["made"], name="bundle_made", condition=Q(made__isnull=False)),
            models.Index(
                fields=["place", "-submitted_at", "id"],
                name="bundle_place",
                condition=Q(state=BundleState.RUNNING),
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"


class BundleMember(models.Model):
    """One item of the thing: planned, begun as a case of its own, finished or not.

    A member that the platform finishes by itself (`by_itself`) never has a case; `finding` is what
    it found.  `hindrance` says why a member that could begin has not.
    """

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="members")
    key = models.CharField(max_length=64)
    seq = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    unit = models.CharField(max_length=64)
    waits_for = models.JSONField(default=list)
    by_itself = models.BooleanField(default=False)
    state = models.CharField(max_length=16, default=MemberState.PLANNED)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    finding = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    hindrance = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "key"], name="bundlemember_once"),
            models.CheckConstraint(
                condition=Q(state__in=list(MemberState)), name="bundlemember_state_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="bundlemember_hindered",
                condition=Q(state=MemberState.PLANNED) & ~Q(hindrance=""),
            ),
        ]  # fmt: skip


class BundleMaterial(models.Model):
    """One material of the thing, handed in and looked at once for all members that use it.

    `used_by` pairs each member with its own key of the material.  `fed_by` is the member whose
    result it is: nobody brings it.
    """

    bundle = models.ForeignKey(Bundle, models.CASCADE, related_name="materials")
    key = models.CharField(max_length=64)
    seq = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=300)
    need = models.CharField(max_length=8)
    obtain = models.CharField(max_length=16)
    used_by = models.JSONField()
    fed_by = models.CharField(max_length=64, blank=True)
    source = models.CharField(max_length=16, blank=True)
    trust = models.CharField(max_length=1, blank=True)
    licence = models.CharField(max_length=200, blank=True)
    licence_title = models.CharField(max_length=200, blank=True)
    licence_issuer = models.CharField(max_length=200, blank=True)
    brought_on = models.DateField(null=True)
    verdict = models.CharField(max_length=8, blank=True)
    remark = models.CharField(max_length=500, blank=True)
    asked = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bundle", "key"], name="bundlematerial_once"),
        ]


class BundleFile(StoredFile):
    """One file that was handed in as (part of) a material of the thing."""

    material = models.ForeignKey(BundleMaterial, models.CASCADE, related_name="files")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["material", "digest"], name="bundlefile_once"),
        ]
