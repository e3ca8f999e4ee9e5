"""Which entry erased a document."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Which entry erased a document."""

    dependencies = [
        ("review", "0008_audits"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="erased_seq",
            field=models.BigIntegerField(null=True),
        ),
    ]
