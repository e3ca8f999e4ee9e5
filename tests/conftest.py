"""What do all tests share?"""

from __future__ import annotations

import gc
import os
import re
import sys
from functools import cache
from itertools import count
from pathlib import Path

# Two test processes on two cores: a second BLAS thread in each only waits for the other.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import pytest
from hypothesis import HealthCheck, settings

# No example is too slow on a machine that is busy. CI draws the same examples each time; elsewhere
# each run draws new ones.
unhurried = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("elsewhere", **unhurried)
settings.register_profile("ci", derandomize=True, **unhurried)
settings.load_profile("ci" if os.environ.get("CI") else "elsewhere")

# What pytest makes of the assertions of 700 files, a quarter of a minute of each process, is kept.
sys.dont_write_bytecode = False

# How whoever starts the tests wants colours and widths is not for the programs that they start.
for name in ("FORCE_COLOR", "CLICOLOR_FORCE", "PY_COLORS", "GITHUB_ACTIONS", "LINES"):
    os.environ.pop(name, None)
os.environ |= {"COLUMNS": "100", "NO_COLOR": "1"}

for folder in (
    "..",
    "",
    "cli",
    "checks/outcomes",
    "engines",
    "faults",
    "report",
    "sample",
    "simulate",
    "seal",
    "statutes",
    "whatif",
):
    sys.path.insert(0, str(Path(__file__).parent / folder))

# What one process makes once for several files: a Java with its Spark, the audits of the planted
# records on DuckDB, the audit of the bundled example.
TOGETHER = {
    "spark": tuple(
        f"tests/engines/test_{name}.py"
        for name in (
            "figures_alike",
            "parts",
            "ready_made",
            "same_answers",
            "spark_engine",
            "whatif",
        )
    ),
    "planted": tuple(
        f"tests/engines/test_{name}.py"
        for name in ("kept_rows", "names_marked", "planted_whole", "whole_check")
    ),
    "example": ("tests/examples/audited/",),
}
# Ten CPU seconds and more: they begin first, in this order, so that neither process ends long after
# the other. One takes what needs Spark while the other takes the rest of them.
LONGEST = (
    "tests/engines/",
    "tests/examples/",
    "tests/validation/",
    "tests/faults/",
    "tests/cli/",
    "tests/checks/people/test_supplied_buyers.py",
    "tests/checks/exhibits/test_stage_drift.py",
    "tests/checks/figures/",
    "tests/audit/",
)
OWN = ("XDG_CONFIG_HOME", "XDG_CACHE_HOME")
SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"


def rank_of(item) -> int:
    """The place of a test's file or folder among the LONGEST; that of all others is the last."""
    ranks = (rank for rank, name in enumerate(LONGEST) if item.nodeid.startswith(name))
    return next(ranks, len(LONGEST))


def pytest_collection_modifyitems(items):
    items.sort(key=rank_of)
    if SHARED_DATA.is_dir():
        return
    for item in items:
        if item.get_closest_marker("shared"):
            reason = "the public data sets are not beside the project (../shared/data)"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    """Let the collector look less often, and never at what imports left: a tenth of the CPU time.

    A query of Ibis is thousands of small objects, few of which lie in a circle.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Send each file to one process, which makes its worlds once, and what is TOGETHER too.

    The groups of xdist 3.8 (`--dist loadgroup`) do nothing under pytest 9.2, whose node ids cannot
    be given an ending.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = nodeid.partition("::")[0]
            return next((name for name, of in TOGETHER.items() if file.startswith(of)), file)

    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None


def in_one_order(text: str) -> str:
    """A query, its left-out columns sorted: Ibis holds them in a set, each process in its order."""
    return re.sub(
        r"(?<=EXCLUDE \()[^)]*", lambda found: ", ".join(sorted(found[0].split(", "))), text
    )


@pytest.fixture(scope="session", autouse=True)
def each_twentieth_is_translated_anew():
    """A query that was translated before is asked in the words that Ibis would give it now."""
    from tallystick.engine.translations import Translations

    asked, text = count(1), Translations.text

    def told(self, expression, form, make):
        said = text(self, expression, form, make)
        if next(asked) % 20 == 0:
            kept, anew = map(in_one_order, (said, make()))
            assert kept == anew, "what was kept is not what Ibis says"
        return said

    Translations.text = told
    yield
    Translations.text = text


@pytest.fixture(scope="session", autouse=True)
def commands_are_made_once():
    """Typer would read the declarations of all commands anew whenever one is run."""
    import typer.main
    import typer.testing

    plain = typer.main.get_command
    typer.main.get_command = typer.testing._get_command = cache(plain)
    yield
    typer.main.get_command = typer.testing._get_command = plain


@pytest.fixture(scope="session", autouse=True)
def no_third_process():
    """Each processor has its process of tests: an audit's second one would only cost its imports.

    test_second_process.py and test_second_engine.py, in tests/audit, have it nevertheless.
    """
    from tallystick.audit import second_process

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(second_process, "WORTH_IT", sys.maxsize)
        patch.setattr(second_process, "WORTH_BYTES", sys.maxsize)
        yield


@pytest.fixture(scope="session", autouse=True)
def translations_are_kept(request):
    """Queries that an earlier run of the tests translated are taken over, as by a later audit."""
    from tallystick.engine.private_folder import opened
    from tallystick.engine.translations import PROCESS

    PROCESS.folder = opened(request.config.cache.mkdir("own") / "translations")
    yield
    PROCESS.folder = None


@pytest.fixture(scope="session", autouse=True)
def own_config(request, tmp_path_factory):
    """Keep what the program writes for its user out of the home of whoever runs the tests.

    Each process of tests has caches of its own, which stay for the next run.
    """
    before = {name: os.environ.pop(name, None) for name in (*OWN, "TALLYSTICK_KEY")}
    caches = request.config.cache.mkdir(f"own-{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}")
    places = (tmp_path_factory.mktemp("own"), caches)
    os.environ |= {name: str(place) for name, place in zip(OWN, places, strict=True)}
    yield Path(os.environ["XDG_CONFIG_HOME"])
    for name, value in before.items():
        os.environ.pop(name, None)
        os.environ |= {} if value is None else {name: value}


@pytest.fixture(scope="session")
def shared_data() -> Path:
    return SHARED_DATA


@pytest.fixture
def engine():
    """One thread: a second does not get at tables so small, and costs a tenth of the CPU time."""
    from tallystick.engine import connect

    opened = connect(threads=1)
    yield opened
    opened.close()
