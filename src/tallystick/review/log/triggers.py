"""Triggers that keep the log append only, in SQLite and in PostgreSQL."""

from __future__ import annotations

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from tallystick.seal import GENESIS

REFUSED = "the log is append only"
OUT_OF_LINE = "an entry follows the last one"
FOLLOWS = f"""NEW.seq <> COALESCE((SELECT MAX(seq) FROM entry), 0) + 1
    OR NEW.prev <> COALESCE((SELECT hash FROM entry WHERE seq = NEW.seq - 1), '{GENESIS}')"""  # noqa: S608
# An INSERT OR REPLACE would delete without a trigger; it is refused as one out of line.
REFUSE = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
SQLITE = (
    f"CREATE TRIGGER entry_update BEFORE UPDATE ON entry {REFUSE}",
    f"CREATE TRIGGER entry_delete BEFORE DELETE ON entry {REFUSE}",
    f"CREATE TRIGGER entry_insert BEFORE INSERT ON entry WHEN {FOLLOWS} "
    f"BEGIN SELECT RAISE(ABORT, '{OUT_OF_LINE}'); END",
)
BROKEN = "USING ERRCODE = 'integrity_constraint_violation'"
POSTGRESQL = (
    f"""CREATE FUNCTION entry_refused() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSED}' {BROKEN}; END $$""",
    f"""CREATE FUNCTION entry_follows() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN IF {FOLLOWS} THEN RAISE EXCEPTION '{OUT_OF_LINE}' {BROKEN}; END IF;
    RETURN NEW; END $$""",
    """CREATE TRIGGER entry_change BEFORE UPDATE OR DELETE ON entry
    FOR EACH ROW EXECUTE FUNCTION entry_refused()""",
    """CREATE TRIGGER entry_truncate BEFORE TRUNCATE ON entry
    FOR EACH STATEMENT EXECUTE FUNCTION entry_refused()""",
    """CREATE TRIGGER entry_insert BEFORE INSERT ON entry
    FOR EACH ROW EXECUTE FUNCTION entry_follows()""",
)


def make_triggers(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the triggers of the database at hand."""
    own = POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE
    for statement in own:
        schema_editor.execute(statement)
