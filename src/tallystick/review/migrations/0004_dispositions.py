"""What a disposition needs, referrals, replies, and texts that are erased."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a disposition needs, referrals, replies, and texts that are erased."""

    dependencies = [
        ("review", "0003_decisions"),
    ]

    operations = [
        migrations.RemoveField(
            model_name="disposition",
            name="cause_sha256",
        ),
        migrations.RemoveField(
            model_name="disposition",
            name="document",
        ),
        migrations.AddField(
            model_name="disposition",
            name="ended_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="disposition",
            name="has_document",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="disposition",
            name="on_day",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="disposition",
            name="second",
            field=models.CharField(default="not needed", max_length=10),
        ),
        migrations.AddField(
            model_name="disposition",
            name="second_sha256",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("of_seq", models.BigIntegerField(unique=True)),
                ("asked_seq", models.BigIntegerField()),
                ("agreed_seq", models.BigIntegerField(null=True)),
                ("created_seq", models.BigIntegerField()),
                (
                    "agreed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.person",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="review.person",
                    ),
                ),
            ],
            options={
                "db_table": "erasure",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("sent_on", models.DateField()),
                ("outcome", models.CharField(default="pending", max_length=15)),
                ("outcome_on", models.DateField(null=True)),
                ("outcome_sha256", models.CharField(blank=True, max_length=64)),
                ("created_seq", models.BigIntegerField()),
                (
                    "disposition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referral",
                        to="review.disposition",
                    ),
                ),
            ],
            options={
                "db_table": "referral",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("received_on", models.DateField()),
                ("checked_on", models.DateField(null=True)),
                ("stated", models.CharField(blank=True, max_length=12)),
                ("body_sha256", models.CharField(max_length=64)),
                ("created_seq", models.BigIntegerField()),
                (
                    "sighting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="review.sighting",
                    ),
                ),
            ],
            options={
                "db_table": "reply",
                "ordering": ["id"],
            },
        ),
    ]
