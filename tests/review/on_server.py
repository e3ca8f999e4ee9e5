"""A case of two runs whose tables lie on a PostgreSQL server, and copies of it."""

from contextlib import contextmanager

import pytest
from made_runs import make_run
from opened_case import ACTOR, opened_copy, point_to
from postgres_server import name_in, used
from two_runs import RUNS


def case_on_server(server, folder):
    """Make a case of two runs in a folder, its tables in a new database; return it and its address.

    Django is to be set up.
    """
    from tallystick.review.case_folder import make_case
    from tallystick.review.decisions.people import who_works_alone
    from tallystick.review.office import bring_up_to_date
    from tallystick.review.runs.importing import import_run

    url = server.database()
    case = make_case(folder / "CASE", "Zhambyl")
    point_to(case)
    with pytest.MonkeyPatch.context() as patch, used(url):
        patch.setenv("DATABASE_URL", url)
        bring_up_to_date(case)
        who_works_alone()
        for place, (made, about) in enumerate(RUNS, 1):
            import_run(ACTOR, make_run(folder / f"run{place}", *made, **about))
    return case, url


@contextmanager
def copy_on_server(server, case, url, folder):
    """A copy of a case and of the database at `url`, open."""
    copied = server.database(f"TEMPLATE {name_in(url)}")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DATABASE_URL", copied)
        opened = opened_copy(case, folder)
        with used(copied):
            yield opened
