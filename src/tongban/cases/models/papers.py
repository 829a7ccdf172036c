"""What was said in writing (文书), of a case and of a life event, and with which seal."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.base.fields import EncryptedJSONField
from tongban.cases.models.bundles import Bundle
from tongban.cases.models.case import Case


class FrozenPaper(models.Model):
    """A paper whose facts are frozen; its file is printed once from them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=16)
    title = models.CharField(max_length=64)
    code = models.CharField(max_length=24, unique=True)
    facts = EncryptedJSONField()
    template = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True


class CaseDocument(FrozenPaper):
    """A paper of one case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="documents")
    serial = models.PositiveSmallIntegerField()
    number = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "serial"], name="casedocument_order"),
            models.UniqueConstraint(
                fields=["number"], name="casedocument_number_once", condition=~Q(number="")
            ),
        ]

    @property
    def about(self) -> Case:
        return self.case


class BundlePaper(FrozenPaper):
    """A paper of a life event (一件事) as a whole; it bears no number of its own."""

    number = ""
    bundle = models.ForeignKey(Bundle, models.PROTECT, related_name="papers")

    @property
    def about(self) -> Bundle:
        return self.bundle


class SealedFile(models.Model):
    """The sealed OFD of a paper: `digest` is what the seal of the office signed (SM3, hex)."""

    digest = models.CharField(max_length=64)
    file_digest = models.CharField(max_length=64)
    impression = models.CharField(max_length=64)
    sealed_at = models.DateTimeField()

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["digest"], name="%(class)s_digest")]


class SealedPaper(SealedFile):
    """That of a paper of one case."""

    document = models.OneToOneField(
        CaseDocument, models.CASCADE, primary_key=True, related_name="sealed"
    )


class SealedBundlePaper(SealedFile):
    """That of a paper of a life event as a whole."""

    document = models.OneToOneField(
        BundlePaper, models.CASCADE, primary_key=True, related_name="sealed"
    )
