import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0004_fewer_indexes"),
        ("treasury", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="statementline",
            name="line",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="funds.bankline"
            ),
        ),
    ]
