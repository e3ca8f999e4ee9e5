"""nginx with the file of deploy/ before `tallystick review serve` on its socket, both at work."""

import os
import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from grp import getgrnam
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from exchanges import PDF
from office_command import run
from opened_case import opened_copy
from people_at_work import add
from proxied import HOST, ThroughProxy, passed_socket, serving_at, short_folder
from two_runs import STILL
from whole_case import whole

FILE = Path(__file__).parents[2] / "deploy" / "tallystick.nginx.conf"
SOCKET = "/run/tallystick/office.sock"
GROUP = "www-data"
MIB = 1 << 20


def why_not():
    """Why no request went through nginx here; "" where one can."""
    if missing := [each for each in ("nginx", "openssl") if shutil.which(each) is None]:
        return f"no request went through nginx: {', '.join(missing)} is not installed"
    return ""


pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


def group():
    """The group of the proxy, where the tests may give it a socket."""
    return getgrnam(GROUP).gr_gid if os.geteuid() == 0 else None


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as held:
        return held.getsockname()[1]


def certificate(folder):
    chain, key = folder / "chain.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", key, "-out", chain],
        check=True, capture_output=True,
    )  # fmt: skip
    return chain, key


def written(folder, at, plain, tls):
    """The file of deploy/, with the ports, socket and certificate of this test."""
    chain, key = certificate(folder)
    text = FILE.read_text("utf-8")
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen [::]:80;", ""),
        ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
        ("listen [::]:443 ssl;", ""),
        (SOCKET, str(at)),
        ("/etc/ssl/tallystick/fullchain.pem", str(chain)),
        ("/etc/ssl/tallystick/privkey.pem", str(key)),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    temporary = "".join(
        f"{each}_temp_path {folder}/{each};"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = f"user {GROUP};" if os.geteuid() == 0 else ""
    whole = folder / "nginx.conf"
    whole.write_text(
        f"{user} pid {folder}/pid; daemon off; error_log {folder}/error.log; "
        f"events {{}} http {{ {temporary} {text} }}"
    )
    return whole, chain


@contextmanager
def nginx(folder, at):
    plain, tls = free_port(), free_port()
    held, chain = written(folder, at, plain, tls)
    program = subprocess.Popen(["nginx", "-c", held], stderr=subprocess.PIPE)
    try:
        for _ in range(600):
            try:
                socket.create_connection(("127.0.0.1", tls), 1).close()
                break
            except OSError:
                assert program.poll() is None, program.communicate()
                time.sleep(0.1)
        yield plain, lambda: ThroughProxy(tls, chain)
    finally:
        program.terminate()
        program.communicate(timeout=60)


@pytest.fixture(scope="module")
def office(two_runs, tmp_path_factory):
    """Two runs, an analyst who has an account, and both programs; `ended` ends the office."""
    case = opened_copy(two_runs, tmp_path_factory.mktemp("office") / "CASE")
    add("ana", ("analyst",))
    from django.db import connections

    from tallystick.review.models import Pattern

    code = Pattern.objects.get(subject=STILL.subject).code
    connections.close_all()
    made = run("review", "account", case.folder, "ana", "--host", HOST)
    assert made.returncode == 0, made.stderr
    path = urlsplit(made.stdout.strip()).path
    with short_folder() as folder:
        folder.chmod(0o755)
        at = folder / "o"
        with (
            passed_socket(at, group()) as held,
            nginx(folder, at) as (plain, browser),
            serving_at(held, case.folder),
        ):
            ana = browser()
            ana.enter(path)
            yield case, plain, browser, ana, code, folder


def test_whoever_comes_without_tls_is_sent_to_the_name_of_the_office_alone(office):
    import http.client

    for host in (HOST, "evil.example"):
        connection = http.client.HTTPConnection("127.0.0.1", office[1], timeout=60)
        connection.request("GET", "/findings?q=x", headers={"Host": host})
        answer = connection.getresponse()
        assert answer.status == 301
        assert answer.headers["Location"] == f"https://{HOST}/findings?q=x"
        connection.close()


def test_the_page_to_log_in_comes_by_tls_with_its_headers(office):
    answer, page = office[2]().ask("GET", "/log-in")
    assert (answer.status, "Log in" in page) == (200, True)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Server"] == "nginx"
    (cookie,) = answer.headers.get_all("Set-Cookie")
    assert cookie.startswith("__Host-tallystick-form=")
    assert {"Secure", "HttpOnly", "SameSite=Strict", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    "forged",
    [{"Host": "evil.example"}, {"Host": "127.0.0.1"}, {"Host": f"{HOST}.evil.example"},
     {"Host": "evil.example", "X-Forwarded-Host": HOST}],
    ids=lambda each: " ".join(each.values()),
)  # fmt: skip
def test_another_host_is_refused(office, forged):
    answer, page = office[2]().ask("GET", "/log-in", **forged)
    assert answer.status == 400
    assert "evil" not in page
    assert "Log in" not in page


def test_what_a_browser_says_of_the_proxy_is_not_believed(office):
    said = {"X-Forwarded-Proto": "http", "X-Forwarded-For": "127.0.0.1", "X-Forwarded-Host": "e.x"}
    assert office[2]().ask("GET", "/log-in", **said)[0].status == 200
    assert office[3].ask("GET", "/findings", **said)[0].status == 200


def test_documents_near_the_limits_pass_and_lie_in_no_temporary_file(office):
    case, _, _, ana, code, folder = office
    page, to = f"/findings/{code}/exchange", f"/findings/{code}/document"
    held = [folder / each for each in ("client_body", "proxy")]
    before = [each.stat().st_mtime_ns for each in held]
    largest = [(f"{at}.pdf", PDF + os.urandom(10 * MIB - len(PDF))) for at in (0, 1)]
    told, text = ana.hand_in(page, to, largest)
    assert told.status == 302, text[-2000:]
    from tallystick.review.models import Document

    sent = [content for _, content in largest]
    seqs = Document.objects.order_by("-id").values_list("created_seq", flat=True)[:2]
    assert sorted(ana.ask("GET", f"/documents/{seq}")[0].content for seq in seqs) == sorted(sent)
    told, text = ana.hand_in(page, to, [("large.pdf", largest[0][1] + b"!")])
    assert (told.status, "Split it, or scan it at a lower resolution" in text) == (400, True)
    told, text = ana.hand_in(page, to, [("a.pdf", largest[0][1]), *largest[:1], ("b.pdf", PDF)])
    assert (told.status, "20 MiB at most together" in text) == (400, True)
    # Above what the office reads the proxy itself refuses, before the whole of it came.
    told, text = ana.ask("POST", to, body=bytes(33 * MIB))
    assert (told.status, "20 MiB together" in text) == (413, True)
    assert [each.stat().st_mtime_ns for each in held] == before
    whole(case)


def test_who_guesses_is_told_to_wait(office):
    stranger = office[2]()
    answers = [stranger.ask("GET", "/log-in") for _ in range(40)]
    late = [page for told, page in answers if told.status == 429]
    assert late
    assert {told.status for told, _ in answers} <= {200, 429}
    assert "Wait a minute" in late[0]


def test_who_watches_this_machine_is_told_that_the_office_works(office):
    assert office[2]().ask("GET", "/healthy")[1] == "ok\n"


def test_an_office_that_is_not_there_is_told_in_words():
    with short_folder() as folder:
        folder.chmod(0o755)
        with nginx(folder, folder / "o") as (_, browser):
            told, page = browser().ask("GET", "/log-in")
    assert (told.status, "Try again in a minute" in page) == (502, True)
