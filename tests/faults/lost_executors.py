"""What becomes of an audit on a cluster of two executors when they are killed as it works?

``python lost_executors.py ENGAGEMENT OUT FOLDER``: the cluster is local-cluster mode, each executor
a Java process of its own; it prints how many were killed, and how many there were in all. What
Spark itself says of them goes to standard error.
"""

import os
import signal
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pyspark
from processes import in_this_process, mentioning

from tallystick.cli import session
from tallystick.engine import connect_spark

MASTER = "local-cluster[2,1,1024]"
SETTINGS = {
    "spark.executor.memory": "512m",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "4",
    # Every stage has tasks for both executors, so that one that is killed is at work.
    "spark.sql.adaptive.coalescePartitions.enabled": "false",
}


def home(folder):
    """Return a home of Spark whose executors write into `folder`, and not into the package."""
    made = folder / "home"
    made.mkdir()
    for name in ("bin", "jars"):
        (made / name).symlink_to(Path(pyspark.__file__).parent / name)
    return made


def executors(folder):
    """Return the process numbers of the executors of this cluster."""
    return [
        number
        for number in mentioning("CoarseGrainedExecutorBackend")
        if str(folder) in Path(f"/proc/{number}/environ").read_text()
    ]


def wait_for_work(status, seconds):
    """Wait until both executors have a task."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        stages = [status.getStageInfo(each) for each in status.getActiveStageIds()]
        if sum(each.numActiveTasks for each in stages if each) > 1:
            return
        time.sleep(0.01)


def main(engagement, out, folder):
    """Audit, and kill an executor at work in each check."""
    os.environ |= {"SPARK_HOME": str(home(folder)), "SPARK_LOCAL_IP": "127.0.0.1"}
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(MASTER).config("spark.local.dir", str(folder))
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    spark = builder.config("spark.sql.warehouse.dir", str(folder / "warehouse")).getOrCreate()
    spark.range(10).count()
    seen, killed, threads = set(executors(folder)), [], []

    def kill():
        wait_for_work(spark.sparkContext.statusTracker(), seconds=20)
        alive = executors(folder)
        seen.update(alive)
        if alive:
            killed.append(alive[0])
            os.kill(alive[0], signal.SIGKILL)

    @contextmanager
    def progress(total, at_end):
        def step(name):
            if name.startswith("check") or name == "findings and evidence":
                threads.append(threading.Thread(target=kill))
                threads[-1].start()

        yield step

    session.progress = progress
    session._engine = lambda about, choices, spill, step: connect_spark(
        session=spark, spill_folder=spill
    )
    in_this_process(engagement, out)
    for thread in threads:
        thread.join()
    seen.update(executors(folder))
    spark.stop()
    print(len(set(killed)), len(seen))


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
