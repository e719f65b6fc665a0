"""A programme may ask a second factor of the vendor's people who decide."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0003_files_count_for_an_organisation")]

    operations = [
        migrations.AddField(
            model_name="programme",
            name="deciders_need_second_factor",
            field=models.BooleanField(default=False),
        ),
    ]
