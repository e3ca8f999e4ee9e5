"""Who may log in, which the log makes, and how often somebody guessed, which it does not."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tallystick.review.models.people import Person


class Account(models.Model):
    """That a person may log in, until the account is closed.

    Password and second factor lie in the tables of Django and django-otp, under the same login.
    """

    id = models.BigIntegerField(primary_key=True)
    person = models.OneToOneField(Person, on_delete=models.PROTECT, related_name="account")
    invited_seq = models.BigIntegerField()
    closed_seq = models.BigIntegerField(null=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "account"
        ordering: ClassVar = ["id"]


class Attempts(models.Model):
    """Wrong passwords in a row for the logins of one bucket; no login and no address stands here.

    It is no part of the state: the log does not make it.
    """

    bucket = models.IntegerField(primary_key=True)
    wrong = models.IntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        db_table = "attempts"
