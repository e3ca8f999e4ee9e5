"""The lots of each quarter, and what two people read of each pattern that was drawn."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The lots of each quarter, and what two people read of each pattern that was drawn."""

    """The lots of each quarter, and what two people read of each pattern that was drawn."""

    """The lots of each quarter, and what two people read of each pattern that was drawn."""

    dependencies = [
        ("review", "0004_dispositions"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lot",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("quarter", models.DateField(unique=True)),
                ("head_seq", models.BigIntegerField()),
                ("head", models.CharField(max_length=64)),
                ("population", models.IntegerField()),
                ("created_seq", models.BigIntegerField()),
            ],
            options={
                "db_table": "lot",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Drawn",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("place", models.IntegerField()),
                ("created_seq", models.BigIntegerField()),
                (
                    "pattern",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn",
                        to="review.pattern",
                    ),
                ),
                (
                    "sighting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.sighting",
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn",
                        to="review.lot",
                    ),
                ),
            ],
            options={
                "db_table": "drawn",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("blind", models.BooleanField(default=True)),
                ("value", models.CharField(max_length=12)),
                ("cause_id", models.CharField(blank=True, max_length=100)),
                ("seq", models.BigIntegerField()),
                ("created_seq", models.BigIntegerField()),
                (
                    "drawn",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="review.drawn",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="review.person"
                    ),
                ),
            ],
            options={
                "db_table": "reading",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("drawn", "person"), name="one_reading_a_person")
                ],
            },
        ),
    ]
