"""Who looked at whose data."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.access.rules.looks import BasisKind


class DataAccess(models.Model):
    """One look at a subject's data by somebody else; the subject can read it.

    `reader` is the enterprise or person that looked, where no office did; `unit` is the office
    that answers for the look (of older looks, `post` alone says it).  `use` names the use of a
    licence that it belongs to.
    """

    subject = models.ForeignKey(
        "identity.Subject", models.PROTECT, related_name="looks", db_index=False
    )
    account = models.ForeignKey("identity.Account", models.PROTECT, null=True, related_name="looks")
    post = models.CharField(max_length=96, blank=True)
    actor_name = models.CharField(max_length=100)
    reader = models.ForeignKey(
        "identity.Subject", models.PROTECT, null=True, related_name="+", db_index=False
    )
    unit = models.CharField(max_length=64, blank=True)
    purpose = models.CharField(max_length=200)
    basis_kind = models.CharField(max_length=10, default=BasisKind.LAW)
    basis = models.CharField(max_length=200, blank=True)
    consent = models.ForeignKey(
        "access.Consent", models.PROTECT, null=True, related_name="+", db_index=False
    )
    use = models.UUIDField(null=True)
    what = models.JSONField(default=list)
    case_number = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(basis_kind__in=list(BasisKind)), name="access_basis_known"
            ),
            models.CheckConstraint(
                condition=~Q(basis_kind=BasisKind.CONSENT) | Q(consent__isnull=False),
                name="access_consent_named",
            ),
        ]
        indexes = [models.Index(fields=["subject", "-id"], name="access_by_subject")]

    @property
    def answering_unit(self) -> str:
        """The office that answers for the look; "" where none does."""
        return self.unit or self.post.partition("/")[0]
