"""Who works on the case, and on what they must not decide."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Person(models.Model):
    """Somebody who acts; `login` is how the log names them, as ``person:login``."""

    id = models.BigIntegerField(primary_key=True)
    login = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=200)
    roles = models.JSONField(default=list)
    unit_id = models.CharField(max_length=200, blank=True)
    officer_id = models.CharField(max_length=200, blank=True)
    leaves_on = models.DateField(null=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "person"
        ordering: ClassVar = ["id"]


class Recusal(models.Model):
    """A unit, an officer or a finding on which a person must not decide.

    `value` is the mask of a unit or an officer, or the fingerprint of a pattern.
    """

    id = models.BigIntegerField(primary_key=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="recusals")
    kind = models.CharField(max_length=10)
    value = models.CharField(max_length=300)
    since = models.DateField()
    reason_sha256 = models.CharField(max_length=64)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "recusal"
        ordering: ClassVar = ["id"]
