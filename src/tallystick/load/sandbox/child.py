"""Read a file for the parent process, under limits, and answer in frames on standard output.

It is run as a script of an interpreter without site packages, so that nothing is imported but one
reader, its parser and the standard library. The first line of standard input says what to read.
A frame is a letter, the length of what follows in four bytes, and that: J for JSON, B for bytes,
R for the reason why the file is refused, E for the end.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from contextlib import suppress
from importlib import import_module
from types import ModuleType

TYPE_CHECKING = False  # typing takes as long to import as all the rest
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import IO, Any

PACKAGE = "tallystick.load.sandbox"
MOST_WORDS = 1000
GRACE = 5


def main() -> None:
    """Serve one request and end."""
    request = json.loads(sys.stdin.buffer.readline())
    end_with_parent(request["parent"])
    cap("RLIMIT_CORE", 0)
    cap("RLIMIT_AS", request["memory"])
    cap("RLIMIT_CPU", request["limits"]["CPU_SECONDS"])
    try:
        reader = imported(request["reader"], request["packages"])
        shut(request["limits"].get("OPEN_FILES", 1))
        serve(reader.answers(request, opened(request["paths"])))
        write(b"E", b"")
    except MemoryError:
        write(b"R", b"")
    except OSError as error:
        write(b"R", f"it cannot be read: {error.strerror or error}; check the file".encode())
    except BaseException as error:  # a panic of a Rust parser is no Exception
        known = type(error).__name__ == "RefusedError"
        words = str(error) if known else f"it cannot be read ({type(error).__name__}: {error})"
        write(b"R", words[:MOST_WORDS].encode("utf-8", "replace"))


def end_with_parent(parent: int) -> None:
    """Let this process die with `parent`, and be the first that a lack of memory ends."""
    if hasattr(signal, "SIGINT"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    set_death_signal = 1
    ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:
        score.write("1000")


def cap(name: str, value: int) -> None:
    """Lower a limit of this process to `value`; nothing where the system has no such limit."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        kind = getattr(resource, name)
        soft, hard = (each if each >= 0 else sys.maxsize for each in resource.getrlimit(kind))
        least = min(value, soft, hard)
        # At its hard limit of time a process is killed without a word of why.
        resource.setrlimit(kind, (least, min(hard, least + GRACE * (name == "RLIMIT_CPU"))))


def imported(reader: str, packages: list[str]) -> Any:
    """Import a reader without the packages around it, which import much more."""
    sys.path += packages
    folder = os.path.abspath(__file__)
    for name in (PACKAGE, "tallystick.load", "tallystick"):
        folder = os.path.dirname(folder)
        sys.modules[name] = module = ModuleType(name)
        module.__path__ = [folder]
    return import_module(f"{PACKAGE}.{reader}")


def shut(files: int = 1) -> None:
    """From here on: no more than so many open files at a time, no network, no writing to a file."""
    free = os.dup(0)
    os.close(free)
    cap("RLIMIT_NOFILE", free + files)
    cap("RLIMIT_FSIZE", 0)
    if files > 1:
        without_network()


def without_network() -> None:
    """Leave the network, where the system lets a process do so; one core from here on."""
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    own_network, own_user = 0x40000000, 0x10000000
    library = ctypes.CDLL(None)
    if library.unshare(own_network):
        library.unshare(own_network | own_user)
    with suppress(OSError):
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[os.getpid() % len(cores)]})


def opened(paths: list[str]) -> Iterator[IO[bytes]]:
    """Open each path, given as its bytes in Latin-1, when it is asked for."""
    for path in paths:
        with open(path.encode("latin-1"), "rb") as file:
            yield file


def serve(answers: Any) -> None:
    """Write what a reader yields; a dict that waits is answered by a line of standard input."""
    reply = None
    while True:
        try:
            answer = answers.send(reply)
        except StopIteration:
            return
        reply = None
        if isinstance(answer, dict):
            write(b"J", json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))
            reply = json.loads(sys.stdin.buffer.readline()) if answer.get("waits") else None
        else:
            write(b"B", answer)


def write(kind: bytes, payload: bytes) -> None:
    """Write one frame."""
    sys.stdout.buffer.write(kind + len(payload).to_bytes(4, "big") + payload)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    try:
        main()
    finally:
        # A workbook of gigabytes is not taken apart cell by cell.
        os._exit(0)
