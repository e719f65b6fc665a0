from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def name_the_nameless(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """A login that lost its address gets one that no letter reaches."""
    for user in apps.get_model("people", "User")._base_manager.filter(email=""):
        user.email = f"{user.public_id}@unknown.invalid".lower()
        user.save(update_fields=["email"])


class Migration(migrations.Migration):
    dependencies = [("people", "0002_invitations_by_mail")]

    operations = [
        migrations.RunPython(name_the_nameless, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("email", ""), _negated=True), name="user_has_an_address"
            ),
        ),
    ]
