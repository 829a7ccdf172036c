"""Licences that were issued, and who holds them."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Func, Q, Value

from tongban.base.fields import EncryptedJSONField
from tongban.licences.rules.states import Ending, Origin, State, TrustGrade

if TYPE_CHECKING:
    from tongban.licences.rules.metadata import Metadata


_IN_FORCE = [State.VALID, State.SUSPENDED]
_NEXT_PLACE = Func(
    Value("licences_status_place"), function="nextval", output_field=models.BigIntegerField()
)


class Licence(models.Model):
    """One issued version of one licence (电子证照); what was signed never changes.

    `metadata` holds what names nobody; number, holders and face lie sealed in `personal`.  Both
    together, in canonical form, are what the signature covers.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    holder = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+")
    type = models.ForeignKey("licences.LicenceType", models.PROTECT, related_name="+")
    issuer = models.ForeignKey("directory.Department", models.PROTECT, related_name="+")
    region = models.ForeignKey("directory.Region", models.PROTECT, related_name="+")
    identifier = models.CharField(max_length=160, unique=True)
    serial = models.CharField(max_length=64)
    version = models.PositiveSmallIntegerField(default=1)
    number_index = models.BinaryField(max_length=32)
    issued_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    state = models.CharField(max_length=12, default=State.VALID)
    suspended_on = models.DateField(null=True)
    trust_grade = models.CharField(max_length=1, default=TrustGrade.ISSUED)
    metadata = models.JSONField()
    personal = EncryptedJSONField()
    origin = models.CharField(max_length=10, default=Origin.ISSUED)
    source = models.CharField(max_length=64, blank=True)
    document_digest = models.CharField(max_length=64, blank=True)
    file_digest = models.CharField(max_length=64, blank=True)
    impression = models.CharField(max_length=36, blank=True)
    key_id = models.CharField(max_length=64)
    signature = models.BinaryField(max_length=64)
    qr_text = models.CharField(max_length=400, blank=True)
    case_number = models.CharField(max_length=50, blank=True)
    dedupe = models.CharField(max_length=128, unique=True, null=True)
    ended_on = models.DateField(null=True)
    ended_kind = models.CharField(max_length=8, blank=True)
    ended_reason = models.CharField(max_length=500, blank=True)
    legal_ground = models.CharField(max_length=500, blank=True)
    replaced_by = models.CharField(max_length=160, blank=True)
    check_due_on = models.DateField(null=True)
    expiry_told_on = models.DateField(null=True)
    status_place = models.BigIntegerField(unique=True, db_default=_NEXT_PLACE)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["type", "issuer", "number_index", "version"], name="licence_number_once"
            ),
            models.UniqueConstraint(
                fields=["type", "issuer", "number_index"],
                condition=Q(state__in=_IN_FORCE),
                name="licence_one_in_force",
            ),
            models.CheckConstraint(condition=Q(state__in=list(State)), name="licence_state_known"),
            models.CheckConstraint(
                condition=Q(trust_grade__in=list(TrustGrade)), name="licence_grade_known"
            ),
            models.CheckConstraint(
                condition=Q(version__gte=1, version__lte=999), name="licence_version_bounds"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="licence_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(origin__in=list(Origin)), name="licence_origin_known"
            ),
            models.CheckConstraint(
                condition=~Q(origin=Origin.ISSUED)
                | ~Q(document_digest="") & ~Q(file_digest="") & ~Q(qr_text=""),
                name="licence_issued_has_document",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.SUSPENDED) | Q(suspended_on__isnull=False),
                name="licence_suspended_since",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=_IN_FORCE,
                    ended_on__isnull=True,
                    ended_kind="",
                    ended_reason="",
                    replaced_by="",
                )
                | (
                    Q(state=State.ENDED, ended_on__isnull=False, ended_kind__in=list(Ending))
                    & ~Q(ended_reason="")
                    & ~Q(legal_ground="")
                ),
                name="licence_end_complete",
            ),
        ]
        indexes = [
            models.Index(fields=["holder", "type", "-issued_on"], name="licence_by_holder"),
            models.Index(fields=["number_index"], name="licence_by_number"),
            models.Index(
                fields=["case_number"], name="licence_by_case", condition=~Q(case_number="")
            ),
            models.Index(fields=["type", "issuer", "serial", "version"], name="licence_by_serial"),
            models.Index(
                fields=["valid_until", "id"],
                name="licence_expiry_untold",
                condition=Q(expiry_told_on=None, valid_until__isnull=False, state__in=_IN_FORCE),
            ),
            models.Index(
                fields=["status_place"],
                name="licence_not_in_force",
                condition=~Q(state=State.VALID),
            ),
            models.Index(
                fields=["impression"], name="licence_by_impression", condition=~Q(impression="")
            ),
        ]

    def __str__(self) -> str:
        return self.identifier

    @property
    def number(self) -> str:
        """证照编号, as it stands on the face."""
        return str(self.personal["ZZBH"])

    @property
    def holder_names(self) -> tuple[str, ...]:
        return tuple(self.personal["CZZT"])

    @property
    def face(self) -> dict[str, str]:
        """The items of the type (KZ_…) by their short names."""
        return {key: value for key, value in self.personal.items() if key.startswith("KZ_")}

    @property
    def whole_metadata(self) -> Metadata:
        """All metadata, as they were signed."""
        return {**self.metadata, **self.personal}


class LicenceHolder(models.Model):
    """One who holds a licence; the first is also `Licence.holder`."""

    subject = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+")
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="holders")
    place = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject", "licence"], name="licence_holder_once"),
            models.UniqueConstraint(fields=["licence", "place"], name="licence_holder_place"),
        ]
