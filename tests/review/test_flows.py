"""Flows over several pages in Debian's Chromium: script on and off, two widths, two languages.

Each flow is gone once with the first of its settings, which `make browser` does; with the three
others, and those by keyboard alone, in `make flows`. After each the runs are as they were sealed
(R2), and the tables are those that the log makes (R3).
"""

import hashlib
import os
import re
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from browser import CHROMIUM, NEEDS_CHROMIUM
from flows import FLOWS
from opened_case import opened_copy, point_to
from two_runs import NEW, STILL

import tallystick

pytestmark = [pytest.mark.slow, NEEDS_CHROMIUM]
SOURCE = Path(tallystick.__file__).parents[1]
ENVIRONMENT = os.environ | {"PYTHONPATH": str(SOURCE)}
SETTINGS = range(4)
EXPECTED = re.compile(r"status of 4|^\[DOM\]")
"""What Chromium itself says of a refused page, and of fields for passwords."""
SAFE = "localhost"
"""A browser keeps the cookies of a log-in for it without TLS."""


@pytest.fixture(scope="module", autouse=True)
def beside_a_loop():
    """Playwright leaves an event loop in the thread, in which Django refuses to ask a database."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def two(case_of_two):
    return case_of_two


@pytest.fixture
def renamed(case, tmp_path):
    from renamed_units import IS, OTHER, WAS, imported

    for name, made in (("one", WAS), ("two", IS)):
        imported(tmp_path, made, OTHER, name=name)
    return case


@pytest.fixture
def listed(case, office):
    office()
    return case


@pytest.fixture
def thread(case, tmp_path):
    from test_subject_pages import FIGURES, LISTED, TABLES, imported
    from test_subject_pages import thread as joined

    imported(tmp_path / "run", STILL, NEW, figures=FIGURES, tables=TABLES, listed=LISTED,
             threads=[joined("F-01", "F-02")])  # fmt: skip
    return case


@pytest.fixture
def shell(template, tmp_path):
    """A case that the command itself makes of a run folder, and imports."""
    from listed_run import made_run

    from tallystick.review.decisions.people import who_works_alone

    run, folder = made_run(tmp_path / "run"), tmp_path / "CASE"
    command = ["-m", "tallystick", "review", str(run), "--at", str(folder), "--no-browser"]
    with subprocess.Popen([sys.executable, *command], stdout=subprocess.PIPE, text=True,
                          env=ENVIRONMENT) as process:  # fmt: skip
        assert process.stdout
        assert "open this address" in process.stdout.readline()
        process.terminate()
    case = opened_copy(replace(template, folder=folder), tmp_path / "OPEN")
    assert who_works_alone().login == "me"
    return case


@pytest.fixture
def posted(case, tmp_path):
    from test_own_officers import posted as taken_in

    taken_in(tmp_path / "run")
    return case


@pytest.fixture
def before_the_quarter(case, tmp_path, monkeypatch):
    """Findings that stood when the quarter of now began."""
    from decided import Clock, import_findings
    from made_runs import Made

    clock = Clock(monkeypatch)
    import_findings(tmp_path / "run", Made("Division 1"))
    clock.at(datetime.now(UTC))
    return case


@pytest.fixture
def exports(case, tmp_path):
    """A case that names a folder of two engagements, of which one has no records."""
    from test_audits_from_pages import ENGAGEMENT, INCIDENTS

    folder = tmp_path / "exports"
    (folder / "town").mkdir(parents=True)
    (folder / "town/engagement.toml").write_text(ENGAGEMENT)
    (folder / "town/incidents.csv").write_text(INCIDENTS)
    without = ENGAGEMENT.replace("incidents.csv", "none.csv")
    (folder / "town/without_records.toml").write_text(without)
    point_to(named := replace(case, engagements=folder))
    return named


@pytest.fixture
def accounts(case_of_two):
    """An office where people log in, and two units, of which each may see a finding."""
    from exchanges import OTHER, OWN, everybody, mask_of, release
    from flow_steps import pattern
    from logged_in import accounts_on
    from two_runs import GONE

    everybody()
    for unit, made in ((OWN, STILL), (OTHER, GONE)):
        release(pattern(made), mask_of(unit))
    with accounts_on(ALLOWED_HOSTS=[SAFE]):
        yield case_of_two


@dataclass
class Office:
    """What a flow is given."""

    case: Any
    folder: Path
    reader: Any
    environment = ENVIRONMENT


def tree(folder):
    """Every file of the sealed runs, with its bytes and its mode."""
    return {
        str(path.relative_to(folder)): (path.stat().st_mode,
                                        hashlib.sha256(path.read_bytes()).hexdigest())
        for path in sorted(folder.rglob("*")) if path.is_file()
    }  # fmt: skip


def gone_through(flow, kind, setting, chromium, request):
    from flow_reader import cookie_of, serving

    from tallystick.review.log.replay import differences

    case = request.getfixturevalue(flow.begins)
    before, readers = tree(case.folder / "runs"), []
    with serving() as served:

        def reader(login="me"):
            at = served if login else served.replace("127.0.0.1", SAFE)
            readers.append(kind(chromium, at, setting, cookie_of(login, at) if login else None))
            return readers[-1]

        folder = request.getfixturevalue("tmp_path") / "flow"
        folder.mkdir()
        flow.goes(Office(case, folder, reader))
        for each in readers:
            found, messages = each.close()
            assert found == {}
            assert [told for told in messages if not EXPECTED.search(told)] == []
    after = tree(case.folder / "runs")
    assert {path: after.get(path) for path in before} == before
    assert differences() == []


def in_setting(at, turn):
    """The setting that a flow has in its turn: each flow begins with another."""
    from flow_reader import SETTINGS as EACH

    return EACH[(at + turn) % len(EACH)]


@pytest.mark.parametrize("at", range(len(FLOWS)), ids=[each.name for each in FLOWS])
def test_flow(at, chromium, request):
    from flow_reader import Reader

    gone_through(FLOWS[at], Reader, in_setting(at, 0), chromium, request)


@pytest.mark.parametrize("turn", SETTINGS[1:])
@pytest.mark.parametrize("at", range(len(FLOWS)), ids=[each.name for each in FLOWS])
def test_flow_in_another_setting(at, turn, chromium, request):
    from flow_reader import Reader

    gone_through(FLOWS[at], Reader, in_setting(at, turn), chromium, request)


BY_KEYS = [at for at, each in enumerate(FLOWS) if each.keys]


@pytest.mark.parametrize("at", BY_KEYS, ids=[FLOWS[at].name for at in BY_KEYS])
def test_flow_by_keyboard_alone(at, chromium, request):
    from flow_reader import Keys

    gone_through(FLOWS[at], Keys, in_setting(at, 0), chromium, request)


def test_each_two_of_script_width_and_language_meet():
    from itertools import combinations

    from flow_reader import SETTINGS as EACH

    held = [(each.script, each.width, each.language) for each in EACH]
    for one, other in combinations(range(3), 2):
        assert len({(each[one], each[other]) for each in held}) == 4
    assert len(FLOWS) >= 40
    assert len(BY_KEYS) >= 10
