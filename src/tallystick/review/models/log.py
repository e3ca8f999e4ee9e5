"""The log, the texts that it names by their hash, and the halves that were handed out."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.db import models

HEX = 64


class LogEntry(models.Model):
    """One entry of the log; triggers refuse every change of it.

    `about` is the pattern of its object, by which the log of one pattern is found.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)
    day = models.DateField(db_index=True)
    actor = models.CharField(max_length=200, db_index=True)
    act = models.CharField(max_length=60, db_index=True)
    object = models.TextField()
    about = models.CharField(max_length=HEX, blank=True, db_index=True)
    body_sha256 = models.CharField(max_length=HEX, null=True)
    prev = models.CharField(max_length=HEX)
    hash = models.CharField(max_length=HEX)

    class Meta:
        db_table = "entry"
        ordering: ClassVar = ["seq"]

    @property
    def held(self) -> dict[str, Any]:
        """The object of the entry."""
        held: dict[str, Any] = json.loads(self.object)
        return held


class Body(models.Model):
    """A free text with its salt, the only place of either; both are gone once it is erased."""

    sha256 = models.CharField(max_length=HEX, primary_key=True)
    salt = models.CharField(max_length=HEX, blank=True)
    text = models.TextField(blank=True)
    erased_seq = models.BigIntegerField(null=True)

    class Meta:
        db_table = "body"


class Half(models.Model):
    """A half of the log that somebody outside holds: the entry that it names, and who has it."""

    id = models.BigIntegerField(primary_key=True)
    seq = models.BigIntegerField()
    hash = models.CharField(max_length=HEX)
    given_to = models.CharField(max_length=200)
    on = models.DateField()
    how = models.CharField(max_length=20)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "half"
        ordering: ClassVar = ["id"]
