"""What people decide, mark, note and unmask."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What people decide, mark, note and unmask."""

    dependencies = [
        ("review", "0002_runs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("body_sha256", models.CharField(max_length=64)),
                ("seen_by", models.CharField(max_length=10)),
                ("created_seq", models.BigIntegerField()),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="review.pattern",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="review.person"
                    ),
                ),
            ],
            options={
                "db_table": "note",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RowMark",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=400)),
                ("said", models.CharField(max_length=15)),
                ("body_sha256", models.CharField(blank=True, max_length=64)),
                ("created_seq", models.BigIntegerField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="review.person"
                    ),
                ),
                (
                    "sighting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="review.sighting",
                    ),
                ),
            ],
            options={
                "db_table": "row_mark",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Disposition",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("value", models.CharField(max_length=12)),
                ("cause_id", models.CharField(blank=True, max_length=100)),
                ("cause_sha256", models.CharField(blank=True, max_length=64)),
                ("document", models.CharField(blank=True, max_length=64)),
                ("row_marks", models.JSONField(default=list)),
                ("holds_until_day", models.DateField(null=True)),
                ("holds_while", models.JSONField(default=dict)),
                ("body_sha256", models.CharField(blank=True, max_length=64)),
                ("proposed_seq", models.BigIntegerField()),
                ("second_seq", models.BigIntegerField(null=True)),
                ("second_said", models.CharField(blank=True, max_length=10)),
                ("state", models.CharField(db_index=True, max_length=10)),
                ("ended_why", models.CharField(blank=True, max_length=60)),
                ("ended_seq", models.BigIntegerField(null=True)),
                ("created_seq", models.BigIntegerField()),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="dispositions",
                        to="review.pattern",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposed",
                        to="review.person",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="seconded",
                        to="review.person",
                    ),
                ),
                (
                    "sighting",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="review.sighting"
                    ),
                ),
            ],
            options={
                "db_table": "disposition",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Unmasking",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("what", models.CharField(max_length=64)),
                ("reason_sha256", models.CharField(max_length=64)),
                ("seq", models.BigIntegerField()),
                ("created_seq", models.BigIntegerField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="review.person"
                    ),
                ),
            ],
            options={
                "db_table": "unmasking",
                "ordering": ["id"],
            },
        ),
    ]
