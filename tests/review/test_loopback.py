"""Who has no token, another host, or a forged form gets nothing; no page lets a browser leak."""

import json
import os
import re
import subprocess
import sys
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from made_runs import Made, make_run

import tallystick

SOURCE = Path(tallystick.__file__).parents[1]
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


@pytest.fixture
def stranger(case_of_two):
    from django.test import Client

    return Client(SERVER_NAME="127.0.0.1")


def test_nobody_is_let_in_without_the_token(stranger):
    for address in ("/", "/findings", "/runs/1", "/log", "/half", "/enter/", "/enter/guess"):
        answer = stranger.get(address)
        assert answer.status_code in (403, 404), address
        assert b"Zhambyl" not in answer.content
    assert stranger.post("/half/give", {"to": "x"}).status_code == 403


def test_a_token_opens_once_and_a_newer_one_voids_it(stranger):
    from django.test import Client

    from tallystick.review.loopback import DOOR

    void, token = DOOR.make(), DOOR.make()
    assert stranger.get(f"/enter/{void}").status_code == 403
    assert stranger.get(f"/enter/{token}").status_code == 302
    assert stranger.get("/").status_code == 200
    other = Client(SERVER_NAME="127.0.0.1")
    assert other.get(f"/enter/{token}").status_code == 403
    assert other.get("/").status_code == 403
    assert len({DOOR.make() for _ in range(50)}) == 50


def test_two_who_use_the_token_in_the_same_moment_are_one_too_many():
    from concurrent.futures import ThreadPoolExecutor

    from tallystick.review.loopback import Door

    door = Door()
    for _ in range(20):
        token = door.make()
        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(door.takes, [token] * 8)) == 1


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "0.0.0.0", "[::1]"])
def test_another_host_name_is_refused_even_with_a_session(case_of_two, browser, host):
    for address in ("/", "/findings", "/static/review.css"):
        assert browser.get(address, headers={"host": host}).status_code == 400
    assert browser.get("/", headers={"host": "127.0.0.1:40000"}).status_code == 200


def test_a_form_that_is_not_ours_is_refused(case_of_two):
    from django.test import Client

    from tallystick.review.loopback import DOOR
    from tallystick.review.models import LogEntry, Pattern

    strict = Client(enforce_csrf_checks=True, SERVER_NAME="127.0.0.1")
    strict.get(f"/enter/{DOOR.make()}")
    address = f"/findings/{Pattern.objects.first().code}"
    before = LogEntry.objects.count()
    assert strict.post(f"{address}/unmask", {"reason": "x"}).status_code == 403
    page = strict.get(address).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    told = {"reason": "x", "csrfmiddlewaretoken": token}
    foreign = {"origin": "http://evil.example"}
    assert strict.post(f"{address}/unmask", told, headers=foreign).status_code == 403
    assert LogEntry.objects.count() == before
    assert strict.post(f"{address}/unmask", told).status_code == 302
    assert LogEntry.objects.count() == before + 1


def test_every_answer_says_what_a_browser_may_do(case_of_two, browser, stranger):
    for client in (browser, stranger):
        for address in ("/", "/findings", "/nope", "/enter/x", "/half"):
            answer = client.get(address)
            parts = answer["Content-Security-Policy"].split("; ")
            assert dict(part.split(" ", 1) for part in parts) == POLICY
            assert answer["Cache-Control"] == "no-store"
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert answer["X-Frame-Options"] == "DENY"
            assert answer["Referrer-Policy"] == "same-origin"
            assert "camera=()" in answer["Permissions-Policy"]
    for cookie in browser.cookies.values():
        assert cookie["samesite"] == "Strict"
        assert cookie["httponly"]
        assert not cookie["max-age"]


def test_files_come_from_a_fixed_table(case_of_two, stranger):
    assert stranger.get("/static/htmx.js").status_code == 200
    for name in ("settings.py", "..%2fsettings.py", "report.xx.css", "review.css%00"):
        assert stranger.get(f"/static/{name}").status_code == 404


def test_a_secret_is_its_owners_alone(case):
    modes = {path.name: path.stat().st_mode & 0o777 for path in (case.folder / "secrets").iterdir()}
    assert modes == {"django.key": 0o600, "office.key": 0o600, "pattern.key": 0o600}
    for name in ("", "secrets", "runs", "keys"):
        assert (case.folder / name).stat().st_mode & 0o777 == 0o700
    assert (case.folder / "office.sqlite3").stat().st_mode & 0o777 == 0o600


def started(*arguments, browser="", **more):
    command = [sys.executable, "-c", "from tallystick.cli import main; main()", "review"]
    return subprocess.Popen(
        [*command, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": str(SOURCE), "BROWSER": browser},
        **more,
    )


def test_one_command_makes_the_case_and_serves_it_on_loopback_alone(tmp_path):
    make_run(tmp_path / "b", Made(estimate=20.0), name="later", last_day="2025-03-31")
    make_run(tmp_path / "a", Made(), name="earlier", last_day="2024-12-31")
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\nprintf %s "$1" > {tmp_path}/opened\n')
    browser.chmod(0o755)
    program = started(
        tmp_path / "b", tmp_path / "a", "--at", tmp_path / "CASE", browser=f"{browser} %s"
    )
    try:
        address = ""
        while "http" not in address:
            address = program.stdout.readline()
            assert address, program.stderr.read()
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        assert re.fullmatch(r"http://127\.0\.0\.1:\d{2,5}/enter/[\w-]{43}\n", address)
        front = opener.open(address.strip()).read().decode()
        assert (tmp_path / "opened").read_text() == address.strip()
        # Runs of earlier periods come first, in whatever order they are given.
        assert "2 runs; the newest is later" in front
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(address.strip())
    finally:
        program.terminate()
        program.communicate()
    assert (tmp_path / "CASE" / "case.toml").read_text().startswith('name = "CASE"')


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--at", "new"), "there is no case here yet; name the run"),
        (("nothing", "--at", "new"), "no run.json"),
        (("nothing", "--at", "full"), "something here that is no case; give another --at"),
    ],
)
def test_what_cannot_be_started_says_what_to_do(tmp_path, arguments, said):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("x")
    program = started(*arguments, cwd=tmp_path)
    out, error = program.communicate(timeout=120)
    assert program.returncode == 2, (out, error)
    assert said in error
    assert "Traceback" not in error


def test_without_the_extra_one_message_says_how_to_get_it(tmp_path):
    (tmp_path / "django.py").write_text("raise ImportError('no', name='django')\n")
    make_run(tmp_path / "run", Made())
    code = "import sys; sys.path.insert(0, sys.argv.pop(1)); import tallystick.cli as c; c.main()"
    command = [sys.executable, "-c", code, tmp_path, "review", tmp_path / "run"]
    done = subprocess.run(
        [*command, "--at", tmp_path / "CASE"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr == (
        "the review workbench needs django; run: pip install 'tallystick[review]'\n"
    )
    assert not (tmp_path / "CASE").exists()


def test_other_rooms_do_not_import_django():
    code = (
        "import json, sys, tallystick.cli, tallystick.report, tallystick.seal, tallystick.audit;"
        "print(json.dumps([name for name in sys.modules if name.startswith('django')]))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == []


def test_nothing_of_the_extra_is_brought_to_everybody():
    root = Path(__file__).parents[2]
    extras = tomllib.loads((root / "pyproject.toml").read_text())["project"][
        "optional-dependencies"
    ]
    told = (root / "requirements.txt").read_text()
    brought = set(re.findall(r"^([\w-]+)==", told, re.MULTILINE))
    assert {"ibis-framework", "typer"} <= brought
    asked = {
        re.match(r"[\w-]+", each)[0] for name in ("review", "postgres") for each in extras[name]
    }
    assert {"django", "psycopg"} <= asked
    assert asked & brought == set()
