"""What was promised, permitted, handed over and done for another at the taking in of a case."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q

from tongban.base.fields import EncryptedJSONField, EncryptedTextField
from tongban.cases.models.case import Case
from tongban.cases.models.stored import StoredFile

_STANDS = Q(taken_back_at=None)
_UNCHECKED = Q(kind="promise", due_on__isnull=False, closed_at=None)
_PENDING = Q(used_at=None) & (Q(allowed=None) | Q(allowed=True))


class CasePromise(models.Model):
    """A written promise (承诺书) of the applicant: `gap` to bring materials, `promise` to comply.

    `terms` are the words as they were shown, frozen.  `due_on` is the day by which the materials
    must have come, or by which the office has checked (核查); `correct_by` the last day of an order
    to correct.  `outcome` is `kept` or `broken` once it is known.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="promises")
    kind = models.CharField(max_length=8)
    terms = EncryptedJSONField()
    way = models.CharField(max_length=8)
    signed_by = models.BigIntegerField(null=True)
    signed_by_name = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)
    unit = models.CharField(max_length=64)
    due_on = models.DateField(null=True)
    correct_by = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, blank=True)
    findings = models.TextField(blank=True)
    checked_by_name = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "kind"], name="casepromise_once", condition=_STANDS
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["gap", "promise"]), name="casepromise_kind_known"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_on", "id"], name="casepromise_check",
                         condition=_UNCHECKED),
        ]  # fmt: skip


class BrokenPromise(models.Model):
    """A promise that was not kept: bars its subject from the next one until it is repaired."""

    subject = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+",
                                db_index=False)  # fmt: skip
    case = models.ForeignKey(Case, models.PROTECT, related_name="broken_promises")
    kind = models.CharField(max_length=8)
    reason = models.CharField(max_length=1000)
    entered_at = models.DateTimeField()
    repaired_at = models.DateTimeField(null=True)
    repaired_by_name = models.CharField(max_length=64, blank=True)
    repair = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind"], name="brokenpromise_once"),
        ]
        indexes = [
            models.Index(fields=["subject"], name="brokenpromise_bars",
                         condition=Q(repaired_at=None)),
        ]  # fmt: skip


class PromiseAnswer(models.Model):
    """What the applicant says and shows to an order to correct (责令限期改正), by its day.

    It is his draft until `sent_at`, and stands until the office has judged it.
    """

    promise = models.ForeignKey(CasePromise, models.CASCADE, related_name="answers")
    words = EncryptedTextField(default="")
    sent_at = models.DateTimeField(null=True)
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["promise"], name="promiseanswer_one_open", condition=Q(judged_at=None)
            ),
        ]


class PromiseFile(StoredFile):
    """One file of such an answer."""

    answer = models.ForeignKey(PromiseAnswer, models.CASCADE, related_name="files")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["answer", "digest"], name="promisefile_once"),
        ]


class SecondNotice(models.Model):
    """A second notice (再次告知): asked for, allowed or declined by a supervisor, and used.

    A clerk asks with `plea`, and with the notice as he typed it, in `requests`; where nobody asked
    the supervisor allowed it by himself.  `reason` is what the supervisor said, `allowed` None
    while he has not.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="second_notices")
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(null=True)
    plea = EncryptedTextField(default="")
    requests = EncryptedJSONField(default=list)
    allowed = models.BooleanField(null=True)
    reason = models.CharField(max_length=1000, blank=True)
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    used_by_name = models.CharField(max_length=64, blank=True)
    used_at = models.DateTimeField(null=True)
    keys = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="secondnotice_one_open", condition=_PENDING
            ),
            models.CheckConstraint(
                condition=Q(allowed=None, decided_at=None)
                | Q(allowed__isnull=False, decided_at__isnull=False),
                name="secondnotice_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["-decided_at", "id"], name="secondnotice_latest"),
            models.Index(fields=["id"], name="secondnotice_asked", condition=Q(allowed=None)),
        ]


class FirstContact(models.Model):
    """The first clerk who was asked (首问), who answers for the case until he handed it over."""

    case = models.OneToOneField(Case, models.CASCADE, related_name="first_contact")
    account = models.BigIntegerField(null=True)
    name = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()


class HandOver(models.Model):
    """A case or draft offered by one window to another; it moves when somebody there accepts."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="hand_overs")
    from_account = models.BigIntegerField(null=True)
    from_name = models.CharField(max_length=64, blank=True)
    from_place = models.CharField(max_length=64)
    to_place = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    offered_at = models.DateTimeField()
    accepted_by = models.BigIntegerField(null=True)
    accepted_name = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], name="handover_one_open", condition=Q(closed_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["to_place", "id"], name="handover_offered",
                         condition=Q(closed_at=None)),
        ]  # fmt: skip


class AgentConsent(models.Model):
    """A person lets a community worker (代办员) act for him: for what, how long, and how he agreed.

    Signed on paper at home and scanned (`paper`), or confirmed by the code that was sent to him
    (`code`).  It is in force from `given_at` until `until_on` or `revoked_at`.  `scope` is the key
    of one item, or `all`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subject = models.ForeignKey("identity.Subject", models.PROTECT, related_name="+")
    worker = models.BigIntegerField()
    worker_name = models.CharField(max_length=64)
    unit = models.CharField(max_length=64)
    scope = models.CharField(max_length=64)
    until_on = models.DateField()
    way = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, blank=True)
    code_digest = models.CharField(max_length=64, blank=True)
    code_until = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    asked_at = models.DateTimeField()
    given_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(way="paper") | ~Q(digest=""), name="agentconsent_paper_has_scan"
            ),
        ]
        indexes = [models.Index(fields=["worker", "-asked_at", "id"], name="agentconsent_mine")]
