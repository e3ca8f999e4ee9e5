"""Persons, runs, patterns and what each run says of them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Persons, runs, patterns and what each run says of them."""

    dependencies = [
        ("review", "0001_log"),
    ]

    operations = [
        migrations.CreateModel(
            name="MaskedName",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("name", models.TextField()),
                ("mask", models.CharField(max_length=60)),
                ("created_seq", models.BigIntegerField()),
            ],
            options={
                "db_table": "masked_name",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Pattern",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("code", models.CharField(max_length=16, unique=True)),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("check_name", models.CharField(db_column="check", db_index=True, max_length=100)),
                ("subject_kind", models.CharField(max_length=10)),
                ("subject", models.CharField(max_length=400)),
                ("aspect", models.TextField()),
                ("masked_subject", models.CharField(max_length=400)),
                ("masked_aspect", models.TextField()),
                ("kind", models.CharField(db_index=True, max_length=10)),
                ("over", models.CharField(db_index=True, max_length=10)),
                ("disposition", models.CharField(db_index=True, default="open", max_length=12)),
                ("opened_seq", models.BigIntegerField(null=True)),
                ("created_seq", models.BigIntegerField()),
            ],
            options={
                "db_table": "pattern",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("login", models.CharField(max_length=150, unique=True)),
                ("name", models.CharField(max_length=200)),
                ("roles", models.JSONField(default=list)),
                ("unit_id", models.CharField(blank=True, max_length=200)),
                ("officer_id", models.CharField(blank=True, max_length=200)),
                ("leaves_on", models.DateField(null=True)),
                ("created_seq", models.BigIntegerField()),
            ],
            options={
                "db_table": "person",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Recusal",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("value", models.CharField(max_length=300)),
                ("since", models.DateField()),
                ("reason_sha256", models.CharField(max_length=64)),
                ("created_seq", models.BigIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recusals",
                        to="review.person",
                    ),
                ),
            ],
            options={
                "db_table": "recusal",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=400)),
                ("agency", models.CharField(blank=True, max_length=400)),
                ("first_day", models.CharField(blank=True, max_length=10)),
                ("last_day", models.CharField(blank=True, max_length=10)),
                ("version", models.CharField(max_length=60)),
                ("started_at", models.CharField(max_length=40)),
                ("alpha", models.FloatField(null=True)),
                ("correction", models.CharField(blank=True, max_length=60)),
                ("records", models.BigIntegerField()),
                ("tests", models.IntegerField()),
                ("found_nothing", models.IntegerField()),
                ("could_not_tell", models.IntegerField()),
                ("manifest_sha256", models.CharField(max_length=64, unique=True)),
                ("sealed_seq", models.BigIntegerField(unique=True)),
                ("state", models.CharField(default="sealed", max_length=10)),
                ("withdrawn_seq", models.BigIntegerField(null=True)),
                ("withdrawn_sha256", models.CharField(blank=True, max_length=64)),
                ("created_seq", models.BigIntegerField()),
                (
                    "imported_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="review.person"
                    ),
                ),
            ],
            options={
                "db_table": "run",
                "ordering": ["sealed_seq"],
            },
        ),
        migrations.CreateModel(
            name="Question",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=20)),
                ("detail", models.JSONField(default=dict)),
                ("asked_seq", models.BigIntegerField()),
                ("answer", models.CharField(blank=True, max_length=10)),
                ("answered_seq", models.BigIntegerField(null=True)),
                ("created_seq", models.BigIntegerField()),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="review.person"
                    ),
                ),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="review.pattern",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="review.run",
                    ),
                ),
            ],
            options={
                "db_table": "question",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Sighting",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("number", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=10)),
                ("verdict", models.CharField(max_length=60)),
                ("title", models.TextField()),
                ("masked_title", models.TextField()),
                ("estimand", models.TextField()),
                ("estimate", models.FloatField(null=True)),
                ("low", models.FloatField(null=True)),
                ("high", models.FloatField(null=True)),
                ("p", models.FloatField(null=True)),
                ("q", models.FloatField(null=True)),
                ("n", models.BigIntegerField()),
                ("rows", models.BigIntegerField()),
                ("cases_sha256", models.CharField(blank=True, max_length=64)),
                ("part_of", models.CharField(blank=True, max_length=60)),
                ("same_as", models.CharField(blank=True, max_length=60)),
                ("finding_json", models.TextField()),
                ("masked_json", models.TextField()),
                ("created_seq", models.BigIntegerField()),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sightings",
                        to="review.pattern",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sightings",
                        to="review.run",
                    ),
                ),
            ],
            options={
                "db_table": "sighting",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="pattern",
            name="latest",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="review.sighting",
            ),
        ),
        migrations.CreateModel(
            name="CaseKey",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("key", models.CharField(max_length=400)),
                (
                    "sighting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to="review.sighting",
                    ),
                ),
            ],
            options={
                "db_table": "case_key",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("why", models.CharField(max_length=12)),
                ("masked_reason", models.TextField(blank=True)),
                ("smallest_detectable", models.FloatField(null=True)),
                ("created_seq", models.BigIntegerField()),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="absences",
                        to="review.pattern",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="review.run",
                    ),
                ),
            ],
            options={
                "db_table": "absence",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("pattern", "run"), name="one_absence_a_run")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="sighting",
            constraint=models.UniqueConstraint(
                fields=("pattern", "run"), name="one_sighting_a_run"
            ),
        ),
        migrations.AddIndex(
            model_name="casekey",
            index=models.Index(fields=["kind", "key"], name="case_key_by_key"),
        ),
    ]
