"""Licence types."""

from __future__ import annotations

from django.db import models


class LicenceType(models.Model):
    """One kind of licence (证照类型): who may hold it, what its face shows, how long it lives."""

    key = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=16)
    type_code = models.CharField(max_length=21, unique=True, null=True)
    defining_authority = models.CharField(max_length=200)
    defining_authority_code = models.CharField(max_length=18, blank=True)
    issuing_authority = models.CharField(max_length=200)
    holder_category = models.CharField(max_length=32)
    holder_code_types = models.JSONField()
    validity = models.JSONField()
    fields = models.JSONField()
    number_rule = models.CharField(max_length=300, blank=True)
    number_pattern = models.CharField(max_length=300)
    share_type = models.CharField(max_length=16)
    periodic_check = models.BooleanField()
    paper_counterpart = models.BooleanField()
    position = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.name
