"""Units that people said are one, since they were renamed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tallystick.review.models.people import Person

MASK, HEX = 60, 64


class UnitJoin(models.Model):
    """A unit of earlier runs that a person said is one of later runs, both by their masks.

    `ended_seq` is the entry that took it back, None while it stands.
    """

    id = models.BigIntegerField(primary_key=True)
    earlier = models.CharField(max_length=MASK)
    later = models.CharField(max_length=MASK)
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason_sha256 = models.CharField(max_length=HEX)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_seq = models.BigIntegerField(null=True)
    ended_sha256 = models.CharField(max_length=HEX, blank=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "unit_join"
        ordering: ClassVar = ["id"]
