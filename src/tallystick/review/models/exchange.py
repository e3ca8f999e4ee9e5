"""What passes between the office and the units: requests, tasks, documents and releases."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tallystick.review.models.acting import Round
from tallystick.review.models.people import Person
from tallystick.review.models.runs import Pattern, Sighting

HEX, ADDRESSEE = 64, 300


class Request(models.Model):
    """Records or an answer that a unit is asked for, or the agency; its text says what.

    `to` is the mask of a unit, or ``agency``; `state` ``open``, ``answered`` or ``closed``, where
    the office needs it no longer. The unit sees it once it is released. `round` is set where
    several units were asked alike.
    """

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(
        Pattern, on_delete=models.PROTECT, null=True, related_name="requests"
    )
    to = models.CharField(max_length=ADDRESSEE, db_index=True)
    due = models.DateField()
    body_sha256 = models.CharField(max_length=HEX)
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, default="open", db_index=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_seq = models.BigIntegerField(null=True)
    ended_sha256 = models.CharField(max_length=HEX, blank=True)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, null=True, related_name="requests")
    created_seq = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "request"
        ordering: ClassVar = ["id"]


class Task(models.Model):
    """What a colleague is asked to do until a day; its text says what."""

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(Pattern, on_delete=models.PROTECT, null=True, related_name="tasks")
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="tasks")
    due = models.DateField()
    body_sha256 = models.CharField(max_length=HEX)
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    done_seq = models.BigIntegerField(null=True)
    done_sha256 = models.CharField(max_length=HEX, blank=True)
    created_seq = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "task"
        ordering: ClassVar = ["id"]


class Document(models.Model):
    """A file in ``CASE/documents``, under its SHA-256; its name is its text.

    It is of a pattern or of a request. `unit` is the mask of the unit that handed it in, or
    ``agency``, and "" where the office did; `came_with_seq` the reply or the answer with which it
    came. `erased_seq` is the entry that erased it: then neither the file nor its name is kept.
    """

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(
        Pattern, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, null=True, related_name="documents"
    )
    sha256 = models.CharField(max_length=HEX, db_index=True)
    size = models.BigIntegerField()
    suffix = models.CharField(max_length=10)
    unit = models.CharField(max_length=ADDRESSEE, blank=True)
    handed_in_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    body_sha256 = models.CharField(max_length=HEX)
    came_with_seq = models.BigIntegerField(null=True)
    erased_seq = models.BigIntegerField(null=True)
    created_seq = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "document"
        ordering: ClassVar = ["id"]


class Release(models.Model):
    """A finding, a request or a document that a unit may see.

    `what` is ``finding``, ``request`` or ``document``; a finding is released as one run told it,
    `sighting`. `pattern` is the finding, or that of the request or document. `state` is
    ``proposed``, ``in force``, ``refused`` or ``ended``; `second` as in a disposition.
    """

    id = models.BigIntegerField(primary_key=True)
    what = models.CharField(max_length=10)
    to = models.CharField(max_length=ADDRESSEE, db_index=True)
    pattern = models.ForeignKey(
        Pattern, on_delete=models.PROTECT, null=True, related_name="releases"
    )
    sighting = models.ForeignKey(
        Sighting, on_delete=models.PROTECT, null=True, related_name="releases"
    )
    request = models.ForeignKey(
        Request, on_delete=models.PROTECT, null=True, related_name="releases"
    )
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="releases"
    )
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second = models.CharField(max_length=10)
    second_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    second_seq = models.BigIntegerField(null=True)
    second_said = models.CharField(max_length=10, blank=True)
    second_sha256 = models.CharField(max_length=HEX, blank=True)
    state = models.CharField(max_length=10, db_index=True)
    ended_seq = models.BigIntegerField(null=True)
    ended_sha256 = models.CharField(max_length=HEX, blank=True)
    created_seq = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "release"
        ordering: ClassVar = ["id"]
