"""Is a sample the same whenever it is drawn, and has everybody the same chance?"""

import hashlib
import json
from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from runs import cases, write_run_folder

from tallystick.sample import (
    Population,
    PopulationError,
    Wanted,
    draw,
    of_finding,
    of_table,
    size_of,
)
from tallystick.sample.drawing import rank
from tallystick.sample.size import SampleSizeError


def population(rows):
    return Population("run", "cases", ("incident_id",), rows.to_pydict())


def drawn(rows, size=12, seed=7, **more):
    held = population(rows)
    made = draw(held, size, seed, **more)
    return made.plan, [held.columns["incident_id"][place] for place in made.places]


def test_the_same_seed_draws_the_same_records_in_whatever_order_they_lie():
    rows = cases(200)
    backwards = rows.take(pa.array(range(199, -1, -1)))
    assert drawn(rows) == drawn(backwards)
    assert drawn(rows)[1] != drawn(rows, seed=8)[1]


def test_the_lowest_hashes_of_each_stratum_are_drawn():
    """A slow twin: every record's digest, sorted by hand."""
    rows = cases(200)
    plan, ids = drawn(rows, 20)
    units = dict(zip(*rows.select(["incident_id", "unit_id"]).to_pydict().values(), strict=True))
    for stratum in plan.strata:
        own = [each for each, unit in units.items() if unit == stratum.name]
        assert len(own) == stratum.records
        order = sorted(own, key=lambda each: hashlib.sha256(f"7\x1f{each}".encode()).hexdigest())
        assert {each for each in ids if units[each] == stratum.name} == set(order[: stratum.drawn])
    assert sum(stratum.drawn for stratum in plan.strata) == len(ids) == 20
    assert [units[each] for each in ids] == list(plan.rows.values())
    assert [rank(7, (each,)) for each in ids] == sorted(rank(7, (each,)) for each in ids)


def test_everybody_is_drawn_as_often_as_the_others():
    """Inclusion over 600 seeds: chi-square of 40 records, each drawn a quarter of the time."""
    rows, times = cases(40, units=1), Counter()
    for seed in range(600):
        times.update(drawn(rows, 10, seed)[1])
    seen = np.array([times[f"I{k}"] for k in range(40)])
    assert seen.sum() == 6000
    # Without replacement the statistic has 39 degrees of freedom times the share not drawn.
    assert ((seen - 150) ** 2 / (150 * 0.75)).sum() < 72


def test_strata_are_units_where_there_are_several_or_what_was_asked_for():
    rows = cases(60)
    assert drawn(rows)[0].by == "unit_id"
    assert drawn(cases(60, units=1))[0].by == ""
    assert drawn(rows, by="")[0].strata[0].records == 60
    assert [each.name for each in drawn(rows, by="clearance")[0].strata] == ["none", "unfounded"]
    with pytest.raises(PopulationError, match="no column colour"):
        drawn(rows, by="colour")
    for codes in (("one",), ("a", "A"), ("a", "")):
        with pytest.raises(PopulationError, match="codes are"):
            drawn(rows, codes=codes)


def test_a_case_is_drawn_once_in_however_many_rows_it_stands(tmp_path):
    rows = cases(30)
    twice = pa.concat_tables([rows, rows.slice(0, 10)])
    folder = write_run_folder(tmp_path, twice)
    assert len(of_finding(folder, "F-01")) == 30


def test_a_table_is_narrowed_by_the_values_of_its_columns(tmp_path):
    folder = write_run_folder(tmp_path, cases(31))
    some = of_table(folder, "incidents", {"clearance": ["unfounded"], "unit_id": ["U0", "U1"]})
    rows = cases(31)
    kept = pc.and_(pc.equal(rows["clearance"], "unfounded"), pc.is_in(rows["unit_id"],
                   pa.array(["U0", "U1"])))  # fmt: skip
    assert list(some.columns["incident_id"]) == rows.filter(kept)["incident_id"].to_pylist()
    assert some.words == (
        "the records of incidents whose clearance is unfounded; unit_id is U0 or U1"
    )


def test_where_no_identifier_is_complete_the_rows_of_the_file_tell_records_apart(tmp_path):
    rows = cases(9)
    ids = pa.array([None, *rows["incident_id"].to_pylist()[1:]])
    folder = write_run_folder(tmp_path, rows.set_column(0, "incident_id", ids))
    assert of_finding(folder, "F-01").key == ("source_file", "source_row")
    bare = write_run_folder(tmp_path / "bare", pa.table({"day": [1, 2]}))
    with pytest.raises(PopulationError, match="no column that names a record"):
        of_finding(bare, "F-01")


def test_what_cannot_be_drawn_from_is_told(tmp_path):
    with pytest.raises(PopulationError, match="is not a run folder"):
        of_finding(tmp_path, "F-01")
    folder = write_run_folder(tmp_path / "run", cases(9))
    for match, ask in (
        ("no finding F-02; its findings: F-01", lambda: of_finding(folder, "F-02")),
        ("is no table", lambda: of_table(folder, "../run", {})),
        ("has no column colour", lambda: of_table(folder, "incidents", {"colour": ["x"]})),
        ("no record in", lambda: of_table(folder, "incidents", {"unit_id": ["nobody"]})),
        ("not copied", lambda: of_table(folder, "custody", {})),
    ):
        with pytest.raises(PopulationError, match=match):
            ask()
    outside = write_run_folder(tmp_path / "odd", cases(9), "../run/evidence/F-01.parquet")
    with pytest.raises(PopulationError, match="lies outside"):
        of_finding(outside, "F-01")
    (folder / "findings.json").write_text(json.dumps([{"id": "F-01"}]))
    with pytest.raises(PopulationError, match="is not a run folder"):
        of_finding(folder, "F-01")


def test_how_many_are_drawn_follows_from_what_is_to_be_known():
    assert size_of(Wanted(size=30), 20)[0] == 20
    assert size_of(Wanted(tolerable=0.05), 10**9)[0] == 59
    assert size_of(Wanted(tolerable=0.05, expected=0.01))[0] == 93
    assert "1 or fewer" in size_of(Wanted(tolerable=0.05, expected=0.01))[1]
    assert size_of(Wanted(within=0.05), 2000)[0] == 323
    assert size_of(Wanted(within=0.05, expected=0.1))[0] == 139
    assert size_of(Wanted(difference=(0.5, 0.75)))[0] == 58
    for wanted in (Wanted(), Wanted(size=0), Wanted(size=5, confidence=1.0)):
        with pytest.raises(SampleSizeError):
            size_of(wanted)
