"""Rows of the money are added and never changed: the database refuses it too, whoever asks.

Only changes are refused. Rows that are gone show in numbers that are missing, and tables must be possible to empty when a copy is put back.
"""

from django.db import migrations

TABLES = ('economics_parameter', 'economics_yearamount', 'economics_posting')
WORDS = 'a row of the money is never changed'


def stand(apps, schema_editor):
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute(
            'CREATE FUNCTION economics_stands() RETURNS trigger LANGUAGE plpgsql AS '
            f"$$ BEGIN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
        )
        for table in TABLES:
            schema_editor.execute(
                f'CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION economics_stands()'
            )
    else:
        for table in TABLES:
            schema_editor.execute(
                f"CREATE TRIGGER {table}_stands BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
            )


def release(apps, schema_editor):
    for table in TABLES:
        on_table = f' ON {table}' if schema_editor.connection.vendor == 'postgresql' else ''
        schema_editor.execute(f'DROP TRIGGER {table}_stands{on_table}')
    if schema_editor.connection.vendor == 'postgresql':
        schema_editor.execute('DROP FUNCTION economics_stands()')


class Migration(migrations.Migration):

    dependencies = [
        ('economics', '0002_ledger'),
    ]

    operations = [
        migrations.RunPython(stand, release),
    ]
