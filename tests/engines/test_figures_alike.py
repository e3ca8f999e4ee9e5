"""Are the figures of the units' pages the same on DuckDB and on Spark?"""

from dataclasses import replace

import pytest
from planted import planted, read, stored

from tallystick.audit.figures import figures


@pytest.mark.parametrize("published", [True, False])
def test_figures_and_levels_are_equal(published, tmp_path, duck, spark):
    tables = stored(planted(), tmp_path / "tables", duck)
    told = []
    for engine in (duck, spark):
        held = read(tables, tmp_path / "tables", engine)
        if not published:
            filled = dict(held.filled) | {"reported_figures": frozenset()}
            held = replace(held, filled=filled)
        told.append(figures(held, engine))
    assert told[0] == told[1]
    assert {each.source for each in told[0]} == {"published" if published else "recorded"}
    assert any(each.level is not None for each in told[0])
