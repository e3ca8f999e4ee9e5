"""A second process, which makes the tests of a check while the engine answers the next questions.

The engine's columns go to it as they are, and its results are those that this process would have
made. It makes one test at a time, and the others wait; those that it has not begun once all
questions are asked, and what it cannot answer, whatever the reason, are made here. It is started
by the first check whose columns are long enough to be worth it, and ends with the audit, or once
this process is no more.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from time import perf_counter

import numpy as np
from threadpoolctl import threadpool_limits

from tallystick.audit.execution import judged, results_of
from tallystick.audit.selection import AnyCheck
from tallystick.checks import FAMILIES, Check
from tallystick.engine import Engine
from tallystick.findings import Result
from tallystick.tables import Frame
from tallystick.tables.store import Tables

WORTH_IT = 5_000
"""Rows of a check's columns for which the process is started: an audit of some thousand records."""
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

    def __exit__(self, *raised: object) -> None:
        """End it, whatever it is doing."""
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
        if self._process is None:
            self._process = _started()
            self._wanted = self._process is not None
        if self._process is None or self._process.poll() is not None:
            return None
        answer = self._exchange.submit(_asked, self._process, check.name, columns, frame)
        self._waiting.append((answer, size))
        return answer


@contextmanager
def threads_for(rows: Iterable[int], engine: Engine) -> Iterator[None]:
    """Let DuckDB ask on one thread in the context where no table has more `rows` than a group.

    A second one takes a tenth more of the processor there, and hardly a query ends sooner.
    """
    asked, threads = engine.local.backend.con.execute, engine.threads
    if max(rows, default=0) <= ROW_GROUP:
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


def _asked(
    process: subprocess.Popen[bytes], name: str, columns: Columns, frame: Frame
) -> Answer | None:
    """What the process answers; None where it does not."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        pickle.dump((name, columns, frame), process.stdin, protocol=5)
        process.stdin.flush()
        answer: Answer | None = pickle.load(process.stdout)
    except (OSError, EOFError, ValueError, pickle.PickleError, AttributeError, TypeError):
        return None
    return answer


def serve() -> None:
    """Answer the tests that standard input asks for, until it ends."""
    with os.fdopen(os.dup(1), "wb") as answers, threadpool_limits(1, "blas"):
        os.dup2(2, 1)
        while True:
            try:
                name, columns, frame = pickle.load(sys.stdin.buffer)
            except EOFError:
                return
            try:
                began = perf_counter()
                results = judged(OWN[name], columns, frame)
                answer = pickle.dumps((results, perf_counter() - began), protocol=5)
            except Exception:
                answer = pickle.dumps(None)
            answers.write(answer)
            answers.flush()
