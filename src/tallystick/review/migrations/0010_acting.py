"""Rounds of requests in company, and statements of readers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Rounds of requests in company, and statements of readers."""

    dependencies = [
        ("review", "0009_erased_documents"),
    ]

    operations = [
        migrations.CreateModel(
            name="Round",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("quarter", models.DateField(unique=True)),
                ("head_seq", models.BigIntegerField()),
                ("head", models.CharField(max_length=64)),
                ("companies", models.JSONField(default=list)),
                ("created_seq", models.BigIntegerField(unique=True)),
            ],
            options={"db_table": "round", "ordering": ["id"]},
        ),
        migrations.AddField(
            model_name="request",
            name="round",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="requests",
                to="review.round",
            ),
        ),
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="review.pattern",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("legal", models.CharField(max_length=10)),
                (
                    "written_by",
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
                    "legal_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.person",
                    ),
                ),
                ("released_seq", models.BigIntegerField(null=True)),
                ("created_seq", models.BigIntegerField(unique=True)),
            ],
            options={"db_table": "statement", "ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="StatementDraft",
            fields=[
                ("code", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("text", models.TextField()),
                ("pattern", models.CharField(max_length=64)),
                ("small", models.BooleanField()),
                ("written_by", models.CharField(max_length=150)),
                ("second_by", models.CharField(blank=True, max_length=150)),
                ("legal_by", models.CharField(blank=True, max_length=150)),
            ],
            options={"db_table": "statement_draft", "ordering": ["code"]},
        ),
    ]
