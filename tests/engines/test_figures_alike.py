"""Are the figures of the units' pages the same on DuckDB and on Spark?"""

from dataclasses import replace

import pytest
from planted import planted, read, stored

from tallystick.audit.figures import figures
from tallystick.engine import connect


@pytest.fixture
def own():
    """A DuckDB of its own, so that no name of these tables is left in that of other tests."""
    opened = connect(threads=2)
    yield opened
    opened.close()


@pytest.mark.parametrize("published", [True, False])
def test_figures_and_levels_are_equal(published, tmp_path, own, spark):
    tables = stored(planted(), tmp_path / "tables", own)
    told = []
    for engine in (own, spark):
        held = read(tables, tmp_path / "tables", engine)
        if not published:
            filled = dict(held.filled) | {"reported_figures": frozenset()}
            held = replace(held, filled=filled)
        told.append(figures(held, engine))
    assert told[0] == told[1]
    assert {each.source for each in told[0]} == {"published" if published else "recorded"}
    assert any(each.level is not None for each in told[0])
