"""Requests, tasks, documents and releases, and who replied in a room."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Requests, tasks, documents and releases, and who replied in a room."""

    dependencies = [
        ("review", "0005_readings"),
    ]

    operations = [
        migrations.AddField(
            model_name="reply",
            name="given_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="review.person",
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="unit",
            field=models.CharField(blank=True, db_index=True, max_length=300),
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("size", models.BigIntegerField()),
                ("suffix", models.CharField(max_length=10)),
                ("unit", models.CharField(blank=True, max_length=300)),
                ("body_sha256", models.CharField(max_length=64)),
                ("came_with_seq", models.BigIntegerField(null=True)),
                ("created_seq", models.BigIntegerField(unique=True)),
                (
                    "handed_in_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.person",
                    ),
                ),
                (
                    "pattern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="review.pattern",
                    ),
                ),
            ],
            options={
                "db_table": "document",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("to", models.CharField(db_index=True, max_length=300)),
                ("due", models.DateField()),
                ("body_sha256", models.CharField(max_length=64)),
                ("state", models.CharField(db_index=True, default="open", max_length=10)),
                ("ended_seq", models.BigIntegerField(null=True)),
                ("ended_sha256", models.CharField(blank=True, max_length=64)),
                ("created_seq", models.BigIntegerField(unique=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.person",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.person",
                    ),
                ),
                (
                    "pattern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="review.pattern",
                    ),
                ),
            ],
            options={
                "db_table": "request",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("what", models.CharField(max_length=10)),
                ("to", models.CharField(db_index=True, max_length=300)),
                ("second", models.CharField(max_length=10)),
                ("second_seq", models.BigIntegerField(null=True)),
                ("second_said", models.CharField(blank=True, max_length=10)),
                ("second_sha256", models.CharField(blank=True, max_length=64)),
                ("state", models.CharField(db_index=True, max_length=10)),
                ("ended_seq", models.BigIntegerField(null=True)),
                ("ended_sha256", models.CharField(blank=True, max_length=64)),
                ("created_seq", models.BigIntegerField(unique=True)),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="review.document",
                    ),
                ),
                (
                    "pattern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="review.pattern",
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.person",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.person",
                    ),
                ),
                (
                    "sighting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="review.sighting",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="review.request",
                    ),
                ),
            ],
            options={
                "db_table": "release",
                "ordering": ["id"],
            },
        ),
        migrations.AddField(
            model_name="document",
            name="request",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="documents",
                to="review.request",
            ),
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("due", models.DateField()),
                ("body_sha256", models.CharField(max_length=64)),
                ("done_seq", models.BigIntegerField(null=True)),
                ("done_sha256", models.CharField(blank=True, max_length=64)),
                ("created_seq", models.BigIntegerField(unique=True)),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.person",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="review.person",
                    ),
                ),
                (
                    "pattern",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="review.pattern",
                    ),
                ),
            ],
            options={
                "db_table": "task",
                "ordering": ["id"],
            },
        ),
    ]
