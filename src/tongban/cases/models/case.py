"""The case itself (办件)."""

from __future__ import annotations

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Cast

from tongban.base.fields import EncryptedJSONField
from tongban.cases.models.reading import QuicklyRead
from tongban.cases.rules import CLOSED, OPEN, AcceptForm, Light, State

_OPEN = Q(state__in=sorted(OPEN))
_CLOSED = Q(state__in=sorted(CLOSED))
_LIT = ~Q(light=Light.GREEN)
_DRAFT = Q(state=State.DRAFT)
_GAP = Q(gap_due_on__isnull=False)
_BY_AGENT = Q(channel="agent")
_DECIDED = Q(granted__isnull=False)


class CaseQuerySet(models.QuerySet["Case"]):
    """Chainable filters."""

    def submitted(self) -> CaseQuerySet:
        return self.exclude(state=State.DRAFT)

    def drafts(self) -> CaseQuerySet:
        return self.filter(state=State.DRAFT)

    def open(self) -> CaseQuerySet:
        return self.filter(_OPEN)


class Case(QuicklyRead):
    """One application by one subject for one version of one item (办件).

    A draft (暂存) has no number yet.  `next_due_on` is the day on which somebody must have acted,
    whoever it is at the moment; the work lists are ordered by it.  `acts_on` is the day on which
    the calendar does something next; empty until the sweep has found it.  `unit` and `place` are
    the keys of the department that decides and of the hall that takes in.

    `gap_due_on` is the day by which promised materials must have come (容缺受理); `continues` the
    case of the lower office that was referred up (转报); `consent` lets a community worker act in
    it (代办).

    The case of a member of a life event (一件事) belongs to its `bundle`; `agreed_limit` is the
    shorter limit that the offices agreed on there.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True, null=True)
    project_no = models.CharField(max_length=50, unique=True, null=True)
    item_version = models.ForeignKey("items.ItemVersion", models.PROTECT, related_name="+")
    item_key = models.CharField(max_length=64)
    item_name = models.CharField(max_length=200)
    kind = models.CharField(max_length=8)
    process = models.CharField(max_length=32)
    region = models.CharField(max_length=12)
    unit = models.CharField(max_length=64)
    place = models.CharField(max_length=64, blank=True)
    applicant = models.ForeignKey(
        "identity.Subject", models.PROTECT, related_name="+", db_index=False
    )
    agent = models.ForeignKey("identity.Subject", models.PROTECT, null=True, related_name="+")
    opened_by = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=16)
    state = models.CharField(max_length=16, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)

    answers = models.JSONField(default=dict)
    form = EncryptedJSONField(default=dict)
    prefilled = models.JSONField(default=dict)
    face = EncryptedJSONField(default=dict)

    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    receipt_on = models.DateField(null=True)
    answer_due_on = models.DateField(null=True)
    notice_on = models.DateField(null=True)
    correction_due_on = models.DateField(null=True)
    completed_on = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True)
    accepted_on = models.DateField(null=True)
    by_silence = models.BooleanField(default=False)
    due_on = models.DateField(null=True)
    legal_due_on = models.DateField(null=True)
    decided_on = models.DateField(null=True)
    granted = models.BooleanField(null=True)
    deliver_due_on = models.DateField(null=True)
    concluded_at = models.DateTimeField(null=True)
    finish_kind = models.CharField(max_length=2, blank=True)
    finish_reason = models.TextField(blank=True)
    next_due_on = models.DateField(null=True)
    acts_on = models.DateField(null=True)
    clock = models.JSONField(default=dict)
    light = models.CharField(max_length=8, default="green")
    waiting_key = models.CharField(max_length=64, blank=True)
    waiting_title = models.CharField(max_length=64, blank=True)
    waiting_role = models.CharField(max_length=32, blank=True)
    accept_form = models.CharField(max_length=8, default=AcceptForm.NORMAL)
    gap_due_on = models.DateField(null=True)
    continues = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="continued_by", db_index=False
    )
    consent = models.ForeignKey(
        "cases.AgentConsent", models.PROTECT, null=True, related_name="cases", db_index=False
    )
    licence = models.CharField(max_length=200, blank=True)
    bundle = models.ForeignKey(
        "cases.Bundle", models.PROTECT, null=True, related_name="cases", db_index=False
    )
    member = models.CharField(max_length=64, blank=True)
    agreed_limit = models.JSONField(null=True)
    search = SearchVectorField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(State)), name="case_state_known"),
            models.CheckConstraint(
                condition=Q(state=State.DRAFT, number=None, submitted_at=None)
                | ~Q(state=State.DRAFT) & Q(number__isnull=False, submitted_at__isnull=False),
                name="case_numbered_once_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.ACCEPTED, State.EXAMINING])
                | Q(accepted_on__isnull=False, due_on__isnull=False),
                name="case_accepted_has_due_day",
            ),
            models.CheckConstraint(
                condition=~_OPEN | Q(next_due_on__isnull=False), name="case_open_has_next_day"
            ),
            models.CheckConstraint(condition=Q(light__in=list(Light)), name="case_light_known"),
            models.CheckConstraint(
                condition=Q(accept_form__in=list(AcceptForm)), name="case_accept_form_known"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(CLOSED)) | Q(concluded_at__isnull=False),
                name="case_closed_has_end",
            ),
            models.UniqueConstraint(
                fields=["bundle", "member"],
                name="case_member_once",
                condition=Q(bundle__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["applicant", "-changed_at", "id"], name="case_applicant"),
            models.Index(fields=["unit", "next_due_on", "id"], name="case_unit", condition=_OPEN),
            models.Index(fields=["place", "next_due_on", "id"], name="case_place", condition=_OPEN),
            models.Index(
                fields=["unit", "item_key", "next_due_on", "id"],
                name="case_unit_item",
                condition=_OPEN,
            ),
            models.Index(
                fields=["place", "item_key", "next_due_on", "id"],
                name="case_place_item",
                condition=_OPEN,
            ),
            models.Index(fields=["next_due_on", "id"], name="case_next_due", condition=_OPEN),
            models.Index(fields=["state", "next_due_on", "id"], name="case_state", condition=_OPEN),
            models.Index(fields=["acts_on", "id"], name="case_acts_on", condition=_OPEN),
            models.Index(fields=["next_due_on", "id"], name="case_lit", condition=_OPEN & _LIT),
            models.Index(
                fields=["concluded_at", "state"],
                name="case_ended",
                condition=_CLOSED,
            ),
            models.Index(
                fields=["opened_by", "-changed_at", "id"], name="case_draft", condition=_DRAFT
            ),
            models.Index(fields=["gap_due_on", "id"], name="case_gap", condition=_OPEN & _GAP),
            models.Index(
                fields=["opened_by", "-changed_at", "id"], name="case_agent", condition=_BY_AGENT
            ),
            models.Index(
                fields=["continues"], name="case_continues", condition=Q(continues__isnull=False)
            ),
            GinIndex(fields=["search"], name="case_search", condition=_OPEN),
            models.Index(
                F("unit"),
                F("item_key"),
                MD5(Cast("answers", models.TextField())),
                F("decided_on").desc(),
                F("id"),
                name="case_decided_alike",
                condition=_DECIDED,
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"draft {self.pk}"
