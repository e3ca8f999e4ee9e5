"""The office on a real PostgreSQL server: the log append only, chain whole, replay equal."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from made_runs import Made, changed, make_run
from on_server import case_on_server, copy_on_server
from opened_case import ACTOR
from people_at_work import add, browser_of, explained, referred
from postgres_server import started, used, why_not
from renamed_units import NEW, imported, joined, patterns, seen, separated, tables
from test_office_faults import one_of_two_is_told
from two_runs import STILL

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())
GIVEN = {"seq": 1, "hash": "0" * 64, "how": "printed"}


@pytest.fixture(scope="module")
def server():
    with started() as server:
        yield server


@pytest.fixture(scope="module")
def two_runs_on_server(django_ready, server, tmp_path_factory):
    return case_on_server(server, tmp_path_factory.mktemp("on_server"))


@pytest.fixture
def office_on_server(two_runs_on_server, server, tmp_path):
    """A copy of that case and of its database, open."""
    with copy_on_server(server, *two_runs_on_server, tmp_path / "CASE") as case:
        yield case


def test_decisions_erasures_and_bundles_replay_to_equal_tables(office_on_server, tmp_path):
    from django.db import connection

    from tallystick.review.bundle.export import export
    from tallystick.review.log.verification import verify_case
    from tallystick.review.models import LogEntry, Pattern
    from tallystick.seal import verify_bundle

    assert connection.vendor == "postgresql"
    add("rev", ("reviewer",))
    add("leg", ("legal",))
    me, rev, leg = browser_of("me"), browser_of("rev"), browser_of("leg")
    still = Pattern.objects.get(subject=STILL.subject)
    me.post(f"/findings/{still.code}/propose", explained(still))
    assert rev.get(f"/findings/{still.code}/second").status_code == 200
    rev.post(f"/findings/{still.code}/seen")
    of = still.dispositions.get().proposed_seq
    rev.post(f"/findings/{still.code}/agree", {"of": of, "choice": "agrees"})
    still.refresh_from_db()
    assert still.disposition == "explained"
    other = Pattern.objects.exclude(pk=still.pk).filter(kind="finding").first()
    rev.post(f"/findings/{other.code}/refer", referred(other))
    me.post(f"/findings/{other.code}/unmask", {"reason": "To ask for the file"})
    seq = LogEntry.objects.get(act="disposition.propose", about=still.fingerprint).seq
    leg.post(f"/log/{seq}/erase", {"reason": "Order 5"})
    me.post(f"/log/{seq}/erase", {"agree": "yes"})
    for address in ("/", "/findings", f"/findings/{still.code}", "/checks", "/runs/1", "/log",
                    "/people", f"/findings/{still.code}/records"):  # fmt: skip
        assert me.get(address).status_code == 200, address
    export(ACTOR, tmp_path / "bundle.zip")
    assert verify_bundle(tmp_path / "bundle.zip", None, check_signature=False).differences == ()
    verdict = verify_case(office_on_server, replayed=True)
    assert verdict.differences == ()
    assert verdict.shown[-1].startswith("tables made anew from the log and compared")


def test_a_unit_that_was_renamed_goes_on_and_apart_on_the_server(office_on_server, tmp_path):
    from tallystick.review.log.replay import differences

    imported(tmp_path, changed(STILL, subject=NEW), name="three")
    before = tables()
    of = joined(STILL.subject, NEW)
    assert [each for _, each in seen(patterns(STILL)[STILL.subject])] == [STILL.subject] * 2 + [NEW]
    assert differences() == []
    separated(of)
    assert tables() == before
    assert differences() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET actor = 'nobody' WHERE seq = 2",
        "UPDATE entry SET about = 'x'",
        "DELETE FROM entry WHERE seq = 3",
        "TRUNCATE entry",
        "TRUNCATE entry CASCADE",
        "INSERT INTO entry SELECT seq + 2, at, day, actor, act, object, about, body_sha256, "
        "hash, hash FROM entry WHERE seq = 3",
        "INSERT INTO entry SELECT seq + 1, at, day, actor, act, object, about, body_sha256, "
        "prev, hash FROM entry WHERE seq = 3",
        "INSERT INTO entry SELECT * FROM entry WHERE seq = 2 ON CONFLICT (seq) DO UPDATE "
        "SET actor = 'nobody'",
    ],
    ids=lambda statement: statement[:24],
)
def test_the_server_itself_refuses_every_other_change(office_on_server, statement):
    from django.db import IntegrityError, connection

    from tallystick.review.models import LogEntry

    before = list(LogEntry.objects.values_list())
    refused = pytest.raises(IntegrityError, match=r"append only|follows the last")
    with connection.cursor() as cursor, refused:
        cursor.execute(statement)
    assert list(LogEntry.objects.values_list()) == before


def test_a_run_with_a_name_that_is_too_long_is_refused_and_leaves_nothing(
    office_on_server, tmp_path
):
    from tallystick.review.models import LogEntry
    from tallystick.review.runs.copying import RunRefusedError
    from tallystick.review.runs.importing import import_run

    before = LogEntry.objects.count(), sorted((office_on_server.folder / "runs").iterdir())
    run = make_run(tmp_path / "long", Made(subject="D" * 2000), name="long")
    with pytest.raises(RunRefusedError, match="longer than the database takes"):
        import_run(ACTOR, run)
    now = LogEntry.objects.count(), sorted((office_on_server.folder / "runs").iterdir())
    assert now == before


def test_eight_writers_on_the_server_keep_the_chain_whole(office_on_server):
    from django.db import connections

    from tallystick.review.log.entries import append, entries
    from tallystick.review.models import Half
    from tallystick.seal import verify_chain

    def write(number):
        for turn in range(25):
            append(ACTOR, "half.give", {**GIVEN, "to": f"{number}-{turn}"})
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(8)))
    held = list(entries())
    assert len(held) == 3 + 8 * 25
    assert verify_chain(held) == []
    assert len(set(Half.objects.values_list("given_to", flat=True))) == 8 * 25


def test_of_two_people_who_decide_in_the_same_second_on_the_server_one_is_told(office_on_server):
    one_of_two_is_told(office_on_server)


def test_who_logs_in_on_the_server_does_so_with_both_factors_and_each_code_once(office_on_server):
    from logged_in import accounts_on, enrolled, log_in

    from tallystick.review.log.replay import differences

    add("adm", ("administrator",))
    with accounts_on():
        client, _, printed = enrolled("adm")
        assert client.get("/people").status_code == 200
        clients = [log_in("adm")[0] for _ in range(4)]

        def enter(each):
            from django.db import connections

            status = each.post("/log-in/second", {"code": printed[0]}).status_code
            connections.close_all()
            return status

        with ThreadPoolExecutor(4) as pool:
            assert sorted(pool.map(enter, clients)) == [302, 400, 400, 400]
        assert [log_in("adm", "wrong")[1].status_code for _ in range(6)] == [400] * 5 + [429]
    assert differences() == []


def test_a_server_that_is_gone_is_said_in_words_and_one_that_is_back_is_used(
    office_on_server, server
):
    from django.db import close_old_connections, connection

    from tallystick.review.models import Person

    browser = browser_of("me")
    browser.raise_request_exception = False
    name = connection.settings_dict["NAME"]
    server.say("postgres", f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    cut = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    server.say("postgres", cut)
    told = browser.get("/")
    assert told.status_code == 500
    assert "Nothing of yours was entered" in told.content.decode()
    server.say("postgres", f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    # Each request of a server begins with this; the test's client leaves it out.
    close_old_connections()
    assert browser.get("/").status_code == 200
    assert Person.objects.get().login == "me"


def test_a_database_in_another_order_or_code_is_refused(django_ready, server, case, monkeypatch):
    from tallystick.review.case_folder import CaseError
    from tallystick.review.office import bring_up_to_date

    url = server.database("ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    monkeypatch.setenv("DATABASE_URL", url)
    with used(url), pytest.raises(CaseError, match="createdb --template=template0"):
        bring_up_to_date(case)
