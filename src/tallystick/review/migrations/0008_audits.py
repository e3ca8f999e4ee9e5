"""Audits that were started from a page."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Audits that were started from a page."""

    dependencies = [
        ("review", "0007_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Audit",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("engagement_sha256", models.CharField(max_length=64)),
                ("name_sha256", models.CharField(blank=True, max_length=64)),
                ("state", models.CharField(db_index=True, max_length=10)),
                ("begun_seq", models.BigIntegerField(null=True)),
                ("ended_seq", models.BigIntegerField(null=True)),
                ("how", models.CharField(blank=True, max_length=10)),
                ("why", models.CharField(blank=True, max_length=20)),
                ("said_sha256", models.CharField(blank=True, max_length=64)),
                ("created_seq", models.BigIntegerField()),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="review.person"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="review.run"
                    ),
                ),
            ],
            options={
                "db_table": "audit",
                "ordering": ["id"],
            },
        ),
    ]
