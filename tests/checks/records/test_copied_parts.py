"""Are copied reports the same by a slow twin, at once and when made in several parts?"""

import pytest
from copied_twin import archive, pairs

from in_parts import in_parts
from tallystick.audit.execution import keep, results_of
from tallystick.checks.records.copied_narratives import CHECK
from tallystick.checks.records.copied_narratives.near_duplicates import LIKE, asked, near_pairs
from worlds import tables_of


def tables(seed):
    cases, told = archive(seed)
    return tables_of({"incidents": cases, "narratives": told})


def found(engine, pairs):
    """The pairs as the slow twin gives them."""
    rows = engine.rows(pairs)
    one = ((r["text_id"], r["other_id"], r["own_pairs"], r["other_pairs"], r) for r in rows)
    turned = ((b, a, m, n, r) if b < a else (a, b, n, m, r) for a, b, n, m, r in one)
    return sorted((a, b, r["shared"], n, m) for a, b, n, m, r in turned)


@pytest.mark.parametrize(("seed", "each"), [(1, 0), (1, 239), (2, 50)])
def test_pairs_are_those_of_the_slow_twin_in_any_number_of_parts(engine, seed, each):
    held = keep(in_parts(CHECK, each), tables(seed), engine)
    slow = sorted(pairs(*archive(seed)))
    assert len(slow) > 40
    assert found(engine, near_pairs(held)) == slow
    like = sorted(pairs(*archive(seed), least=200))
    assert len(like) > len(slow)
    assert found(engine, LIKE(held)) == like


def test_flags_and_results_are_the_same_in_parts(engine):
    said = []
    for each in (0, 30):
        held = keep(in_parts(CHECK, each), tables(3), engine)
        flags = engine.rows(asked(held).order_by("text_id"))
        said.append((flags, repr(results_of(CHECK, held, engine)[0])))
    assert said[0] == said[1]
    assert sum(row["own"] for row in said[0][0]) > 10
    assert sum(row["others"] for row in said[0][0]) > 10
    assert sum(row["same"] for row in said[0][0]) > 0


def test_large_relations_lie_on_disk_and_what_only_the_next_read_is_let_go(engine):
    held = keep(in_parts(CHECK, 60), tables(1), engine)
    lie = {
        path.name.rpartition("-")[0]: len(list(path.iterdir()))
        for path in engine.spilled.root.iterdir()
    }
    assert lie == {"kept_reports": 4, "kept_own_pairs": 4, "kept_like_reports": 4}
    assert set(held.kept) == {"report_authors", "reports", "own_pairs", "like_reports"}
