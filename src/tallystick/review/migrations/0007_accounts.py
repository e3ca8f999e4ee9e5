"""Who may log in, and how often somebody guessed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who may log in, and how often somebody guessed."""

    dependencies = [
        ("review", "0006_exchange"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attempts",
            fields=[
                ("bucket", models.IntegerField(primary_key=True, serialize=False)),
                ("wrong", models.IntegerField(default=0)),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "db_table": "attempts",
            },
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("invited_seq", models.BigIntegerField()),
                ("closed_seq", models.BigIntegerField(null=True)),
                ("created_seq", models.BigIntegerField()),
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="account",
                        to="review.person",
                    ),
                ),
            ],
            options={
                "db_table": "account",
                "ordering": ["id"],
            },
        ),
    ]
