"""Audits that were started from a page, and how each ended."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tallystick.review.models.people import Person
from tallystick.review.models.runs import HEX, Run


class Audit(models.Model):
    """An audit of an engagement file, from the entry that asked for it on (`created_seq`).

    The name of the file and what the program said are texts of their entries. `state` is ``asked``,
    ``at work``, ``stopping`` or ``ended``; then `how` is ``finished``, ``failed``, ``stopped`` or
    ``broken``, and `why` a word for a failure.
    """

    id = models.BigIntegerField(primary_key=True)
    engagement_sha256 = models.CharField(max_length=HEX)
    name_sha256 = models.CharField(max_length=HEX, blank=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    state = models.CharField(max_length=10, db_index=True)
    begun_seq = models.BigIntegerField(null=True)
    ended_seq = models.BigIntegerField(null=True)
    how = models.CharField(max_length=10, blank=True)
    why = models.CharField(max_length=20, blank=True)
    said_sha256 = models.CharField(max_length=HEX, blank=True)
    run = models.ForeignKey(Run, on_delete=models.PROTECT, null=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "audit"
        ordering: ClassVar = ["id"]
