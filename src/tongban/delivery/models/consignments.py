"""What goes one way together, and the things in it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.base.fields import EncryptedJSONField, EncryptedTextField
from tongban.delivery.rules import OPEN, Kind, State, Way

_OPEN = Q(state__in=sorted(OPEN))
_KEPT = Q(state__in=[State.READY, State.BOXED])


class Choice(models.Model):
    """How the applicant of a case wants its result, said after he handed the case in."""

    case_number = models.CharField(max_length=32, unique=True)
    way = models.CharField(max_length=12)
    hall = models.CharField(max_length=64, blank=True)
    address = EncryptedJSONField(default=dict)
    chosen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(way__in=list(Way)), name="choice_way_known"),
        ]


class Consignment(models.Model):
    """Things of one applicant that reach him together (出件单).

    `bundle` is the number of the life event (一件事) to which all of it belongs: it waits for the
    members that are still to come, unless the applicant asked for what is there (`asked_early_at`).
    `hall` keeps it; `due_on` is the day by which the law wants it delivered, `keep_until` the last
    day on which the hall keeps what lies ready, `remind_on` the day of the next message.  The
    digest of the code shown by the applicant is kept for some minutes, never the code.
    """

    number = models.CharField(max_length=32, unique=True)
    applicant = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+",
                                  db_index=False)  # fmt: skip
    way = models.CharField(max_length=12)
    hall = models.CharField(max_length=64)
    bundle = models.CharField(max_length=64, blank=True)
    asked_early_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=12, default=State.PREPARING)
    version = models.PositiveIntegerField(default=1)
    address = EncryptedJSONField(default=dict)
    address_digest = models.CharField(max_length=64, blank=True)
    due_on = models.DateField()
    made_at = models.DateTimeField()
    ready_on = models.DateField(null=True)
    keep_until = models.DateField(null=True)
    turns = models.PositiveSmallIntegerField(default=0)
    reminders = models.PositiveSmallIntegerField(default=0)
    remind_on = models.DateField(null=True)
    delivered_at = models.DateTimeField(null=True)
    returned_because = models.CharField(max_length=200, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_expires_at = models.DateTimeField(null=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(State)), name="consignment_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state=State.DELIVERED, delivered_at__isnull=False)
                | ~Q(state=State.DELIVERED) & Q(delivered_at=None),
                name="consignment_delivered_at",
            ),
        ]
        indexes = [
            models.Index(
                fields=["hall", "state", "due_on", "id"], name="consignment_hall", condition=_OPEN
            ),
            models.Index(fields=["applicant", "-made_at", "id"], name="consignment_applicant"),
            models.Index(
                fields=["hall", "-delivered_at", "id"],
                name="consignment_done",
                condition=Q(state=State.DELIVERED),
            ),
            models.Index(fields=["bundle"], name="consignment_bundle", condition=~Q(bundle="")),
            models.Index(fields=["keep_until", "id"], name="consignment_kept", condition=_KEPT),
            models.Index(fields=["remind_on", "id"], name="consignment_remind", condition=_KEPT),
        ]

    def __str__(self) -> str:
        return self.number


class Thing(models.Model):
    """One thing that a case yields or gives back (出件物)."""

    consignment = models.ForeignKey(Consignment, models.PROTECT, related_name="things")
    case_number = models.CharField(max_length=32)
    item_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=200)
    number = models.CharField(max_length=64, blank=True)
    copies = models.PositiveSmallIntegerField(default=1)
    handed = models.ForeignKey(
        "delivery.HandOver", models.PROTECT, null=True, related_name="things", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case_number", "kind", "name", "number"], name="thing_once"
            ),
            models.CheckConstraint(condition=Q(kind__in=list(Kind)), name="thing_kind_known"),
        ]


class HandOver(models.Model):
    """One handing over (领取登记): when, where, to whom, and how he was known."""

    consignment = models.ForeignKey(Consignment, models.PROTECT, related_name="hand_overs")
    at = models.DateTimeField()
    way = models.CharField(max_length=32)
    hall = models.CharField(max_length=64, blank=True)
    checked_by = models.CharField(max_length=12, blank=True)
    received_by = models.CharField(max_length=100)
    relation = models.CharField(max_length=32, blank=True)
    proxy = models.ForeignKey(
        "delivery.Proxy", models.PROTECT, null=True, related_name="hand_overs", db_index=False
    )
    clerk_name = models.CharField(max_length=64, blank=True)
    remark = models.CharField(max_length=200, blank=True)


class Proxy(models.Model):
    """Somebody whom the applicant lets fetch the result of a case (代领人)."""

    case_number = models.CharField(max_length=32)
    name = EncryptedTextField(max_length=50)
    number_type = models.CharField(max_length=8)
    number = EncryptedTextField(max_length=40)
    on_paper = models.BooleanField()
    paper = models.CharField(max_length=64, blank=True)
    authorised_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(on_paper=False) | ~Q(paper=""), name="proxy_paper_kept"
            ),
        ]
        indexes = [
            models.Index(fields=["case_number"], name="proxy_standing",
                         condition=Q(revoked_at=None)),
        ]  # fmt: skip
