from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("spending", "0002_cash_count")]

    operations = [
        migrations.AlterField(
            model_name="request",
            name="state",
            field=models.CharField(
                choices=[("draft", "draft"), ("recorded", "recorded")], default="draft", max_length=8
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="failed_on",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="order",
            name="failed_code",
            field=models.CharField(blank=True, max_length=4, default=""),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="order",
            constraint=models.CheckConstraint(
                condition=Q(failed_on__isnull=False) | Q(failed_code=""), name="spending_order_failed"
            ),
        ),
    ]
