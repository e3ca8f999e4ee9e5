"""An office in a process of its own, and a browser that asks it as, or through, the proxy."""

import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from base64 import b32decode
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from office_command import command, environment

HOST, PASSWORD = "review.example.org", "a rather long sentence"
LONGEST = 120
"""Seconds after which an answer that does not come fails its test."""

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
        self.path, self.cookies, self.own = str(path), {}, {"X-Forwarded-Proto": "https"}

    def connection(self):
        made = http.client.HTTPConnection(HOST)
        made.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        made.sock.settimeout(LONGEST)
        made.sock.connect(self.path)
        return made

    def ask(self, method, address, form=None, *, body=None, **headers):
        """The answer and its text; `form` are fields, `body` the bytes of a form with files."""
        connection = self.connection()
        told = {"Host": HOST, **self.own,
                "Cookie": "; ".join(f"{each}={value}" for each, value in self.cookies.items()),
                **headers}  # fmt: skip
        if form is not None:
            told |= {"Content-Type": "application/x-www-form-urlencoded"}
            body = urlencode(form, doseq=True)
        if body is not None:
            told = {"Origin": f"https://{HOST}"} | told
        connection.request(method, address, body, told)
        answer = connection.getresponse()
        answer.content = answer.read()
        for each in answer.headers.get_all("Set-Cookie", []):
            self.cookies |= {name: one.value for name, one in SimpleCookie(each).items()}
        connection.close()
        return answer, answer.content.decode(errors="replace")

    def token(self, address):
        """What the forms of a page have to bring."""
        told, page = self.ask("GET", address)
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert found, (told.status, page)
        return found[1]

    def send(self, address, **form):
        """Fill in the form of a page."""
        return self.ask("POST", address, {**form, "csrfmiddlewaretoken": self.token(address)})

    def hand_in(self, page, to, documents, **form):
        """Send a form of a page with files: (name, content) each."""
        from django.core.files.uploadedfile import SimpleUploadedFile
        from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

        files = [SimpleUploadedFile(*each) for each in documents]
        form |= {"csrfmiddlewaretoken": self.token(page), "documents": files}
        body = encode_multipart(BOUNDARY, form)
        return self.ask("POST", to, body=body, **{"Content-Type": MULTIPART_CONTENT})

    def enter(self, invitation):
        """Choose a password and a second factor; return the page with the printed codes."""
        told, page = self.send(invitation, password=PASSWORD, again=PASSWORD)
        assert told.headers["Location"] == "/log-in/second", page
        _, page = self.ask("GET", "/log-in/enrol")
        told, page = self.send("/log-in/enrol", code=code_of(page))
        assert told.status == 200, page
        return page


class ThroughProxy(Proxied):
    """A browser that speaks TLS with the proxy, whose certificate it knows."""

    def __init__(self, port, certificate):
        super().__init__("")
        self.own, self.port, self.trusts = {}, port, ssl.create_default_context(cafile=certificate)

    def connection(self):
        made = http.client.HTTPSConnection(HOST)
        plain = socket.create_connection(("127.0.0.1", self.port), LONGEST)
        made.sock = self.trusts.wrap_socket(plain, server_hostname=HOST)
        return made


def code_of(page):
    """What an authenticator shows for the key on the page (RFC 6238)."""
    from django_otp.oath import totp

    key = re.search(r'<pre class="key"><code>([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    return f"{totp(b32decode(key)):06}"


@contextmanager
def short_folder():
    """A folder with a name that is short enough for a socket."""
    with tempfile.TemporaryDirectory(prefix="ts-", dir="/tmp") as made:
        yield Path(made)


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


@contextmanager
def passed_socket(at, group=None):
    """A socket that listens, as that of systemd: its group and its owner alone may ask."""
    held = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    held.bind(str(at))
    os.chmod(at, 0o660)
    if group is not None:
        os.chown(at, -1, group)
    held.listen()
    try:
        yield held
    finally:
        held.close()


@contextmanager
def serving_at(held, case):
    """`review serve` at a socket that was passed, as systemd starts it."""
    words = [sys.executable, "-c", PASS, str(held.fileno()), *command("review", "serve", case)]
    with subprocess.Popen(
        words, pass_fds=(held.fileno(),), text=True, stderr=subprocess.PIPE,
        env=environment(TALLYSTICK_HOST=HOST),
    ) as program:  # fmt: skip
        try:
            yield program
        finally:
            program.terminate()
            program.communicate(timeout=60)
