"""A second process, which makes the tests of a check while the engine answers the next questions.

The engine's columns go to it as they are, and its results are those that this process would have
made. In a small audit it also asks the queries of a heavy check (`second_engine`). It does one
thing at a time, and the others wait; those that it has not begun once all questions are asked, and
what it cannot answer, whatever the reason, are made here. It is started for files that are large
enough to be worth it, or by the first check whose columns are long enough, and ends with the
checks, or once this process is no more.
"""

from __future__ import annotations

import gc
import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from time import perf_counter
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

from tallystick.audit.execution import judged, keep, let_go, results_of
from tallystick.audit.second_engine import TableFiles, results_there
from tallystick.audit.selection import AnyCheck
from tallystick.checks import FAMILIES, Check
from tallystick.engine import Engine
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables

WORTH_IT, WORTH_BYTES = 5_000, 500_000
"""Rows of a check's columns, or bytes of all files, for which the process is started: an audit of
some thousand records."""
LEAST_ROWS, MOST_BYTES = 200, 64_000_000
"""Shorter columns are tested before they are sent; more bytes than these do not wait at once."""
ROW_GROUP = 122_880
"""Rows that DuckDB reads as one piece, and so on one thread."""
SERVE = "from tallystick.audit.second_process import serve; serve()"
OWN = {
    check.name: check
    for family in FAMILIES.values()
    for check in family
    if isinstance(check, Check)
}

Columns = Mapping[str, np.ndarray]
Answer = tuple[list[Result], float]


class SecondProcess:
    """That of one audit, while in the context; with fewer than two `threads` there is none.

    It knows the checks of this package alone. `seconds` has those that it took, by check.
    """

    def __init__(self, threads: int) -> None:
        self.seconds: dict[str, float] = {}
        self._wanted = threads > 1
        self._process: subprocess.Popen[bytes] | None = None
        self._exchange = ThreadPoolExecutor(1)
        self._waiting: list[tuple[Future[Answer | None], int]] = []

    def __enter__(self) -> SecondProcess:
        return self

    def expect(self, size: int) -> None:
        """Start it, so that it is ready when the first check is, where files of `size` bytes are
        to be audited.
        """
        if self._wanted and size >= WORTH_BYTES:
            self._start()

    def _start(self) -> None:
        if self._process is None:
            self._process = _started()
            self._wanted = self._process is not None

    def __exit__(self, *raised: object) -> None:
        """End it, whatever it is doing; no other is started."""
        self._wanted = False
        if self._process is not None:
            self._process.kill()
        self._exchange.shutdown(cancel_futures=True)
        if self._process is not None:
            for pipe in (self._process.stdin, self._process.stdout):
                assert pipe is not None
                # What could not be sent any more is not wanted either.
                with suppress(OSError):
                    pipe.close()
            self._process.wait()

    def results_of(
        self, check: AnyCheck, tables: Tables, engine: Engine
    ) -> Callable[[], list[Result]]:
        """Ask the records; return what waits for the results."""
        if not isinstance(check, Check) or OWN.get(check.name) is not check:
            results, _ = results_of(check, tables, engine)
            return lambda: results
        columns = engine.columns(check.counts(tables))
        given = self._given(check, columns, tables.frame)
        if given is None:
            results = judged(check, columns, tables.frame)
            return lambda: results
        return partial(self._answered, given, check, columns, tables.frame)

    def whole(
        self, check: AnyCheck, given: TableFiles | None, tables: Tables, engine: Engine
    ) -> Callable[[], list[Result]] | None:
        """Have the process ask the queries of a check too; return what waits for the results.

        None where there is no process yet, or no tables that it could read: `given` tells where
        they lie.
        """
        if given is None or self._process is None or OWN.get(check.name) is not check:
            return None
        awaited = self._exchange.submit(_asked, self._process, check.name, given)

        def answer() -> list[Result]:
            there = None if awaited.cancel() else awaited.result()
            if there is None:
                kept = keep(check, tables, engine)
                there = results_of(check, kept, engine)
                let_go(kept, (), engine)
            results, self.seconds[check.name] = there
            return results

        return answer

    def _answered(
        self, given: Future[Answer | None], check: Check, columns: Columns, frame: Frame
    ) -> list[Result]:
        answer = None if given.cancel() else given.result()
        if answer is None:
            return judged(check, columns, frame)
        results, self.seconds[check.name] = answer
        return results

    def _given(self, check: Check, columns: Columns, frame: Frame) -> Future[Answer | None] | None:
        rows = max(map(len, columns.values()), default=0)
        size = sum(column.nbytes for column in columns.values())
        self._waiting = [each for each in self._waiting if not each[0].done()]
        held = size + sum(waiting for _, waiting in self._waiting)
        least = WORTH_IT if self._process is None else LEAST_ROWS
        if not (self._wanted and rows >= least and held <= MOST_BYTES):
            return None
        self._start()
        if self._process is None or self._process.poll() is not None:
            return None
        answer = self._exchange.submit(_asked, self._process, check.name, (columns, frame))
        self._waiting.append((answer, size))
        return answer


def are_small(rows: Iterable[int]) -> bool:
    """Whether no table has more `rows` than a group."""
    return max(rows, default=0) <= ROW_GROUP


@contextmanager
def threads_for(rows: Iterable[int], engine: Engine) -> Iterator[None]:
    """Let DuckDB ask on one thread in the context where the tables are small.

    A second one takes a tenth more of the processor there, and hardly a query ends sooner.
    """
    asked, threads = engine.local.backend.con.execute, engine.threads
    if are_small(rows):
        asked("SET threads = 1")
    try:
        yield
    finally:
        asked(f"SET threads = {threads}")


def _started() -> subprocess.Popen[bytes] | None:
    """The process, with no folder of the user's among those that modules come from."""
    try:
        return subprocess.Popen(
            [sys.executable, "-P", "-c", SERVE],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    except OSError:
        return None


def _asked(process: subprocess.Popen[bytes], name: str, given: Any) -> Answer | None:
    """What the process answers; None where it does not."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump((name, given), process.stdin, protocol=5)
        process.stdin.flush()
        answer: Answer | None = pickle.load(process.stdout)
    except (OSError, EOFError, ValueError, pickle.PickleError, AttributeError, TypeError):
        return None
    return answer


def serve() -> None:
    """Answer the tests that standard input asks for, until it ends."""
    gc.freeze()
    with os.fdopen(os.dup(1), "wb") as answers, threadpool_limits(1, "blas"):
        os.dup2(2, 1)
        while True:
            try:
                name, given = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            try:
                began = perf_counter()
                if isinstance(given, TableFiles):
                    results = results_there(OWN[name], given)
                else:
                    results = judged(OWN[name], *given)
                answer = pickle.dumps((results, perf_counter() - began), protocol=5)
            except Exception:
                answer = pickle.dumps(None)
            answers.write(answer)
            answers.flush()
