"""Start a child process that reads a file, and take its answers."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any

from tallystick.engine.memory import usable
from tallystick.load.sandbox import limits
from tallystick.load.value_shape import without_values
from tallystick.load.wording import InputError

_CHILD = Path(__file__).with_name("child.py")
_PARSERS = {
    "workbook": ("python_calamine",),
    "parquet_rows": ("pyarrow", "numpy"),
    "evidence_rows": ("duckdb",),
}
# A list that grows reserves up to twice what it holds, and most of that is never touched.
_UNTOUCHED = 1.5
UNREADABLE = "its reader gave no answer that can be read"
_MOVES = {
    "gzip_file": "unpack it, or export it again",
    "zip_file": "unpack it first",
    "workbook": "export it as CSV",
    "sqlite_file": "export its tables as CSV",
    "json_rows": "export it as CSV",
}
# What an interpreter and its libraries may need to be found; no secret of the user is passed on.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE")


class Sandbox:
    """A child process that reads files by one reader of this folder, while in the context.

    `bounds` are limits by their names that hold instead of those of `limits`, or beside them.
    """

    def __init__(
        self,
        name: str,
        reader: str,
        paths: Sequence[Path],
        bounds: Mapping[str, int] | None = None,
        **request: Any,
    ) -> None:
        self._name, self._reader = name, reader
        self._limits = limits.in_force() | dict(bounds or {})
        self._memory = _memory(self._limits["MEMORY"])
        self._request = request | {
            "reader": reader,
            "paths": [os.fsencode(path).decode("latin-1") for path in paths],
            "packages": _folders(reader),
            "limits": self._limits,
            "memory": self._memory,
            "parent": os.getpid(),
        }

    def __enter__(self) -> Sandbox:
        """Start it."""
        plain = ["-B"] if sys.dont_write_bytecode else []
        kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-S", *plain, str(_CHILD)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=kept | {"ARROW_DEFAULT_MEMORY_POOL": "system"}, bufsize=0,
            )  # fmt: skip
        except BlockingIOError:
            raise InputError(
                f"{self._name}: no process could be started to read it; raise ulimit -u"
            ) from None
        try:
            self.reply(self._request)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End it, whatever it is doing."""
        self._end()

    def _end(self) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait()

    def reply(self, wish: dict[str, Any]) -> None:
        """Send what an answer waits for."""
        assert self._process.stdin is not None
        try:
            left = memoryview(json.dumps(wish).encode() + b"\n")
            while left:
                left = left[self._process.stdin.write(left) :]
        except BrokenPipeError:
            raise self._ended() from None

    def answer(self) -> Any:
        """Return the next answer, bytes or a dict; None after the last.

        Raises
        ------
        InputError
            When the child refuses the file, ends before it is done, or says nothing for too long.
        """
        head = self._exactly(5)
        kind, size = head[:1], int.from_bytes(head[1:], "big")
        if size > limits.FRAME_BYTES or kind not in b"JBRE":
            raise self._fault(UNREADABLE)
        payload = self._exactly(size)
        if kind == b"R" and payload:
            words = without_values(payload.decode("utf-8", "replace"))
            raise InputError(f"{self._name}: {words}")
        if kind == b"R":
            raise self._too_small()
        return None if kind == b"E" else payload if kind == b"B" else self._parsed(payload)

    def _parsed(self, payload: bytes) -> Any:
        try:
            return json.loads(payload)
        except (ValueError, RecursionError):
            raise self._fault(UNREADABLE) from None

    def answers(self) -> Iterator[Any]:
        """Yield the answers up to the last."""
        while (answer := self.answer()) is not None:
            yield answer

    def _exactly(self, size: int) -> bytes:
        pipe = self._process.stdout
        assert pipe is not None
        held = bytearray(size)
        view, got = memoryview(held), 0
        while got < size:
            if not _has_come(pipe.fileno(), self._limits["SILENT_SECONDS"]):
                silent = self._limits["SILENT_SECONDS"]
                raise self._fault(f"its reader was silent for {silent:,} seconds")
            count = pipe.readinto(view[got:])  # type: ignore[attr-defined]
            if not count:
                raise self._ended()
            got += count
        return bytes(held)

    def _ended(self) -> InputError:
        code = self._process.wait()
        if code == -getattr(signal, "SIGXCPU", 0):
            return self._fault(
                f"reading it took more than {self._limits['CPU_SECONDS']:,} seconds of a processor"
            )
        if code == -getattr(signal, "SIGABRT", 0):
            return self._too_small()
        name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        return self._fault(f"its reader ended by {name}; memory ran out, or the file is damaged")

    def _too_small(self) -> InputError:
        return self._fault(f"reading it takes more than {self._memory:,} bytes of memory")

    def _fault(self, words: str) -> InputError:
        return InputError(f"{self._name}: {words}; {_MOVES.get(self._reader, 'write it again')}")


def _memory(most: int) -> int:
    """Return the bytes that a child may have: the least of `most`, the machine and the shell."""
    try:
        import resource

        soft = resource.getrlimit(resource.RLIMIT_AS)[0]
    except ImportError:  # Windows has no such limits.
        soft = -1
    return min(most, int(_UNTOUCHED * usable()), soft if soft >= 0 else most)


def _has_come(number: int, seconds: int) -> bool:
    """Whether there is something to read within `seconds`; always where it cannot be asked."""
    if not hasattr(select, "poll"):  # Windows
        return True
    waiting = select.poll()
    waiting.register(number, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


def _folders(reader: str) -> list[str]:
    """Return the folders in which the parser of a reader lies."""
    specs = [find_spec(name) for name in _PARSERS.get(reader, ())]
    places = [each.submodule_search_locations for each in specs if each is not None]
    return list(dict.fromkeys(str(Path(place[0]).parent) for place in places if place))
