"""A span of days ends no earlier than it begins; the database itself refuses any other.

A row that ran backwards was in force on no day; it ends now on the day of its beginning.
"""

from django.db import migrations, models
from django.db.models import F, Q


def straighten(apps, schema_editor):
    rows = apps.get_model("customers", "AccountAssignment").objects.filter(until__lt=F("since"))
    rows.update(until=F("since"))


class Migration(migrations.Migration):
    dependencies = [("customers", "0003_customers_by_place")]
    operations = [
        migrations.RunPython(straighten, migrations.RunPython.noop),
        migrations.AddConstraint(
            "accountassignment",
            models.CheckConstraint(
                name="account_assignment_runs_forward", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ),
    ]
