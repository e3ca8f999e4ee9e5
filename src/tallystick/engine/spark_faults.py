"""Did Spark itself fail, or was it asked something that it cannot answer?"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tallystick.engine.paths import EngineError
from tallystick.engine.shortage import behind

MOVE = (
    "run it again; if it was short of memory, give it more (memory under [engine], or where its "
    "own settings are)"
)
# Errors of the bridges to Spark: py4j to Java in this machine, gRPC to a Connect server.
CUT_OFF = {"Py4JNetworkError", "ConnectionRefusedError", "ConnectionResetError", "BrokenPipeError"}
CUT_OFF_WORDS = r"StatusCode\.UNAVAILABLE|does not exist in the JVM|INVALID_HANDLE\.SESSION"
# What a query dies of through no fault of its own.
DIED = (
    r"OutOfMemoryError|OUT_OF_MEMORY|UNABLE_TO_ACQUIRE_MEMORY|No space left on device|ExecutorLost"
    r"|Executor heartbeat timed out|SparkContext was shut down|stopped SparkContext"
    r"|FAILED_READ_FILE|Master removed our application|FetchFailed"
)
LOGS = ("SQLQueryContextLogger", "DataFrameQueryContextLogger")


@contextmanager
def asked_of_spark(ended: Callable[[], str]) -> Iterator[None]:
    """Turn the failure of Spark itself into an EngineError; let every other error pass.

    `ended` says what became of the Java that was started, "" while it runs.
    """
    from pyspark.logger import PySparkLogger

    logs = [logging.getLogger(), *map(PySparkLogger.getLogger, LOGS)]
    for log in logs:
        log.addFilter(_not_of_its_client)
    try:
        yield
    except Exception as error:
        why = failure(error)
        if why is None:
            raise
        raise EngineError(f"Spark failed: {ended() or why}; {MOVE}") from error
    finally:
        for log in logs:
            log.removeFilter(_not_of_its_client)


def _not_of_its_client(record: logging.LogRecord) -> bool:
    """Whether a line of a log is to be printed: not when the error is raised as well."""
    return not re.search(r"[\\/](py4j|pyspark)[\\/]", record.pathname)


def failure(error: BaseException) -> str | None:
    """Return in a line why Spark failed; None when it answered, with an error."""
    for each in behind(error):
        words = str(each)
        if found := re.search(rf"[^\n]*({DIED})[^\n]*", words):
            return found[0].strip().removeprefix("Caused by: ")[:300]
        if type(each).__name__ in CUT_OFF or re.search(CUT_OFF_WORDS, words):
            return "it no longer answers"
    return None
