"""Figures: counters by day, month and now, for items, departments and regions."""

from __future__ import annotations

from django.db import models


class Tally(models.Model):
    """The counters of one scope in one span; kept by differences, never by counting cases.

    `span` is `day`, `month` or `now`; `starts_on` is the first day of it (a fixed day for `now`).
    `scope` is `item` (of the department `key`), `unit` or `region` (with all regions below it).
    Each index begins with what only one of the reads knows, so that every read has one way to go.
    Counters may be negative for a moment in which two jobs have not both finished, never for good.
    """

    span = models.CharField(max_length=8)
    starts_on = models.DateField()
    scope = models.CharField(max_length=8)
    key = models.CharField(max_length=64)
    item = models.CharField(max_length=64, blank=True)
    region = models.CharField(max_length=12, blank=True)

    received = models.BigIntegerField(default=0)
    received_online = models.BigIntegerField(default=0)
    accepted = models.BigIntegerField(default=0)
    corrected = models.BigIntegerField(default=0)
    corrected_again = models.BigIntegerField(default=0)
    ended = models.BigIntegerField(default=0)
    finished = models.BigIntegerField(default=0)
    finished_online = models.BigIntegerField(default=0)
    no_visit = models.BigIntegerField(default=0)
    on_time = models.BigIntegerField(default=0)
    early = models.BigIntegerField(default=0)
    late = models.BigIntegerField(default=0)
    same_day = models.BigIntegerField(default=0)
    promised_days = models.BigIntegerField(default=0)
    actual_days = models.BigIntegerField(default=0)
    returned = models.BigIntegerField(default=0)
    voided = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    withdrawn = models.BigIntegerField(default=0)
    lists_licence = models.BigIntegerField(default=0)
    used_licence = models.BigIntegerField(default=0)
    materials = models.BigIntegerField(default=0)
    materials_free = models.BigIntegerField(default=0)
    stopped = models.BigIntegerField(default=0)
    rated = models.BigIntegerField(default=0)
    satisfied = models.BigIntegerField(default=0)
    cards_blue = models.BigIntegerField(default=0)
    cards_yellow = models.BigIntegerField(default=0)
    cards_red = models.BigIntegerField(default=0)
    far_ahead = models.BigIntegerField(default=0)
    ahead = models.BigIntegerField(default=0)
    on_the_day = models.BigIntegerField(default=0)
    behind = models.BigIntegerField(default=0)
    far_behind = models.BigIntegerField(default=0)
    open = models.BigIntegerField(default=0)
    blue = models.BigIntegerField(default=0)
    yellow = models.BigIntegerField(default=0)
    red = models.BigIntegerField(default=0)
    held = models.BigIntegerField(default=0)
    in_submitted = models.BigIntegerField(default=0)
    in_prechecked = models.BigIntegerField(default=0)
    in_correction = models.BigIntegerField(default=0)
    in_accepted = models.BigIntegerField(default=0)
    in_examining = models.BigIntegerField(default=0)
    in_suspended = models.BigIntegerField(default=0)
    in_granted = models.BigIntegerField(default=0)
    in_denied = models.BigIntegerField(default=0)
    in_making = models.BigIntegerField(default=0)
    in_delivering = models.BigIntegerField(default=0)
    listed = models.BigIntegerField(default=0)
    listed_spot = models.BigIntegerField(default=0)
    listed_one_visit = models.BigIntegerField(default=0)
    listed_no_visit = models.BigIntegerField(default=0)
    listed_visits = models.BigIntegerField(default=0)
    listed_statutory = models.BigIntegerField(default=0)
    listed_promised = models.BigIntegerField(default=0)
    listed_online = models.BigIntegerField(default=0)
    listed_full_online = models.BigIntegerField(default=0)
    listed_due = models.BigIntegerField(default=0, db_default=0)
    listed_before = models.BigIntegerField(default=0, db_default=0)
    listed_after = models.BigIntegerField(default=0, db_default=0)
    listed_used = models.BigIntegerField(default=0, db_default=0)
    listed_rated = models.BigIntegerField(default=0, db_default=0)
    due_items = models.BigIntegerField(default=0, db_default=0)
    systems = models.BigIntegerField(default=0, db_default=0)
    systems_joined = models.BigIntegerField(default=0, db_default=0)
    very_satisfied = models.BigIntegerField(default=0, db_default=0)
    bad = models.BigIntegerField(default=0, db_default=0)
    finished_rated = models.BigIntegerField(default=0, db_default=0)
    bad_due = models.BigIntegerField(default=0, db_default=0)
    bad_fixed = models.BigIntegerField(default=0, db_default=0)
    bad_in_time = models.BigIntegerField(default=0, db_default=0)
    awaited = models.BigIntegerField(default=0, db_default=0)
    accept_days = models.BigIntegerField(default=0, db_default=0)
    accept_0 = models.BigIntegerField(default=0, db_default=0)
    accept_1 = models.BigIntegerField(default=0, db_default=0)
    accept_2 = models.BigIntegerField(default=0, db_default=0)
    accept_5 = models.BigIntegerField(default=0, db_default=0)
    accept_more = models.BigIntegerField(default=0, db_default=0)
    handed = models.BigIntegerField(default=0, db_default=0)
    deliver_days = models.BigIntegerField(default=0, db_default=0)
    deliver_0 = models.BigIntegerField(default=0, db_default=0)
    deliver_1 = models.BigIntegerField(default=0, db_default=0)
    deliver_2 = models.BigIntegerField(default=0, db_default=0)
    deliver_5 = models.BigIntegerField(default=0, db_default=0)
    deliver_more = models.BigIntegerField(default=0, db_default=0)
    counter = models.BigIntegerField(default=0, db_default=0)
    counter_minutes = models.BigIntegerField(default=0, db_default=0)
    bad_handled = models.BigIntegerField(default=0, db_default=0)
    bad_revisited = models.BigIntegerField(default=0, db_default=0)
    bad_content = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["key", "scope", "span", "item", "starts_on"], name="tally_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["region", "scope", "span", "key", "starts_on"], name="tally_region"
            ),
            models.Index(
                fields=["-red", "-yellow", "-open", "key"],
                name="tally_worst",
                condition=models.Q(scope="unit", span="now", open__gt=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key} {self.item} {self.starts_on}"
