"""What follows a report: rounds of requests in company, and statements of readers."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tallystick.review.models.people import Person
from tallystick.review.models.runs import Pattern

HEX = 64


class Round(models.Model):
    """The requests of a quarter that went to companies of units, by lot or added by somebody.

    `quarter` is its first day; `head_seq` and `head` are the newest entry before it, whose hash
    parts the units; `companies` the places of those that were asked, from 1, and nothing says which
    of them the lot drew.
    """

    id = models.BigIntegerField(primary_key=True)
    quarter = models.DateField(unique=True)
    head_seq = models.BigIntegerField()
    head = models.CharField(max_length=HEX)
    companies = models.JSONField(default=list)
    created_seq = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "round"
        ordering: ClassVar = ["id"]


class Statement(models.Model):
    """What two readers let into the office as a document, and legal where `legal` is ``needed``.

    `released_seq` is the entry that made it a document.
    """

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(Pattern, on_delete=models.PROTECT, related_name="statements")
    sha256 = models.CharField(max_length=HEX)
    legal = models.CharField(max_length=10)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    second_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    legal_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    released_seq = models.BigIntegerField(null=True)
    created_seq = models.BigIntegerField(unique=True)

    class Meta:
        db_table = "statement"
        ordering: ClassVar = ["id"]


class StatementDraft(models.Model):
    """A statement that is not released: in no log, without a day, and gone once it is or is not.

    People by their logins, "" where nobody agreed yet; `pattern` is a fingerprint; `small` says
    that fewer than five could know what the letter says.
    """

    code = models.CharField(max_length=16, primary_key=True)
    text = models.TextField()
    pattern = models.CharField(max_length=HEX)
    small = models.BooleanField()
    written_by = models.CharField(max_length=150)
    second_by = models.CharField(max_length=150, blank=True)
    legal_by = models.CharField(max_length=150, blank=True)

    class Meta:
        db_table = "statement_draft"
        ordering: ClassVar = ["code"]


class SealedLink(models.Model):
    """A link of a letter to a finding, locked to readers' keys, or nothing at all, locked to none.

    In no log; `code` is random, so that the order of rows tells nothing, and nobody's name is kept.
    """

    code = models.CharField(max_length=16, primary_key=True)
    day = models.DateField()
    ciphertext = models.TextField()

    class Meta:
        db_table = "sealed_link"
        ordering: ClassVar = ["code"]
