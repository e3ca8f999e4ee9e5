"""Serve a channel as `tallystick intake serve` does, with constants changed, at a free port.

An address with ``fail=MODULE.NAME`` or ``kill=MODULE.NAME`` lets that function, after its work,
raise an error that holds all it had, or end its process at once. ``crash=`` ends it by a signal
that makes a core where one may be made.
"""

import json
import os
import resource
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace

TOLD = json.loads(sys.argv[1])
PLACES = {
    "ticket": "tallystick.intake.pages.ticket",
    "answering": "tallystick.intake.pages.answering",
    "telling": "tallystick.intake.pages.telling",
    "front": "tallystick.intake.pages.front",
    "shared_memory": "tallystick.intake.pages.shared_memory",
    "threads": "tallystick.intake.box.threads",
    "keys": "tallystick.intake.codes.keys",
    "process": "tallystick.intake.drawing.process",
    "letter": "tallystick.intake.letters.letter",
}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT
ENDS = {"kill": signal.SIGKILL, "crash": signal.SIGSEGV}
asked = {}


class CanaryError(Exception):
    """An error whose message and variables hold what was sent."""


def place(name):
    module, attribute = name.split(".")
    return import_module(PLACES[module]), attribute


def failing(name):
    module, attribute = place(name)
    before = getattr(module, attribute)

    def fails(*args, **kwargs):
        found = before(*args, **kwargs)
        for how, number in ENDS.items():
            if asked.get(how) == name:
                os.kill(os.getpid(), number)
        if asked.get("fail") == name:
            shown = [repr(getattr(each, "POST", each)) for each in (*args, *kwargs.values())]
            raise CanaryError(f"{shown} {found!r}")
        return found

    setattr(module, attribute, fails)


def listening_to_addresses():
    from tallystick.intake.pages.quiet import Quiet

    before = Quiet.__call__

    def called(self, request):
        asked.clear()
        asked.update(request.GET.items())
        return before(self, request)

    Quiet.__call__ = called


def writing_told(number):
    """Write the name of each file that Python opens for writing from now on."""

    def hook(event, args):
        if event == "open" and isinstance(args[2], int) and args[2] & WRITING:
            os.write(number, f"{args[0]!r}\n".encode())

    sys.addaudithook(hook)


def disk_of(size):
    """Let the disk have so many bytes, and the case be all that lies on it."""
    from tallystick.intake.box import threads

    def free(folder):
        used = 0
        for each in Path(TOLD["case"]).rglob("*"):
            with suppress(FileNotFoundError):
                used += each.stat().st_size
        return SimpleNamespace(free=size - used)

    threads.shutil = SimpleNamespace(disk_usage=free)


def main():
    from tallystick.intake import serving

    # A core lies in the folder of its process.
    sys.path[:] = map(os.path.abspath, sys.path)
    os.chdir(Path(TOLD["case"]).parent)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    print(port, flush=True)
    if TOLD["cores"]:
        most = resource.getrlimit(resource.RLIMIT_CORE)[1]
        resource.setrlimit(resource.RLIMIT_CORE, (most, most))
        serving.resource = SimpleNamespace(RLIMIT_CORE=0, setrlimit=lambda *_: None)
    load = serving.application

    def application():
        made = load()
        for name, value in TOLD["changed"].items():
            setattr(*place(name), value)
        for name in TOLD["failing"]:
            failing(name)
        listening_to_addresses()
        if TOLD["disk"]:
            disk_of(TOLD["disk"])
        if TOLD["writing"]:
            writing_told(os.open(TOLD["writing"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
        return made

    serving.application = application
    serving.serve(Path(TOLD["case"]), TOLD["host"], f"127.0.0.1:{port}", "en")


main()
