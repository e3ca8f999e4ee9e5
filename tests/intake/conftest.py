"""A channel that is served, for the tests of its pages; nothing is collected without the extra."""

import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
# The server of PostgreSQL that the tests of the workbench start.
sys.path.append(str(Path(__file__).parents[1] / "review"))
EXTRA = ("argon2", "django", "gunicorn", "mnemonic", "PIL", "pypdfium2", "pyrage")
MISSING = [name for name in EXTRA if find_spec(name) is None]
collect_ignore_glob = ["test_*.py"] if MISSING else []


def pytest_report_header():
    if MISSING:
        return f"tests/intake: nothing is run, since {', '.join(MISSING)} is not installed"
    return None


@pytest.fixture(scope="session")
def postgres():
    """A PostgreSQL server that writes every statement with its values to its log."""
    from postgres_server import started, why_not

    if why := why_not():
        pytest.skip(why)
    with started() as server:
        for setting in ("log_statement = 'all'", "log_min_duration_statement = 0"):
            server.say("postgres", f"ALTER SYSTEM SET {setting}")
        server.say("postgres", "SELECT pg_reload_conf()")
        yield server


@pytest.fixture(scope="module")
def identities_and_case(tmp_path_factory):
    from channel import make_channel

    case = tmp_path_factory.mktemp("channel") / "case"
    return make_channel(case), case


@pytest.fixture(scope="module")
def identities(identities_and_case):
    return identities_and_case[0]


@pytest.fixture(scope="module")
def channel(identities_and_case, tmp_path_factory):
    from channel import served

    log = tmp_path_factory.mktemp("log") / "log"
    with served(identities_and_case[1], log) as running:
        yield running
    assert log.read_text() == ""
