"""Units that were renamed, and the patterns that go on as another's."""

from django.db import migrations, models
from django.db.models.deletion import PROTECT


class Migration(migrations.Migration):
    """Units that were renamed, and the patterns that go on as another's."""

    dependencies = [
        ("review", "0011_sealed_links"),
    ]

    operations = [
        migrations.CreateModel(
            name="UnitJoin",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("earlier", models.CharField(max_length=60)),
                ("later", models.CharField(max_length=60)),
                (
                    "by",
                    models.ForeignKey(on_delete=PROTECT, related_name="+", to="review.person"),
                ),
                ("reason_sha256", models.CharField(max_length=64)),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True, on_delete=PROTECT, related_name="+", to="review.person"
                    ),
                ),
                ("ended_seq", models.BigIntegerField(null=True)),
                ("ended_sha256", models.CharField(blank=True, max_length=64)),
                ("created_seq", models.BigIntegerField()),
            ],
            options={"db_table": "unit_join", "ordering": ["id"]},
        ),
        migrations.AddField(
            model_name="pattern",
            name="joined_to",
            field=models.ForeignKey(
                null=True, on_delete=PROTECT, related_name="joined", to="review.pattern"
            ),
        ),
    ]
