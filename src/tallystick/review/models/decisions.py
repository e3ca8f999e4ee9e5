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
    ``in force``, ``refused`` or ``ended``. `second` says whether a second reader is ``needed``,
    ``not needed`` or ``off``, where one person works alone. `on_day` is when records were corrected
    or a referral was sent. `holds_while` may have ``estimate_at_most`` (number),
    ``no_new_officer`` (true), ``new_cases_at_most`` (share of the cases) and ``gone_from`` (a run
    whose records reach that day shows the correction). `row_marks` are ids of marks that show an
    explanation, `has_document` whether the text names a document.
    """

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(Pattern, on_delete=models.PROTECT, related_name="dispositions")
    sighting = models.ForeignKey(Sighting, on_delete=models.PROTECT, null=True)
    value = models.CharField(max_length=12)
    cause_id = models.CharField(max_length=100, blank=True)
    has_document = models.BooleanField(default=False)
    row_marks = models.JSONField(default=list)
    on_day = models.DateField(null=True)
    holds_until_day = models.DateField(null=True)
    holds_while = models.JSONField(default=dict)
    body_sha256 = models.CharField(max_length=HEX, blank=True)
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="proposed")
    proposed_seq = models.BigIntegerField()
    second = models.CharField(max_length=10, default="not needed")
    second_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="seconded"
    )
    second_seq = models.BigIntegerField(null=True)
    second_said = models.CharField(max_length=10, blank=True)
    second_sha256 = models.CharField(max_length=HEX, blank=True)
    state = models.CharField(max_length=10, db_index=True)
    ended_why = models.CharField(max_length=60, blank=True)
    ended_seq = models.BigIntegerField(null=True)
    ended_sha256 = models.CharField(max_length=HEX, blank=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "disposition"
        ordering: ClassVar = ["id"]


class Referral(models.Model):
    """What became of a referral; the body that has it and what was sent are in the text.

    `outcome` is ``pending``, ``sustained``, ``not sustained``, ``exonerated``, ``unfounded`` or
    ``other``.
    """

    id = models.BigIntegerField(primary_key=True)
    disposition = models.OneToOneField(
        Disposition, on_delete=models.PROTECT, related_name="referral"
    )
    sent_on = models.DateField()
    outcome = models.CharField(max_length=15, default="pending")
    outcome_on = models.DateField(null=True)
    outcome_sha256 = models.CharField(max_length=HEX, blank=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "referral"
        ordering: ClassVar = ["id"]


class Reply(models.Model):
    """What was replied to a finding; it changes no decision.

    `unit` is the mask of the unit whose person replied in its room, ``given_by``; both are empty
    where it was read from a file of replies.
    """

    id = models.BigIntegerField(primary_key=True)
    sighting = models.ForeignKey(Sighting, on_delete=models.PROTECT, related_name="replies")
    received_on = models.DateField()
    checked_on = models.DateField(null=True)
    stated = models.CharField(max_length=12, blank=True)
    unit = models.CharField(max_length=300, blank=True, db_index=True)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    body_sha256 = models.CharField(max_length=HEX)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "reply"
        ordering: ClassVar = ["id"]


class Erasure(models.Model):
    """The text of entry `of_seq` that one person asked to erase, and another agreed to."""

    id = models.BigIntegerField(primary_key=True)
    of_seq = models.BigIntegerField(unique=True)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    asked_seq = models.BigIntegerField()
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_seq = models.BigIntegerField(null=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "erasure"
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
