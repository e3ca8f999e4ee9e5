"""What two people read twice, each without seeing the other, as a lot of each quarter drew it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tallystick.review.models.people import Person
from tallystick.review.models.runs import Pattern, Sighting

HEX = 64


class Lot(models.Model):
    """The lot of a quarter: of `population` patterns that stood at the head of the log then.

    `quarter` is its first day; `head_seq` and `head` are the newest entry before it, whose hash is
    the seed.
    """

    id = models.BigIntegerField(primary_key=True)
    quarter = models.DateField(unique=True)
    head_seq = models.BigIntegerField()
    head = models.CharField(max_length=HEX)
    population = models.IntegerField()
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "lot"
        ordering: ClassVar = ["id"]


class Drawn(models.Model):
    """A pattern that a lot drew, at its place in the lot, from 1.

    `sighting` is the newest that stood at the head of the log then; both people read that one.
    """

    id = models.BigIntegerField(primary_key=True)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="drawn")
    pattern = models.ForeignKey(Pattern, on_delete=models.PROTECT, related_name="drawn")
    sighting = models.ForeignKey(Sighting, on_delete=models.PROTECT, related_name="+")
    place = models.IntegerField()
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "drawn"
        ordering: ClassVar = ["id"]


class Reading(models.Model):
    """What one person read of a pattern that was drawn; `blind` until the other has finished.

    `value` is one of a disposition; `cause_id` the cause of an explanation, "" for other values.
    """

    id = models.BigIntegerField(primary_key=True)
    drawn = models.ForeignKey(Drawn, on_delete=models.PROTECT, related_name="readings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    blind = models.BooleanField(default=True)
    value = models.CharField(max_length=12)
    cause_id = models.CharField(max_length=100, blank=True)
    seq = models.BigIntegerField()
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "reading"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["drawn", "person"], name="one_reading_a_person")
        ]
