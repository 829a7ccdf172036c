"""What is on its way: parcels with a carrier, boxes of a locker."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.delivery.models.consignments import Consignment
from tongban.delivery.rules import UNDERWAY, ParcelState

_ASKED = Q(state__in=sorted({*UNDERWAY, ParcelState.WANTED}))


class Parcel(models.Model):
    """One parcel (T15 物流); `next_try_at` is when its carrier is asked again.

    `reference` stays the same when it is booked again, so that a carrier books it once.
    `unknown` is the last word of the carrier that we do not know; it changed nothing.
    """

    consignment = models.ForeignKey(Consignment, models.PROTECT, related_name="parcels")
    carrier = models.CharField(max_length=32)
    reference = models.CharField(max_length=64, unique=True)
    number = models.CharField(max_length=50, blank=True)
    state = models.CharField(max_length=12, default=ParcelState.WANTED)
    wanted_at = models.DateTimeField()
    sent_by = models.CharField(max_length=100)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.CharField(max_length=50, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)
    unknown = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(ParcelState)), name="parcel_state_known"
            ),
            models.UniqueConstraint(
                fields=["carrier", "number"], name="parcel_number_once", condition=~Q(number="")
            ),
            models.UniqueConstraint(
                fields=["consignment"], name="parcel_under_way_once", condition=_ASKED
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at", "id"], name="parcel_asked", condition=_ASKED),
        ]


class ParcelTrace(models.Model):
    """One line of the carrier's record, as he wrote it."""

    parcel = models.ForeignKey(Parcel, models.PROTECT, related_name="traces")
    at = models.DateTimeField()
    word = models.CharField(max_length=64)
    place = models.CharField(max_length=100, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "at", "word"], name="parceltrace_once"),
        ]


class LockerBox(models.Model):
    """A consignment in one box of a locker, until it is opened or the time is over."""

    consignment = models.ForeignKey(Consignment, models.PROTECT, related_name="boxes")
    hall = models.CharField(max_length=64)
    box = models.PositiveSmallIntegerField()
    put_in_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    emptied_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hall", "box"], name="lockerbox_holds_one", condition=Q(emptied_at=None)
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at", "id"], name="lockerbox_over", condition=Q(emptied_at=None)
            ),
        ]
