"""Links of letters to findings, which the office cannot read."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Links of letters to findings, which the office cannot read."""

    dependencies = [
        ("review", "0010_acting"),
    ]

    operations = [
        migrations.CreateModel(
            name="SealedLink",
            fields=[
                ("code", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("day", models.DateField()),
                ("ciphertext", models.TextField()),
            ],
            options={"db_table": "sealed_link", "ordering": ["code"]},
        ),
    ]
