"""Do the planted records let every check run, and say what each null would have shown?"""

import pytest
from planted import planted, stored

from tallystick.audit.execution import keep, results_of
from tallystick.audit.selection import why_not
from tallystick.checks import every
from tallystick.engine import connect


@pytest.fixture(scope="module")
def held(tmp_path_factory):
    engine = connect(threads=2)
    yield engine, stored(planted(), tmp_path_factory.mktemp("planted") / "tables", engine)
    engine.close()


def test_none_is_skipped_when_engines_are_compared(held):
    assert {check.name: why for check in every() if (why := why_not(check, held[1]))} == {}


def test_every_null_states_the_smallest_effect_that_it_would_have_shown(held):
    engine, tables = held
    silent, nulls = [], 0
    for check in every():
        results, _ = results_of(check, keep(check, tables, engine), engine)
        found = [each for each in results if each.verdict == "not_found"]
        nulls += len(found)
        silent += [(check.name, each.aspect) for each in found if each.smallest_detectable is None]
    assert nulls > 100
    assert silent == []
