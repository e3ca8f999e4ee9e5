"""Roles of PostgreSQL: the owner changes tables, the office works in them, a backup reads them.

The log is append only by its triggers; a role that owns the tables could remove those, so that of
the office does not own them. What it may do is granted anew after each change of the tables.
"""

from __future__ import annotations

from django.db import connection, transaction

from tallystick.review.case_folder import CaseError
from tallystick.review.database import URL_VARIABLE, is_on_server

COMMAND = "tallystick review migrate CASE"
GRANTS = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    # A table of a session could stand before the log in what a trigger reads.
    "REVOKE TEMPORARY ON DATABASE {database} FROM PUBLIC",
    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {office}, {backup}",
    "GRANT USAGE ON SCHEMA public TO {office}, {backup}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {office}, {backup}",
    "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {office}, {backup}",
    "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {office}",
    "GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {office}",
    "REVOKE UPDATE, DELETE ON entry, body FROM {office}",
    # A text is erased, and its row stays.
    "GRANT UPDATE (text, salt, erased_seq) ON body TO {office}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {office}",
)


def grant(office: str, backup: str) -> None:
    """Let one role work in the tables without changing the log, and another only read them.

    The role of DATABASE_URL owns the tables. Raises CaseError where that is not so, where a role is
    missing, or where it could change the log all the same.
    """
    if not is_on_server():
        raise CaseError(f"{URL_VARIABLE}: not in the environment; only PostgreSQL has roles")
    if not owns_log():
        raise CaseError(
            f"{URL_VARIABLE}: its role does not own the tables; give the address of their owner"
        )
    for role in (office, backup):
        _refuse_unfit(role)
    quoted = connection.ops.quote_name
    names = {
        "office": quoted(office),
        "backup": quoted(backup),
        "database": quoted(str(connection.settings_dict["NAME"])),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in GRANTS:
            cursor.execute(statement.format(**names))


def owns_log() -> bool:
    """Whether the role that is connected could remove the triggers of the log."""
    return bool(_asked("SELECT pg_has_role(current_user, tableowner, 'MEMBER') FROM pg_tables "
                       "WHERE schemaname = 'public' AND tablename = 'entry'"))  # fmt: skip


def refuse_other_role() -> None:
    """Raise CaseError where tables are to be changed by a role that may not make one."""
    if _asked("SELECT has_schema_privilege(current_user, 'public', 'CREATE')"):
        return
    raise CaseError(
        f"{URL_VARIABLE}: the tables are of an earlier version or not made yet, and its role may "
        f"not change them; run, with the address of their owner: {COMMAND}"
    )


def _refuse_unfit(role: str) -> None:
    could = _asked("SELECT pg_has_role(rolname, current_user, 'MEMBER') FROM pg_roles "
                   "WHERE rolname = %s", role)  # fmt: skip
    if could is None:
        raise CaseError(f"{role}: no role of this server; make the roles of deploy/ first")
    if could:
        raise CaseError(
            f"{role}: owns the tables, or may act as who does, so that it could change the log; "
            "give another role"
        )


def _asked(statement: str, *values: str) -> bool | None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
    return None if row is None else bool(row[0])
