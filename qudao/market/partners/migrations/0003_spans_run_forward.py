"""A span of days ends no earlier than it begins; the database itself refuses any other.

A row that ran backwards was in force on no day; it ends now on the day of its beginning.
"""

from django.db import migrations, models
from django.db.models import F, Q


def straighten(apps, schema_editor):
    rows = apps.get_model("partners", "PartnerAssignment").objects.filter(until__lt=F("since"))
    rows.update(until=F("since"))
    rows = apps.get_model("partners", "ProductAuthorisation").objects.filter(valid_until__lt=F("valid_from"))
    rows.update(valid_until=F("valid_from"))


class Migration(migrations.Migration):
    dependencies = [("partners", "0002_sound_and_since")]
    operations = [
        migrations.RunPython(straighten, migrations.RunPython.noop),
        migrations.AddConstraint(
            "partnerassignment",
            models.CheckConstraint(
                name="partner_assignment_runs_forward", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ),
        migrations.AddConstraint(
            "productauthorisation",
            models.CheckConstraint(
                name="authorisation_runs_forward", condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from"))
            ),
        ),
    ]
