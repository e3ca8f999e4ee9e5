"""The office of a case in a folder of its own for each test, opened by the program's own function.

Django is imported by the fixtures alone, so that the tests of other rooms never see it.
"""

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from opened_case import ACTOR, opened_copy, point_to


@pytest.fixture(scope="session")
def django_ready():
    os.environ["DJANGO_SETTINGS_MODULE"] = "tallystick.review.settings"
    import django

    django.setup()
    yield
    from django.db import connections

    connections.close_all()
    del os.environ["DJANGO_SETTINGS_MODULE"]


@pytest.fixture(scope="session")
def template(django_ready, tmp_path_factory):
    """A case without a run, whose database is up to date and where one person works."""
    from tallystick.review.case_folder import make_case
    from tallystick.review.decisions.people import who_works_alone
    from tallystick.review.office import bring_up_to_date

    case = make_case(tmp_path_factory.mktemp("case") / "CASE", "Zhambyl")
    point_to(case)
    bring_up_to_date(case)
    who_works_alone()
    return case


@pytest.fixture
def case(template, tmp_path):
    """An empty case, open."""
    return opened_copy(template, tmp_path / "CASE")


@pytest.fixture(scope="session")
def two_runs(template, tmp_path_factory):
    """The case of `case_of_two`, made once: what its two runs hold stands in RUNS."""
    from made_runs import make_run
    from two_runs import RUNS

    from tallystick.review.runs.importing import import_run

    folder = tmp_path_factory.mktemp("two")
    case = opened_copy(template, folder / "CASE")
    for place, (made, about) in enumerate(RUNS, 1):
        import_run(ACTOR, make_run(folder / f"run{place}", *made, **about))
    return case


@pytest.fixture
def case_of_two(two_runs, tmp_path):
    """A case of two imported runs, open; tests/review/two_runs.py says what they hold."""
    return opened_copy(two_runs, tmp_path / "CASE")


@pytest.fixture
def me(django_ready):
    return ACTOR


@pytest.fixture
def browser(django_ready):
    """A client that came in by the token."""
    from django.test import Client

    from tallystick.review.loopback import DOOR

    client = Client(SERVER_NAME="127.0.0.1")
    assert client.get(f"/enter/{DOOR.make()}").status_code == 302
    return client


@pytest.fixture
def office(case, tmp_path):
    """Take a run of a query (tests/review/listed_run.py) into the case; give its list and seal."""
    from listed_run import FILE, LIST, SQL, made_run

    from tallystick.findings import Evidence
    from tallystick.review.runs.importing import import_run

    def imported(sql=SQL, **rows):
        run, _ = import_run(ACTOR, made_run(tmp_path / "run", sql, **rows))
        return Evidence(FILE, LIST, "evidence/F-01.csv", 4), run.manifest_sha256

    return imported
