"""What do all tests share?"""

from __future__ import annotations

import gc
import os
import sys
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

TOGETHER = ("tests/engines/", "tests/examples/audited/")
# Ten CPU seconds and more: they begin first, so that neither process ends long after the other.
LONGEST = (
    "tests/examples/",
    "tests/engines/",
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


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
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
            return next((name for name in TOGETHER if nodeid.startswith(name)), file)

    return Together(config, log) if config.getvalue("dist") == "loadgroup" else None


@pytest.fixture(scope="session", autouse=True)
def each_twentieth_is_translated_anew():
    """A query that was translated before is asked in the words that Ibis would give it now."""
    from tallystick.engine.translations import Translations

    asked, text = count(1), Translations.text

    def told(self, expression, form, make):
        said = text(self, expression, form, make)
        assert next(asked) % 20 or said == make(), "what was kept is not what Ibis says"
        return said

    Translations.text = told
    yield
    Translations.text = text


@pytest.fixture(scope="session", autouse=True)
def own_config(tmp_path_factory):
    """Keep what the program writes for its user out of the home of whoever runs the tests."""
    before = {name: os.environ.pop(name, None) for name in (*OWN, "TALLYSTICK_KEY")}
    os.environ |= {name: str(tmp_path_factory.mktemp("own")) for name in OWN}
    yield Path(os.environ["XDG_CONFIG_HOME"])
    for name, value in before.items():
        os.environ.pop(name, None)
        os.environ |= {} if value is None else {name: value}


@pytest.fixture(scope="session")
def shared_data() -> Path:
    return SHARED_DATA


@pytest.fixture
def engine():
    from tallystick.engine import connect

    opened = connect(threads=2)
    yield opened
    opened.close()
