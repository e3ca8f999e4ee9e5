"""Three roles on a real PostgreSQL server, made by deploy/tallystick-roles.sql and the command.

The office works in its tables and cannot change the log; the owner alone changes tables.
"""

from pathlib import Path
from types import SimpleNamespace

import pytest
from exchanges import OWN, add_document, file_of, mask_of, release
from made_runs import Made, make_run
from office_command import run
from opened_case import ACTOR, point_to
from people_at_work import PEOPLE, add, browser_of, explained
from postgres_server import started, used, why_not
from test_dispositions import pattern_of
from two_runs import NEW, RUNS, STILL

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())
ROLES = Path(__file__).parents[2] / "deploy/tallystick-roles.sql"
OWNER, OFFICE, BACKUP = "tallystick_owner", "tallystick", "tallystick_backup"
REFUSED = (
    "UPDATE entry SET actor = 'nobody' WHERE seq = 2",
    "DELETE FROM entry WHERE seq = 3",
    "TRUNCATE entry",
    "TRUNCATE entry CASCADE",
    "ALTER TABLE entry DISABLE TRIGGER ALL",
    "ALTER TABLE entry DISABLE TRIGGER entry_change",
    "ALTER TABLE entry ADD COLUMN more text",
    "ALTER TABLE entry OWNER TO tallystick",
    "ALTER TABLE entry RENAME TO log",
    "DROP TRIGGER entry_change ON entry",
    "DROP TABLE entry CASCADE",
    "CREATE RULE quiet AS ON INSERT TO entry DO INSTEAD NOTHING",
    "CREATE TRIGGER more BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_follows()",
    "CREATE OR REPLACE FUNCTION entry_refused() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RETURN NEW; END $$",
    "ALTER FUNCTION entry_refused() RENAME TO entry_allowed",
    "DROP FUNCTION entry_refused() CASCADE",
    "CREATE TABLE more (seq int)",
    "CREATE TEMP TABLE entry (seq bigint, hash text)",
    "CREATE SCHEMA more",
    "SET session_replication_role = replica",
    "SET ROLE tallystick_owner",
    "DELETE FROM body",
    "UPDATE body SET sha256 = 'x'",
    "TRUNCATE body",
    "INSERT INTO django_migrations (app, name, applied) VALUES ('review', 'x', now())",
    "COPY entry FROM PROGRAM 'true'",
)  # fmt: skip
OUT_OF_LINE = ("INSERT INTO entry SELECT seq + 2, at, day, actor, act, object, about, body_sha256, "
               "hash, hash FROM entry WHERE seq = 3")  # fmt: skip


@pytest.fixture(scope="module")
def server():
    with started("postgres") as server:
        told = "".join(each for each in ROLES.read_text("utf-8").splitlines(keepends=True)
                       if not each.startswith("--"))  # fmt: skip
        for statement in told.split(";"):
            if statement.strip():
                database = "tallystick" if "ON DATABASE" in statement else "postgres"
                server.say(database, statement)
        yield server


@pytest.fixture(scope="module")
def made(django_ready, server, tmp_path_factory):
    """A case whose owner made the tables by the command, with two runs of the office."""
    from tallystick.review.case_folder import open_case
    from tallystick.review.decisions.people import who_works_alone
    from tallystick.review.office import bring_up_to_date
    from tallystick.review.runs.importing import import_run

    folder = tmp_path_factory.mktemp("roles")
    url = {role: server.url("tallystick", role) for role in (OWNER, OFFICE, BACKUP)}
    early = run("review", "account", folder / "CASE", "ana", "--host", "review.example.org",
                DATABASE_URL=url[OFFICE])  # fmt: skip
    assert early.returncode == 2, early.stdout
    assert "run, with the address of their owner: tallystick review migrate CASE" in early.stderr
    # As a database has it that was made otherwise, or by a server before 15.
    server.say("tallystick", "GRANT TEMPORARY ON DATABASE tallystick TO PUBLIC")
    server.say("tallystick", "GRANT CREATE ON SCHEMA public TO PUBLIC")
    told = run("review", "migrate", folder / "CASE", DATABASE_URL=url[OWNER])
    assert told.returncode == 0, told.stderr
    assert told.stdout == (
        "tallystick works in the tables and cannot change the log; tallystick_backup reads them.\n"
    )
    case = open_case(folder / "CASE")
    point_to(case)
    with pytest.MonkeyPatch.context() as patch, used(url[OFFICE]):
        patch.setenv("DATABASE_URL", url[OFFICE])
        bring_up_to_date(case)
        who_works_alone()
        for place, (each, about) in enumerate(RUNS, 1):
            import_run(ACTOR, make_run(folder / f"run{place}", *each, **about))
        for login, roles in PEOPLE.items():
            add(login, roles)
    return SimpleNamespace(case=case, url=url, server=server)


@pytest.fixture
def office(made, monkeypatch):
    """The case, open under the role of the office."""
    monkeypatch.setenv("DATABASE_URL", made.url[OFFICE])
    point_to(made.case)
    with used(made.url[OFFICE]):
        yield made.case


@pytest.mark.parametrize("statement", REFUSED, ids=lambda each: each[:40])
def test_the_office_is_refused_whatever_would_change_the_log(office, statement):
    from django.db import ProgrammingError, connection

    from tallystick.review.models import LogEntry

    before = list(LogEntry.objects.values_list())
    assert connection.settings_dict["USER"] == OFFICE
    refused = r"permission denied|must be owner|must be superuser"
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match=refused):
        cursor.execute(statement)
    assert list(LogEntry.objects.values_list()) == before


def test_the_office_gives_itself_no_right(office):
    from django.db import ProgrammingError, connection

    with connection.cursor() as cursor:
        # PostgreSQL warns that nothing was granted, and goes on.
        cursor.execute("GRANT UPDATE ON entry TO tallystick")
        with pytest.raises(ProgrammingError, match="permission denied"):
            cursor.execute(REFUSED[0])


def test_an_entry_out_of_line_is_refused_as_before(office):
    from django.db import IntegrityError, connection

    with connection.cursor() as cursor, pytest.raises(IntegrityError, match="follows the last"):
        cursor.execute(OUT_OF_LINE)


def test_every_page_and_form_works_under_it(office, made):
    """No address meets a right that is missing, by who may everything and by others."""
    from test_may import pages

    asked = 0
    for login in ("me", "aud", "see"):
        browser = browser_of(login)
        for address, _, _ in pages():
            if not address.startswith("/enter/"):
                for method in (browser.get, browser.post):
                    assert method(address).status_code < 500, (login, address)
                    asked += 1
    assert asked > 300
    assert denied(made.server) == []


def denied(server):
    """What the server refused for want of a right, but by the statements of these tests."""
    lines = (server.folder / "log").read_text("utf-8").splitlines()
    told = [lines[at + 1] for at, line in enumerate(lines) if "ERROR:  permission denied" in line]
    return [each for each in told if not any(one[:40] in each for one in REFUSED)]


def test_decisions_erasures_accounts_and_runs_go_through_under_it(office, made, tmp_path):
    from logged_in import accounts_on, enrolled, log_in, totp_now
    from soft_key import SoftKey
    from test_passkeys import ORIGIN, options_in

    from tallystick.review.bundle.export import export
    from tallystick.review.log.verification import verify_case
    from tallystick.review.models import LogEntry, Run
    from tallystick.review.runs.importing import import_run

    everybody_else()
    pattern, ana, leg = pattern_of(STILL), browser_of("ana"), browser_of("leg")
    ana.post(f"/findings/{pattern.code}/propose", explained(pattern))
    proposed = LogEntry.objects.get(act="disposition.propose")
    document = add_document(pattern)
    seq = release(pattern, mask_of(OWN))
    form = {"text": "See it", "documents": file_of(b"%PDF-of the unit", "own.pdf")}
    assert browser_of("uno").post(f"/room/findings/{seq}/reply", form).status_code == 302
    for erased in (proposed.seq, document):
        leg.post(f"/log/{erased}/erase", {"reason": "Order 5"})
        answer = browser_of("lex").post(f"/log/{erased}/erase", {"agree": "yes"})
        assert answer.status_code == 302
    # A lead on an officer that nobody opened goes with the next run, and a run is withdrawn.
    later = make_run(tmp_path / "later", Made("Division 9"), NEW, name="2025",
                     last_day="2025-12-31")  # fmt: skip
    import_run(ACTOR, later)
    last = Run.objects.order_by("id").last()
    browser_of("rev").post(f"/runs/{last.id}/withdraw", {"reason": "Wrong export"})
    with accounts_on():
        client, device, printed = enrolled("adm")
        assert client.get("/people").status_code == 200
        asked = options_in(client.post("/account/passkey", {"code": totp_now(device)}))
        told = {"credential": SoftKey(ORIGIN).made(asked), "name": "Key"}
        assert client.post("/account/passkey/add", told).status_code == 302
        other, _ = log_in("adm")
        assert other.post("/log-in/second", {"code": printed[0]}).status_code == 302
        assert [log_in("adm", "wrong")[1].status_code for _ in range(6)] == [400] * 5 + [429]
        client.post("/log-out")
    export(ACTOR, tmp_path / "bundle.zip", "The court asked")
    verdict = verify_case(office, replayed=True)
    assert verdict.differences == ()
    assert "documents compared with the log: 1; erased by an entry: 1" in verdict.shown
    assert denied(made.server) == []


def everybody_else():
    from tallystick.review.models import Person

    for login in ("ana", "rev", "leg"):
        assert Person.objects.filter(login=login).exists()
    add("uno", ("auditee",), unit=OWN)
    add("lex", ("legal",))


def test_tables_of_an_earlier_version_are_left_to_their_owner(office, made):
    from tallystick.review.case_folder import CaseError
    from tallystick.review.office import bring_up_to_date

    newest = made.server.say(
        "tallystick", "SELECT max(name) FROM django_migrations WHERE app = 'review'"
    )[0][0]
    made.server.say(
        "tallystick", f"UPDATE django_migrations SET app = 'later' WHERE name = '{newest}'"
    )
    try:
        with pytest.raises(CaseError, match="with the address of their owner: tallystick review"):
            bring_up_to_date(office)
    finally:
        made.server.say(
            "tallystick", f"UPDATE django_migrations SET app = 'review' WHERE name = '{newest}'"
        )
    bring_up_to_date(office)


def test_a_backup_is_made_and_verified_by_the_role_that_only_reads(office, made, tmp_path):
    import psycopg
    from django.db import connections

    connections.close_all()
    told = run("review", "backup", office.folder, tmp_path / "OUT", DATABASE_URL=made.url[BACKUP])
    assert told.returncode == 0, told.stderr
    assert "tables made anew from the log and compared" in told.stdout
    for statement in ("UPDATE person SET name = 'x'", "DELETE FROM half", "TRUNCATE task",
                      "INSERT INTO body (sha256, salt, text) VALUES ('x', '', '')"):  # fmt: skip
        with (
            psycopg.connect(made.url[BACKUP]) as connection,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            connection.execute(statement)


def test_the_command_refuses_roles_that_could_change_the_log_all_the_same(made, tmp_path):
    for role in ("careless", "chief"):
        made.server.say("postgres", f"CREATE ROLE {role} LOGIN")
    made.server.say("postgres", "GRANT tallystick_owner TO careless")
    made.server.say("postgres", "ALTER ROLE chief SUPERUSER")
    for who, office, why in (
        (OWNER, "nobody_here", "nobody_here: no role of this server"),
        (OWNER, "careless", "careless: owns the tables, or may act as who does"),
        (OWNER, "chief", "chief: owns the tables, or may act as who does"),
        (OWNER, OWNER, "tallystick_owner: owns the tables"),
        (OFFICE, OFFICE, "its role does not own the tables"),
    ):
        told = run("review", "migrate", tmp_path / "CASE", "--office", office,
                   DATABASE_URL=made.url[who])  # fmt: skip
        assert told.returncode == 2, told.stdout
        assert why in " ".join(told.stderr.split())
    told = run("review", "migrate", tmp_path / "OTHER")
    assert told.returncode == 2
    assert "only PostgreSQL has roles" in told.stderr
