"""What was done to a licence after its issue, and what its holder says against it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.base.fields import EncryptedJSONField, EncryptedTextField
from tongban.licences.rules.acts import Step
from tongban.licences.rules.objections import Outcome


class LicenceAct(models.Model):
    """One act upon one licence, in the order of its `place`; the database lets none be changed.

    `effective_on` may lie ahead: then a `WaitingAct` stands beside it until the day has come.
    """

    holder = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+")
    licence = models.ForeignKey("licences.Licence", models.PROTECT, related_name="acts")
    place = models.PositiveSmallIntegerField()
    step = models.CharField(max_length=8)
    reason = models.CharField(max_length=500)
    legal_ground = models.CharField(max_length=500)
    document_number = models.CharField(max_length=100, blank=True)
    document_name = models.CharField(max_length=200, blank=True)
    document_digest = models.CharField(max_length=64, blank=True)
    case_number = models.CharField(max_length=50, blank=True)
    effective_on = models.DateField()
    details = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=12)
    actor_account = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100, blank=True)
    actor_post = models.CharField(max_length=100, blank=True)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["licence", "place"], name="licence_act_place"),
            models.CheckConstraint(condition=Q(step__in=list(Step)), name="licence_act_step_known"),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(legal_ground=""), name="licence_act_grounded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.licence_id}#{self.place} {self.step}"


class WaitingAct(models.Model):
    """An act whose effect day lies ahead; carried out by a sweep, once, or dropped with a reason.

    `wish` holds what a new version is to say: it names people, so it is sealed.
    """

    act = models.OneToOneField(LicenceAct, models.PROTECT, related_name="waiting")
    due_on = models.DateField()
    wish = EncryptedJSONField(null=True)
    done_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(dropped_because="") | Q(done_at__isnull=False),
                name="licence_waiting_dropped_is_done",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], name="licence_waiting_due", condition=Q(done_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act_id} on {self.due_on}"


class Objection(models.Model):
    """What a holder says is wrong on a licence (异议), and what the office answered."""

    licence = models.ForeignKey("licences.Licence", models.PROTECT, related_name="objections")
    issuer = models.ForeignKey("directory.Department", models.PROTECT, related_name="+")
    subject = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+")
    words = EncryptedTextField(max_length=1000)
    made_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, default=Outcome.OPEN)
    answer = EncryptedTextField(max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.BigIntegerField(null=True)
    successor = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["licence", "subject"],
                condition=Q(outcome=Outcome.OPEN),
                name="licence_objection_one_open",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=list(Outcome)), name="licence_objection_outcome_known"
            ),
            models.CheckConstraint(
                condition=Q(outcome=Outcome.OPEN, answered_at__isnull=True)
                | ~Q(outcome=Outcome.OPEN) & Q(answered_at__isnull=False),
                name="licence_objection_answered",
            ),
        ]
        indexes = [
            models.Index(fields=["issuer", "outcome", "made_at", "id"], name="licence_objections"),
        ]

    def __str__(self) -> str:
        return f"objection {self.pk}"
