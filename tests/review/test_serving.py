"""`tallystick review serve`, `work`, `account` and `import` as an office runs them."""

import re
import time
from urllib.parse import urlsplit

import pytest
from made_runs import Made, make_run
from office_command import command, run
from proxied import HOST, Proxied, passed_socket, serving, serving_at, short_folder


@pytest.fixture
def folder():
    with short_folder() as made:
        yield made


def test_an_office_begins_at_the_shell_and_its_first_person_logs_in_at_the_socket(folder, tmp_path):
    case, at = tmp_path / "CASE", folder / "office.sock"
    made = run("review", "account", case, "adm", "--host", HOST)
    assert made.returncode == 0, made.stderr
    address = urlsplit(made.stdout.strip())
    assert (address.scheme, address.netloc) == ("https", HOST)
    make_run(tmp_path / "RUN", Made())
    refused = run("review", tmp_path / "RUN", "--at", case)
    assert refused.returncode == 2
    assert "people log in to this case" in refused.stderr
    denied = run("review", "import", case, tmp_path / "RUN", "--by", "adm")
    assert denied.returncode == 2
    assert "may not import a run" in denied.stderr
    nobody = run("review", "account", case, "ana", "--host", HOST)
    assert "nobody of this case is called that" in nobody.stderr
    listen = f"unix:{at}"
    with serving(*command("review", "serve", case, "--host", HOST, "--listen", listen),
                 wait_for=at.exists):  # fmt: skip
        assert at.stat().st_mode & 0o007 == 0
        browser = Proxied(at)
        assert browser.ask("GET", "/")[0].headers["Location"] == "/log-in"
        assert browser.ask("GET", "/healthy")[1] == "ok\n"
        assert browser.ask("GET", "/", Host="evil.example")[0].status == 400
        page = browser.enter(address.path)
        assert len(re.findall(r"<code>\w{4} \w{4}</code>", page)) == 10
        # Every answer comes from one of two processes, and each knows the session.
        assert [browser.ask("GET", "/people")[0].status for _ in range(6)] == [200] * 6
        told, page = browser.send("/people")
        assert told.status == 405
        token = browser.token("/people")
        form = {"login": "ana", "name": "Ana", "roles": "analyst", "csrfmiddlewaretoken": token}
        assert browser.ask("POST", "/people/add", form)[0].status == 302
        stranger = Proxied(at)
        assert stranger.ask("POST", "/people/add", form)[0].status == 403
        taken = run("review", "import", case, tmp_path / "RUN", "--by", "ana")
        assert taken.returncode == 0, taken.stderr
    assert not at.exists()
    verified = run("verify", case, "--replay")
    assert verified.returncode == 0, verified.stdout


def test_a_socket_that_systemd_passes_is_taken(folder, tmp_path):
    case, at = tmp_path / "CASE", folder / "office.sock"
    assert run("review", "account", case, "adm", "--host", HOST).returncode == 0
    with passed_socket(at) as held, serving_at(held, case):
        assert Proxied(at).ask("GET", "/healthy")[1] == "ok\n"
        assert "Log in" in Proxied(at).ask("GET", "/log-in")[1]


def test_the_worker_of_a_case_is_one_and_ends_at_a_signal(tmp_path):
    case = tmp_path / "CASE"
    assert run("review", "account", case, "adm", "--host", HOST).returncode == 0
    lock = case / "audits" / ".lock"
    with serving(*command("review", "work", case), wait_for=lock.exists) as worker:
        time.sleep(0.5)
        second = run("review", "work", case)
        assert second.returncode == 2
        assert "another worker is at work" in second.stderr
        worker.terminate()
        assert worker.communicate(timeout=60)[1] == ""
        assert worker.returncode == 0


@pytest.mark.parametrize("listen", ["", "0.0.0.0:8000", "8000", "unix:relative", "[::]:80"])
def test_an_address_that_others_reach_is_refused(tmp_path, case, listen):
    from django.db import connections

    connections.close_all()
    more = ("--listen", listen) if listen else ()
    told = run("review", "serve", case.folder, "--host", HOST, *more)
    assert told.returncode == 2
    assert "--listen" in told.stderr
    assert "Traceback" not in told.stderr


def test_what_is_no_case_or_no_name_is_refused_with_the_next_move(tmp_path):
    assert "is no case" in run("review", "serve", tmp_path, "--host", HOST).stderr
    assert "--host" in run("review", "serve", tmp_path).stderr
    told = run("review", "account", tmp_path / "NEW", "Ana Person", "--host", HOST)
    assert "small Latin letters" in told.stderr
