from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0002_fewer_indexes"),
    ]

    operations = [
        migrations.AddField(
            model_name="pledge",
            name="counts",
            field=models.BooleanField(default=True),
        ),
    ]
