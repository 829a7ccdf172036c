"""Blank paper (空白证照): every sheet, and everything that happened to it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tongban.licences.rules.paper import Move, SheetState


class PaperSheet(models.Model):
    """One numbered blank sheet; its number is unique within the type.

    `place` says who has it: "" is the store of the office, otherwise a window or a room.
    """

    type = models.ForeignKey("licences.LicenceType", models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Department", models.PROTECT, related_name="+")
    serial = models.CharField(max_length=32)
    place = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=8, default=SheetState.BLANK)
    licence = models.ForeignKey(
        "licences.Licence", models.PROTECT, null=True, related_name="sheets"
    )
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["type", "serial"], name="licence_sheet_once"),
            models.CheckConstraint(
                condition=Q(state__in=list(SheetState)), name="licence_sheet_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state=SheetState.BLANK)
                | Q(licence__isnull=True, used_at__isnull=True),
                name="licence_sheet_blank_is_unused",
            ),
            models.CheckConstraint(
                condition=~Q(state=SheetState.USED)
                | Q(licence__isnull=False, used_at__isnull=False),
                name="licence_sheet_used_for_one",
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "type", "place", "serial"],
                name="licence_sheet_blank",
                condition=Q(state=SheetState.BLANK),
            ),
        ]

    def __str__(self) -> str:
        return self.serial


class PaperMovement(models.Model):
    """One movement of one or many sheets in a row; the database lets none be changed.

    `expected` and `found` are there for a stock-taking (盘点) only.
    """

    type = models.ForeignKey("licences.LicenceType", models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Department", models.PROTECT, related_name="+")
    move = models.CharField(max_length=8)
    first = models.CharField(max_length=32, blank=True)
    last = models.CharField(max_length=32, blank=True)
    count = models.PositiveIntegerField()
    place = models.CharField(max_length=60, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    licence = models.ForeignKey(
        "licences.Licence", models.PROTECT, null=True, related_name="paper_movements"
    )
    expected = models.PositiveIntegerField(null=True)
    found = models.PositiveIntegerField(null=True)
    missing = models.JSONField(default=list)
    actor_account = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=100, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(move__in=list(Move)), name="licence_paper_move_known"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-at", "-id"], name="licence_paper_recent"),
            models.Index(fields=["type", "first", "last"], name="licence_paper_range"),
        ]

    def __str__(self) -> str:
        return f"{self.move} {self.first}–{self.last}"
