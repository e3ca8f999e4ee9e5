"""A channel that is served for a test: its process, its readers, and requests as a browser's."""

from __future__ import annotations

import http.client
import json
import os
import re
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from pyrage.x25519 import Identity

from tallystick.intake.box.database import make_box, open_box
from tallystick.intake.box.readers import agree, propose

HERE = Path(__file__).parent
HOST = "tell.example.org"
READERS = (("Inspector", False), ("Ombudsman", True))
NOW = {"ticket.YOUNGEST": 0, "answering.SECONDS": 0.0, "shared_memory.GUESSES": 1000}
"""What a test changes before the channel starts, so that it need not wait."""


def make_channel(case):
    """A case with a box and two readers in force; their identities by name."""
    case.mkdir(exist_ok=True)
    box = make_box(case)
    identities = {}
    for name, outside in READERS:
        identities[name] = Identity.generate()
        reader = propose(box, str(identities[name].to_public()), name, outside, "ann")
        agree(box, reader.fingerprint, "bob")
    return identities


@dataclass
class Page:
    """An answer: its status, headers and text, and the fields of its last form."""

    status: int
    headers: dict
    text: str

    @property
    def hidden(self):
        return dict(
            (name, unescape(value))
            for name, value in re.findall(
                r'<input type="hidden" name="(\w+)" value="([^"]*)">', self.text
            )
        )

    @property
    def words(self):
        """The words of the page, without markup."""
        body = self.text.partition("<body>")[2]
        return " ".join(unescape(re.sub(r"<[^>]*>", " ", body)).split())


@dataclass
class Channel:
    """A channel that answers at a port of loopback."""

    case: Path
    port: int
    process: subprocess.Popen
    source: tuple = ("127.0.0.1", 0)

    @property
    def box(self):
        return open_box(self.case)

    def ask(self, method, path, body=None, **headers):
        """One request in a connection of its own, as a browser makes it."""
        told = {"Host": HOST, "User-Agent": "test", **headers}
        held = http.client.HTTPConnection("127.0.0.1", self.port, 120, source_address=self.source)
        try:
            held.request(method, path, body, told)
            answer = held.getresponse()
            text = answer.read().decode("utf-8", "replace")
            return Page(answer.status, {k.lower(): v for k, v in answer.getheaders()}, text)
        finally:
            held.close()

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, fields, files=(), **headers):
        kind, body = multipart(fields, files)
        return self.ask("POST", path, body, **{"Content-Type": kind, **headers})

    def tell(self, text="", files=(), *, page=None, headers=None, path="/tell", **changed):
        """Fill in the form as it is asked, but for what is changed; the answer and the code."""
        page = page or self.get("/tell")
        fields = page.hidden
        code = fields["code"].split()
        asked = [int(number) for number in re.findall(r"(?:Word|Слово) (\d)", page.text)]
        fields |= {"kind": "goods", "how": "saw", "know": "some", "text": text,
                   "back1": code[asked[0] - 1], "back2": code[asked[1] - 1]}  # fmt: skip
        answer = self.post(path, fields | changed, files, **(headers or {}))
        return answer, " ".join(code)

    def back(self, code, **fields):
        return self.post("/answer", {"code": code, "language": "en", **fields})


def children(parent):
    """The processes that a process has started and that have not ended."""
    try:
        text = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return []
    return [int(each) for each in text.split()]


def multipart(fields, files):
    """The type and bytes of a form; a field may have several values, a file is (name, bytes)."""
    edge = secrets.token_hex(12)
    parts = []
    for name, value in fields.items():
        for each in value if isinstance(value, list) else [value]:
            parts.append((f'name="{name}"', each.encode()))
    parts += [
        (f'name="file"; filename="{name}"\r\nContent-Type: application/octet-stream', data)
        for name, data in files
    ]
    body = b"".join(
        f"--{edge}\r\nContent-Disposition: form-data; {head}\r\n\r\n".encode() + data + b"\r\n"
        for head, data in parts
    )
    return f"multipart/form-data; boundary={edge}", body + f"--{edge}--\r\n".encode()


@contextmanager
def served(case, log, *, failing=(), writing="", disk=0, cores=False, environment=None, **changed):
    """The channel of a case, with constants of its modules changed; its output goes to `log`.

    `failing` are functions that an address may let fail; `writing` is a file that gets the name of
    every file that is opened for writing. With `disk`, that many bytes are all that there are. With
    `cores`, the limit of cores is not lowered, but raised.
    """
    told = {"case": str(case), "host": HOST, "changed": NOW | changed, "failing": list(failing),
            "writing": str(writing), "disk": disk, "cores": cores}  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, str(HERE / "channel_process.py"), json.dumps(told)],
            stdout=subprocess.PIPE, stderr=out, env=os.environ | (environment or {}),
        )  # fmt: skip
        try:
            port = int(process.stdout.readline() or 0)
            assert port, log.read_text()
            channel = Channel(case, port, process)
            wait_for(channel)
            yield channel
        finally:
            process.terminate()
            process.wait(timeout=60)
            process.stdout.close()


def wait_for(channel):
    for _ in range(600):
        try:
            channel.get("/intake.css")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the channel did not start within a minute")
