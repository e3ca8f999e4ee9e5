"""`tallystick review serve`, `work`, `account` and `import` as an office runs them."""

import http.client
import re
import socket
import subprocess
import sys
import tempfile
import time
from base64 import b32decode
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from made_runs import Made, make_run
from office_command import command, environment, run

HOST, PASSWORD = "review.example.org", "a rather long sentence"


# What systemd does: the socket is descriptor 3 of the program, which keeps its number.
PASS = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.environ.update(LISTEN_PID=str(os.getpid()), LISTEN_FDS="1")
os.execv(sys.argv[2], sys.argv[2:])
"""


class Proxied:
    """What a proxy would ask at the socket for one browser."""

    def __init__(self, path):
        self.path, self.cookies = str(path), {}

    def ask(self, method, address, form=None, **headers):
        connection = http.client.HTTPConnection(HOST)
        connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.sock.settimeout(120)
        connection.sock.connect(self.path)
        told = {"Host": HOST, "X-Forwarded-Proto": "https",
                "Cookie": "; ".join(f"{each}={value}" for each, value in self.cookies.items()),
                **headers}  # fmt: skip
        body = None
        if form is not None:
            told |= {"Content-Type": "application/x-www-form-urlencoded",
                     "Origin": f"https://{HOST}"}  # fmt: skip
            body = urlencode(form)
        connection.request(method, address, body, told)
        answer = connection.getresponse()
        text = answer.read().decode()
        for each in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(each).items()}
        connection.close()
        return answer, text

    def send(self, address, **form):
        """Fill in the form of a page."""
        _, page = self.ask("GET", address)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        return self.ask("POST", address, {**form, "csrfmiddlewaretoken": token})


@contextmanager
def serving(*words, wait_for, **more):
    program = subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(**more)
    )
    try:
        for _ in range(600):
            if wait_for() or program.poll() is not None:
                break
            time.sleep(0.1)
        assert program.poll() is None, program.communicate()
        yield program
    finally:
        program.terminate()
        program.communicate(timeout=60)


@pytest.fixture
def folder():
    """A folder with a name that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="ts-", dir="/tmp") as made:
        yield Path(made)


def code_of(page):
    """What an authenticator shows for the key on the page (RFC 6238)."""
    from django_otp.oath import totp

    key = re.search(r'<pre class="key"><code>([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    return f"{totp(b32decode(key)):06}"


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
        told, _ = browser.send(address.path, password=PASSWORD, again=PASSWORD)
        assert told.headers["Location"] == "/log-in/second"
        _, page = browser.ask("GET", "/log-in/enrol")
        told, page = browser.send("/log-in/enrol", code=code_of(page))
        assert told.status == 200
        assert len(re.findall(r"<code>\w{4} \w{4}</code>", page)) == 10
        # Every answer comes from one of two processes, and each knows the session.
        assert [browser.ask("GET", "/people")[0].status for _ in range(6)] == [200] * 6
        told, page = browser.send("/people")
        assert told.status == 405
        _, page = browser.ask("GET", "/people")
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
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
    held = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    held.bind(str(at))
    held.listen()
    words = [sys.executable, "-c", PASS, str(held.fileno()), *command("review", "serve", case)]
    with subprocess.Popen(
        words, pass_fds=(held.fileno(),), text=True, stderr=subprocess.PIPE,
        env=environment(TALLYSTICK_HOST=HOST),
    ) as program:  # fmt: skip
        try:
            assert Proxied(at).ask("GET", "/healthy")[1] == "ok\n"
            assert "Log in" in Proxied(at).ask("GET", "/log-in")[1]
        finally:
            program.terminate()
            program.communicate(timeout=60)
    held.close()


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
