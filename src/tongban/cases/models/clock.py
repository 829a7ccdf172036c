"""What held the clock, what moved its days, and what the calendar did."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.cases.models.case import Case


class ClockStop(models.Model):
    """A span in which the clock of the case may be held.

    `ends_by` is the day by which a special procedure is to end: the one announced to the
    applicant, else the last of its own limit.  `capped_on` is that day once the clock of the case
    runs on though the procedure lasts.  `evidence` is the digest of the paper that ended it.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="stops")
    kind = models.CharField(max_length=16)
    from_on = models.DateField()
    until_on = models.DateField(null=True)
    planned_until_on = models.DateField(null=True)
    ends_by = models.DateField(null=True)
    capped_on = models.DateField(null=True)
    name = models.CharField(max_length=64)
    holds = models.BooleanField()
    legal_basis = models.CharField(max_length=200, blank=True)
    reason = models.TextField()
    finding = models.TextField(blank=True)
    evidence = models.CharField(max_length=64, blank=True)
    evidence_name = models.CharField(max_length=200, blank=True)


class CaseExtension(models.Model):
    """A wish to extend the limit (延长期限) and what the head said; granted once at most.

    `decided_at` is empty while nobody has decided.  `asked_by` and `decided_by` are accounts.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="extensions")
    days = models.PositiveSmallIntegerField()
    reason = models.TextField()
    asked_by = models.BigIntegerField(null=True)
    asked_name = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_name = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    approved = models.BooleanField(null=True)
    approval = models.CharField(max_length=64, blank=True)
    words = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                name="caseextension_once",
                condition=Q(approved=True) | Q(decided_at=None),
            ),
            models.CheckConstraint(
                condition=Q(approved=None, decided_at=None)
                | Q(approved__isnull=False, decided_at__isnull=False),
                name="caseextension_decided",
            ),
            models.CheckConstraint(
                condition=~Q(approved=True)
                | Q(asked_by=None)
                | ~Q(asked_by=models.F("decided_by")),
                name="caseextension_two_persons",
            ),
        ]


class Consequence(models.Model):
    """Something that the calendar did to a case: a warning, an escalation, a deemed effect.

    The row is what makes it happen exactly once.  When a changed calendar moves the day afterwards,
    what has happened stays; `moved_to` is the new day, and the row waits for a human until
    `reviewed_at`.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="consequences")
    kind = models.CharField(max_length=96)
    due_on = models.DateField()
    at = models.DateTimeField()
    moved_to = models.DateField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.BigIntegerField(null=True)
    verdict = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "due_on"], name="consequence_once"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="consequence_to_review",
                condition=Q(moved_to__isnull=False, reviewed_at=None),
            ),
        ]


class ClockChange(models.Model):
    """The days of a case before and after they were counted anew; never changed or deleted.

    `before` and `after` hold the days and the whole derivation.  `calendar_change` is the number
    of the change of the calendar that made it necessary, if one did.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="clock_changes")
    at = models.DateTimeField()
    cause = models.CharField(max_length=32)
    calendar_change = models.BigIntegerField(null=True)
    unit = models.CharField(max_length=64)
    moved = models.BooleanField()
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        indexes = [
            models.Index(
                fields=["calendar_change", "unit", "id"],
                name="clockchange_by_calendar",
                condition=Q(calendar_change__isnull=False),
            ),
        ]


class Recount(models.Model):
    """What a change of the calendar meant for the open cases; one row for each change.

    `told_upto` is the last row of the history whose applicant and office were told.
    """

    calendar_change = models.BigIntegerField(unique=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    reached = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    to_review = models.PositiveIntegerField(default=0)
    told_upto = models.BigIntegerField(default=0)
