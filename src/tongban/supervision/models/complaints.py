"""Questions and complaints about cases."""

from __future__ import annotations

from django.db import models

from tongban.base.fields import EncryptedTextField


class Complaint(models.Model):
    """A question or complaint (咨询投诉) about a case, from its arrival to its answer.

    `about` names the member of staff complained of, who does not answer it himself.  `put_off` is
    the reason why the day was put off, once.
    """

    serial = models.CharField(max_length=20, unique=True)
    case_number = models.CharField(max_length=32)
    unit = models.CharField(max_length=64)
    item_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=16)
    source = models.CharField(max_length=16)
    words = EncryptedTextField(default="")
    about = models.CharField(max_length=64, blank=True)
    received_on = models.DateField()
    answer_due_on = models.DateField()
    put_off = models.CharField(max_length=1000, blank=True)
    answer = EncryptedTextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.CharField(max_length=64, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.CharField(max_length=64)

    class Meta:
        indexes = [
            models.Index(fields=["-registered_at", "id"], name="complaint_latest"),
            models.Index(fields=["unit", "-registered_at", "id"], name="complaint_unit"),
            models.Index(fields=["case_number", "id"], name="complaint_case"),
        ]

    def __str__(self) -> str:
        return self.serial
