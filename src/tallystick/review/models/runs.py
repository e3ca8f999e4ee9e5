"""Runs, the patterns that persist over them, and what each run says of each pattern."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from tallystick.review.models.people import Person

HEX = 64
SHORT, LONG = 60, 400


class Run(models.Model):
    """A sealed run; its folder is named by its seal."""

    id = models.BigIntegerField(primary_key=True)
    name = models.CharField(max_length=LONG)
    agency = models.CharField(max_length=LONG, blank=True)
    first_day = models.CharField(max_length=10, blank=True)
    last_day = models.CharField(max_length=10, blank=True)
    version = models.CharField(max_length=SHORT)
    started_at = models.CharField(max_length=40)
    alpha = models.FloatField(null=True)
    correction = models.CharField(max_length=SHORT, blank=True)
    records = models.BigIntegerField()
    tests = models.IntegerField()
    found_nothing = models.IntegerField()
    could_not_tell = models.IntegerField()
    manifest_sha256 = models.CharField(max_length=HEX, unique=True)
    imported_by = models.ForeignKey(Person, on_delete=models.PROTECT)
    sealed_seq = models.BigIntegerField(unique=True)
    state = models.CharField(max_length=10, default="sealed")
    withdrawn_seq = models.BigIntegerField(null=True)
    withdrawn_sha256 = models.CharField(max_length=HEX, blank=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "run"
        ordering: ClassVar = ["sealed_seq"]


class OwnPatterns(models.Manager["Pattern"]):
    """Patterns but those that go on as another's, under another name of their unit."""

    def get_queryset(self) -> models.QuerySet[Pattern]:
        """Leave out what was joined to another pattern."""
        return super().get_queryset().filter(joined_to=None)


class Pattern(models.Model):
    """What persists over runs: a check, a subject and an aspect.

    `kind` is ``finding`` once a run that stands found it, else ``lead``. `over` says what the
    newest run makes of it: ``new``, ``still``, ``gone`` or ``unsaid``. `disposition` is the value
    in force, ``open`` where there is none; `opened_seq` the entry by which a person opened a lead
    on an officer, with a reason. `joined_to` is the pattern that goes on with its sightings, since
    people joined their units; `objects` leaves it out then, and `_base_manager` has it.
    """

    id = models.BigIntegerField(primary_key=True)
    code = models.CharField(max_length=16, unique=True)
    fingerprint = models.CharField(max_length=HEX, unique=True)
    check_name = models.CharField(max_length=100, db_column="check", db_index=True)
    subject_kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=LONG)
    aspect = models.TextField()
    masked_subject = models.CharField(max_length=LONG)
    masked_aspect = models.TextField()
    kind = models.CharField(max_length=10, db_index=True)
    over = models.CharField(max_length=10, db_index=True)
    disposition = models.CharField(max_length=12, default="open", db_index=True)
    latest = models.ForeignKey("Sighting", on_delete=models.SET_NULL, null=True, related_name="+")
    opened_seq = models.BigIntegerField(null=True)
    joined_to = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="joined"
    )
    created_seq = models.BigIntegerField()
    objects = OwnPatterns()

    class Meta:
        db_table = "pattern"
        ordering: ClassVar = ["id"]


class Sighting(models.Model):
    """What one run found of a pattern; texts that are shown by default are masked ones."""

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(Pattern, on_delete=models.CASCADE, related_name="sightings")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="sightings")
    number = models.CharField(max_length=SHORT)
    kind = models.CharField(max_length=10)
    verdict = models.CharField(max_length=SHORT)
    title = models.TextField()
    masked_title = models.TextField()
    estimand = models.TextField()
    estimate = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    p = models.FloatField(null=True)
    q = models.FloatField(null=True)
    n = models.BigIntegerField()
    rows = models.BigIntegerField()
    cases_sha256 = models.CharField(max_length=HEX, blank=True)
    part_of = models.CharField(max_length=SHORT, blank=True)
    same_as = models.CharField(max_length=SHORT, blank=True)
    finding_json = models.TextField()
    masked_json = models.TextField()
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "sighting"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pattern", "run"], name="one_sighting_a_run")
        ]


class CaseKey(models.Model):
    """A case on the list of a sighting, or (``officer``) an officer who stands in it."""

    id = models.BigIntegerField(primary_key=True)
    sighting = models.ForeignKey(Sighting, on_delete=models.CASCADE, related_name="keys")
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=LONG)

    class Meta:
        db_table = "case_key"
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["kind", "key"], name="case_key_by_key")]


class Absence(models.Model):
    """Why a run that has no finding of a known pattern has none.

    `why` is ``nothing`` (it could have been found), ``below`` (below the level of a finding),
    ``undecided``, ``too_small`` (less than this run could have seen), ``no_subject`` or
    ``not_run``.
    """

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(Pattern, on_delete=models.CASCADE, related_name="absences")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="absences")
    why = models.CharField(max_length=12)
    masked_reason = models.TextField(blank=True)
    smallest_detectable = models.FloatField(null=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "absence"
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["pattern", "run"], name="one_absence_a_run")
        ]


class Question(models.Model):
    """What a run asks a person to look at again; a run never answers it."""

    id = models.BigIntegerField(primary_key=True)
    pattern = models.ForeignKey(Pattern, on_delete=models.PROTECT, related_name="questions")
    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="questions")
    kind = models.CharField(max_length=20)
    detail = models.JSONField(default=dict)
    asked_seq = models.BigIntegerField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True)
    answer = models.CharField(max_length=10, blank=True)
    answered_seq = models.BigIntegerField(null=True)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "question"
        ordering: ClassVar = ["id"]


class MaskedName(models.Model):
    """The mask of a name, the same in all runs of a case."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=10)
    name = models.TextField()
    mask = models.CharField(max_length=SHORT)
    created_seq = models.BigIntegerField()

    class Meta:
        db_table = "masked_name"
        ordering: ClassVar = ["id"]
