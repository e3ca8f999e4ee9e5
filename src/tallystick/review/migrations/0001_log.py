"""The log, its texts and its halves, and the triggers that keep it append only."""

from django.db import migrations, models

from tallystick.review.log.triggers import make_triggers


class Migration(migrations.Migration):
    """The log, its texts and its halves, and the triggers that keep it append only."""

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Body",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("salt", models.CharField(blank=True, max_length=64)),
                ("text", models.TextField(blank=True)),
                ("erased_seq", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "body",
            },
        ),
        migrations.CreateModel(
            name="Half",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("seq", models.BigIntegerField()),
                ("hash", models.CharField(max_length=64)),
                ("given_to", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("how", models.CharField(max_length=20)),
                ("created_seq", models.BigIntegerField()),
            ],
            options={
                "db_table": "half",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                ("seq", models.BigIntegerField(primary_key=True, serialize=False)),
                ("at", models.CharField(max_length=32)),
                ("day", models.DateField(db_index=True)),
                ("actor", models.CharField(db_index=True, max_length=200)),
                ("act", models.CharField(db_index=True, max_length=60)),
                ("object", models.TextField()),
                ("about", models.CharField(blank=True, db_index=True, max_length=64)),
                ("body_sha256", models.CharField(max_length=64, null=True)),
                ("prev", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "db_table": "entry",
                "ordering": ["seq"],
            },
        ),
        migrations.RunPython(make_triggers, migrations.RunPython.noop),
    ]
