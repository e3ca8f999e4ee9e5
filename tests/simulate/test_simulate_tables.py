"""Are the written tables canonical: columns, codes, keys, and accepted by an audit whole?"""

from collections import Counter

import pyarrow as pa
import pytest
from small_worlds import LAW, UNMADE, made, rows, world_of

from tallystick.audit import About, audit
from tallystick.audit.selection import chosen
from tallystick.engine import connect
from tallystick.load import load, read_engagement
from tallystick.simulate.behaviours import BEHAVIOURS
from tallystick.simulate.folder import simulate
from tallystick.simulate.oddities import ODDITIES
from tallystick.tables import CANONICAL, canonical

TYPES = {
    "text": pa.string(), "code": pa.string(), "unit": pa.string(), "integer": pa.int64(),
    "number": pa.float64(), "instant": pa.timestamp("us"), "date": pa.date32(),
}  # fmt: skip
SAID = {
    "crew": {"acts": ["unfounding", "copied_narratives"], "units": ["N01"]},
    "new_unit": {"from_month": "2023-12"},
}
EVERYTHING = {
    "behaviours": [
        {"kind": each.name, "dose": 0.3, "driven_by": "decree", **SAID.get(each.name, {})}
        for each in BEHAVIOURS
    ],
    "oddities": [
        {"kind": each.name, "dose": 0.3, **SAID.get(each.name, {})} for each in ODDITIES
    ],
}  # fmt: skip


@pytest.fixture(scope="module", params=["clean", "everything planted"])
def tables(request):
    return made(world_of(**({} if request.param == "clean" else EVERYTHING))).tables


def test_columns_are_the_canonical_ones_in_order_and_of_their_kind(tables):
    for name, table in tables.items():
        known = canonical(name)
        columns = [column for column in known.columns if column.name in table.column_names]
        assert table.column_names == [column.name for column in columns], name
        assert set(known.required) <= set(table.column_names), name
        for column in columns:
            assert table.schema.field(column.name).type == TYPES[column.kind], (name, column.name)


def test_codes_are_known_and_what_is_required_is_there(tables):
    coded = 0
    for name, table in tables.items():
        for column in canonical(name).columns:
            if column.name not in table.column_names:
                continue
            values = set(table[column.name].to_pylist())
            if column.required:
                assert None not in values, (name, column.name)
            if column.codes:
                coded += 1
                assert values <= {*column.codes, None}, (name, column.name)
            if column.minimum is not None:
                assert min((v for v in values if v is not None), default=0) >= column.minimum
    assert coded >= 6


def test_every_incident_has_its_codes(tables):
    """A case that was added with its entry but without its clearance would have none."""
    for column in ("origin", "clearance", "offense_code", "area_id", "recorded_at"):
        assert tables["incidents"][column].null_count == 0, column


def test_keys_name_one_row(tables):
    for name, table in tables.items():
        key = canonical(name).key
        if key and set(key) <= set(table.column_names):
            twice = [row for row, number in Counter(rows(table, *key)).items() if number > 1]
            assert twice == [], name


def test_references_resolve(tables):
    followed = 0
    for name, table in tables.items():
        for reference in canonical(name).references:
            if reference.table not in tables or reference.column not in table.column_names:
                continue
            followed += 1
            held = set(tables[reference.table][reference.key].to_pylist())
            named = set(table[reference.column].to_pylist()) - {None}
            assert named <= held, (name, reference.column)
    assert followed == 7


def audited(folder, world, only):
    """The outcome of an audit of a world, and what was loaded."""
    simulate(world, folder / "world")
    engagement = read_engagement(folder / "world" / "engagement.toml")
    run = folder / "run"
    (run / "tables").mkdir(parents=True)
    engine = connect(threads=1)
    try:
        loaded = load(engagement, run / "tables", engine)
        about = About(
            engagement=engagement.name, agency=engagement.agency, jurisdiction="", alpha=0.05,
            correction="bh", only=only, parameters={},
        )  # fmt: skip
        outcome = audit(run, loaded.tables, loaded.received, about, engine, lambda *_: None)
    finally:
        engine.close()
    return loaded, outcome


def test_an_audit_takes_every_row_and_finds_the_books_in_order(tmp_path):
    only = ("records.integrity", "figures.recount")
    assert len(chosen(only)) == 2
    world = world_of(months=18, law=LAW, incentives={"regime": {"kind": "prior_year"}})
    loaded, outcome = audited(tmp_path, world, only)
    assert loaded.received.set_aside == ()
    written = {table.name for table in CANONICAL} - UNMADE
    assert {source.table for source in loaded.received.sources} == written
    assert sum(s.rows for s in loaded.received.sources if s.table == "incidents") > 2000
    assert outcome.findings == ()
    assert {result.check for result in outcome.results} == set(only)
    assert {result.verdict for result in outcome.results} == {"not_found"}
