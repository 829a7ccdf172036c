"""What was done, and what was said in writing."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.base.fields import EncryptedJSONField
from tongban.cases.models.case import Case


class CaseStep(models.Model):
    """One step that was taken, in the order in which they were taken."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="steps")
    step = models.CharField(max_length=24)
    at = models.DateTimeField()
    before = models.CharField(max_length=16)
    after = models.CharField(max_length=16)
    actor_kind = models.CharField(max_length=16)
    actor_name = models.CharField(max_length=64, blank=True)
    actor_post = models.CharField(max_length=96, blank=True)
    task = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "id"], name="casestep_order"),
            models.Index(fields=["at"], name="casestep_day"),
        ]


class CaseDocument(models.Model):
    """A paper (文书) of the case; its facts are frozen, its file is printed once from them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    serial = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=64)
    number = models.CharField(max_length=64, blank=True)
    code = models.CharField(max_length=24, unique=True)
    facts = EncryptedJSONField()
    template = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "serial"], name="casedocument_order"),
            models.UniqueConstraint(
                fields=["number"], name="casedocument_number_once", condition=~Q(number="")
            ),
        ]


class SealedPaper(models.Model):
    """The sealed OFD of a paper: `digest` is what the seal of the office signed (SM3, hex)."""

    document = models.OneToOneField(
        CaseDocument, models.CASCADE, primary_key=True, related_name="sealed"
    )
    digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64)
    impression = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()
