import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("campaign", "0001_initial"),
        ("donations", "0001_initial"),
        ("funds", "0004_fewer_indexes"),
    ]

    operations = [
        migrations.AlterField(
            model_name="gift",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gifts",
                to="funds.bankaccount",
            ),
        ),
        migrations.AlterField(
            model_name="gift",
            name="campaign",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gifts",
                to="campaign.campaign",
            ),
        ),
        migrations.AlterField(
            model_name="gift",
            name="fund",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="gifts",
                to="funds.fund",
            ),
        ),
    ]
