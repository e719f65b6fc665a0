from django.db import migrations, models

from qudao.market.partners.sound import sound_of

MOVED = 'partners.moved'


def fill(apps, schema_editor):
    """Partners that are there already: the sound of the name, and since when they are what they are."""
    partners = apps.get_model('partners', 'Partner')._base_manager
    entries = apps.get_model('core', 'AuditEntry')._base_manager
    moves = entries.filter(verb=MOVED, subject_kind='partner').order_by('at')
    moved = dict(moves.values_list('subject_id', 'at'))  # the latest of each stands last
    for pk, public_id, name, created_at in list(
        partners.values_list('pk', 'public_id', 'name_zh', 'created_at')
    ):
        since = moved.get(public_id, created_at)
        partners.filter(pk=pk).update(sound=sound_of(name), lifecycle_since=since)


class Migration(migrations.Migration):

    dependencies = [
        ('core', '0002_append_only'),
        ('partners', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='partner',
            name='lifecycle_since',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='partner',
            name='sound',
            field=models.CharField(blank=True, max_length=1000),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
