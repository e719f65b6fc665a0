"""Files remember for which organisation they were uploaded, so that their sizes can be bounded."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    files = apps.get_model("core", "StoredFile").objects.exclude(stored_by=None)
    membership = apps.get_model("people", "Membership").objects.order_by("pk")
    of_the_user = membership.filter(user_id=OuterRef("stored_by_id"))
    files.update(organisation_id=Subquery(of_the_user.values("organisation_id")[:1]))


class Migration(migrations.Migration):
    dependencies = [("core", "0002_append_only"), ("people", "0001_initial")]
    operations = [
        migrations.AddField(
            "storedfile", "organisation_id", models.BigIntegerField(blank=True, null=True)
        ),
        migrations.AddIndex(
            "storedfile", models.Index(fields=["organisation_id", "stored_at"], name="core_stored_organis_7dad5f_idx")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
