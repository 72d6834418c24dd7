import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0003_line_subject"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bankline",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="funds.bankaccount",
            ),
        ),
        migrations.AlterField(
            model_name="bankline",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parts",
                to="funds.bankline",
            ),
        ),
        migrations.AlterField(
            model_name="bankline",
            name="source",
            field=models.CharField(blank=True, max_length=40),
        ),
    ]
