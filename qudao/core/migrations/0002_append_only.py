"""The database itself refuses to change the audit trail.

On SQLite only updates are refused: emptying a test database deletes rows there, while PostgreSQL
truncates, which fires no row trigger.
"""

from django.db import migrations

TABLES = ("core_auditentry",)

POSTGRESQL = """
CREATE OR REPLACE FUNCTION qudao_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END;
$$ LANGUAGE plpgsql;
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION qudao_append_only();
"""
SQLITE = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
"""


def guard(apps, schema_editor):
    text = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for table in TABLES:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(text.format(table=table))


def unguard(apps, schema_editor):
    on = " ON {table}" if schema_editor.connection.vendor == "postgresql" else ""
    for table in TABLES:
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER {table}_append_only" + on.format(table=table))


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
