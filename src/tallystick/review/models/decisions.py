"""What people decided, marked, noted and unmasked."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tallystick.review.models.people import Person
from tallystick.review.models.runs import Pattern, Sighting

HEX = 64


class Disposition(models.Model):
    """One decision on a pattern; `sighting` is what it was decided on.

    `value` is ``open``, ``explained``, ``corrected`` or ``referred``; `state` ``proposed``,
    ``in force``, ``refused`` or ``ended``. `holds_while` may have ``estimate_at_most`` (number),
    ``no_new_officer`` (true) and ``new_cases_at_most`` (share of the cases).
    """

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(Pattern, on_delete=models.PROTECT, related_name="dispositions")
    sighting = models.ForeignKey(Sighting, on_delete=models.PROTECT, null=True)
    value = models.CharField(max_length=12)
    cause_id = models.CharField(max_length=100, blank=True)
    cause_sha256 = models.CharField(max_length=HEX, blank=True)
    document = models.CharField(max_length=HEX, blank=True)
    row_marks = models.JSONField(default=list)
    holds_until_day = models.DateField(null=True)
    holds_while = models.JSONField(default=dict)
    body_sha256 = models.CharField(max_length=HEX, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposed")
    proposed_seq = models.BigIntegerField()
    second_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="seconded"
    )
    second_seq = models.BigIntegerField(null=True)
    second_said = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=10, db_index=True)
    ended_why = models.CharField(max_length=60, blank=True)
    ended_seq = models.BigIntegerField(null=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "disposition"
        ordering: ClassVar = ["id"]


class RowMark(models.Model):
    """What a person says of one record of a case list."""

    id = models.BigIntegerField(primary_key=True)
    sighting = models.ForeignKey(Sighting, on_delete=models.PROTECT, related_name="marks")
    key = models.CharField(max_length=400)
    said = models.CharField(max_length=15)
    by = models.ForeignKey(Person, on_delete=models.PROTECT)
    body_sha256 = models.CharField(max_length=HEX, blank=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "row_mark"
        ordering: ClassVar = ["id"]


class Note(models.Model):
    """A note on a pattern, seen by the office or by legal alone."""

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(Pattern, on_delete=models.PROTECT, related_name="notes")
    by = models.ForeignKey(Person, on_delete=models.PROTECT)
    body_sha256 = models.CharField(max_length=HEX)
    seen_by = models.CharField(max_length=10)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "note"
        ordering: ClassVar = ["id"]


class Unmasking(models.Model):
    """The names of one pattern that a person asked to see, and why."""

    id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT)
    what = models.CharField(max_length=HEX)
    reason_sha256 = models.CharField(max_length=HEX)
    seq = models.BigIntegerField()
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "unmasking"
        ordering: ClassVar = ["id"]
