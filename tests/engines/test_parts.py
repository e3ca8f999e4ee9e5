"""Do both engines say the same of reports when large relations are made in several parts?"""

from dataclasses import dataclass
from functools import reduce

import pytest
from planted import planted, read, stored
from test_same_answers import assert_equal_columns, in_one_order

from in_parts import in_parts
from tallystick.audit.execution import keep, let_go
from tallystick.checks.records.copied_narratives import CHECK
from tallystick.checks.records.copied_narratives.near_duplicates import near_pairs
from tallystick.engine import connect

EACH = 170
"""So few that there are three parts of the planted reports."""


@dataclass
class InParts:
    """An engine that makes the parts of a relation, each by itself, where it would make all."""

    engine: object

    def keep_parts(self, whole, parts, name, laid=None):
        assert len(parts) in {1, 3}
        return self.engine.keep_step(reduce(lambda one, other: one.union(other), parts), name)

    def __getattr__(self, name):
        return getattr(self.engine, name)


@pytest.fixture
def duck():
    """One of its own: what the other tests of the folder keep bears the same names."""
    opened = connect(threads=2)
    yield opened
    opened.close()


def test_parts_are_the_whole_on_both_engines(tmp_path, duck, spark):
    tables, said = stored(planted(), tmp_path, duck), []
    for engine, check in (
        (duck, CHECK),
        (duck, in_parts(CHECK, EACH)),
        (InParts(spark), in_parts(CHECK, EACH)),
    ):
        held = keep(check, read(tables, tmp_path, engine), engine)
        near = in_one_order(engine.columns(near_pairs(held)))
        said.append((near, in_one_order(engine.columns(CHECK.counts(held)))))
        let_go(held, (), engine)
    assert len(said[0][0]["text_id"]) > 5
    for each in said[1:]:
        assert_equal_columns(said[0][0], each[0])
        assert_equal_columns(said[0][1], each[1])
